package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const secret = "canary-+/=&"

// server is the vendor.
type server struct {
	mu     sync.Mutex
	grants int
	live   string
	answer string // what /grant says instead
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path != "/grant" {
		if s.live == "" || r.URL.Query().Get("key") != s.live {
			fmt.Fprint(w, `{"ok":false,"err":"E9","say":"dead"}`)
			return
		}
		fmt.Fprint(w, `{"ok":true}`)
		return
	}
	var in struct{ User, Secret string }
	switch err := json.NewDecoder(r.Body).Decode(&in); {
	case s.answer != "":
		fmt.Fprint(w, s.answer)
	case err != nil || in.Secret != secret:
		fmt.Fprintf(w, `{"ok":false,"err":"E1","say":"no such %s"}`, in.Secret)
	default:
		s.grants++
		s.live = fmt.Sprintf("k+%d/=", s.grants)
		fmt.Fprintf(w, `{"ok":true,"key":%q,"ttl":"600"}`, s.live)
	}
}

func (s *server) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func main() {
	if err := check(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		os.Exit(1)
	}
	fmt.Println("quarry behaves like the vendors")
}

func check(ctx context.Context) error {
	vendor := &server{}
	ts := httptest.NewServer(vendor)
	defer ts.Close()
	q, err := New(ts.URL, "user", authhooks.NewSecret(secret))
	if err != nil {
		return err
	}
	defer q.Close()

	token, err := q.Token(ctx)
	if err != nil || time.Until(token.ExpiresAt) < 599*time.Second {
		return fmt.Errorf("first token: %w, %v", err, token)
	}
	var wg sync.WaitGroup
	failures := make(chan error, 50)
	vendor.set(func() { vendor.live = "" })
	for range 50 {
		wg.Go(func() {
			resp, err := q.HTTPClient().Get(ts.URL + "/things?a=1")
			if err == nil {
				err = q.CheckResponse(resp)
				resp.Body.Close()
			}
			failures <- err
		})
	}
	wg.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
	}
	if vendor.grants > 3 {
		return fmt.Errorf("%d grants for one dead key", vendor.grants)
	}

	bad, err := New(ts.URL, "user", authhooks.NewSecret("wrong-canary"))
	if err != nil {
		return err
	}
	_, err = bad.Token(ctx)
	var e *authhooks.Error
	if !errors.As(err, &e) || !errors.Is(err, authhooks.ErrInvalidCredentials) || e.Code != "E1" || e.Vendor != "quarry" || e.Op != "createKey" ||
		strings.Contains(err.Error(), "canary") || e.RetryAfter <= 0 {
		return fmt.Errorf("wrong credentials: %w", err)
	}
	for answer, want := range map[string]error{
		`{}`: authhooks.ErrProtocol, `null`: authhooks.ErrProtocol, `<html>`: authhooks.ErrProtocol, `{"ok":true}`: authhooks.ErrProtocol,
		`{"ok":true,"key":7}`: authhooks.ErrProtocol, `{"ok":false,"err":"E9"}`: authhooks.ErrInvalidCredentials,
	} {
		vendor.set(func() { vendor.answer = answer })
		fresh, err := New(ts.URL, "user", authhooks.NewSecret(secret))
		if err != nil {
			return err
		}
		if _, err := fresh.Token(ctx); !errors.Is(err, want) {
			return fmt.Errorf("answer %s: %w", answer, err)
		}
	}
	resp, err := http.Get(ts.URL + "/things")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := q.CheckResponse(resp); !errors.Is(err, ErrDeadKey) || !errors.Is(err, authhooks.ErrTokenRejected) {
		return fmt.Errorf("CheckResponse: %w", err)
	}
	if _, err := New("http://quarry.example", "user", authhooks.NewSecret(secret)); !errors.Is(err, authhooks.ErrPolicy) {
		return fmt.Errorf("plain http: %w", err)
	}
	return nil
}
