package authhooks_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// lines counts a server's connections, from the server's side.
type lines struct {
	mu   sync.Mutex
	open map[net.Conn]http.ConnState
	most int
	gone chan struct{} // closed, and made anew, at every change
}

func (l *lines) watch(c net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if state == http.StateClosed || state == http.StateHijacked {
		delete(l.open, c)
	} else {
		l.open[c] = state
	}
	l.most = max(l.most, len(l.open))
	close(l.gone)
	l.gone = make(chan struct{})
}

// wait returns when no connection is left.
func (l *lines) wait(t *testing.T) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		l.mu.Lock()
		n, changed := len(l.open), l.gone
		l.mu.Unlock()
		if n == 0 {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			require.Fail(t, "connections are left after Close", "%d", n)
		}
	}
}

// watched is a vendor whose connections are counted, and a client for it.
func watched(t *testing.T, business http.HandlerFunc, opts ...authhooks.Option) (*lines, *authhooks.Client, string) {
	t.Helper()
	l := &lines{open: map[net.Conn]http.ConnState{}, gone: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/token", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"code": 1, "token": "t"})
	})
	mux.HandleFunc("/hang", hang)
	mux.Handle("/", business)
	server := httptest.NewUnstartedServer(mux)
	server.Config.ConnState = l.watch
	server.Start()
	t.Cleanup(server.Close)
	a := &acme{url: server.URL}
	var err error
	a.Client, err = authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			return a.createToken(ctx, "/token")
		},
	}, server.URL, "id", authhooks.NewSecret("s"), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = a.Close() })
	return l, a.Client, server.URL
}

// After Close the vendor sees no connection of ours, kept alive or in use at the
// time, and the process has no goroutine more than before.
//
// Not parallel: goroutines are counted.
func TestCloseLeavesNoConnectionAndNoGoroutine(t *testing.T) {
	user := &http.Transport{MaxIdleConnsPerHost: 100}
	t.Cleanup(user.CloseIdleConnections)
	for name, opts := range map[string][]authhooks.Option{
		"default transport": nil,
		"the user's own":    {authhooks.WithHTTPClient(&http.Client{Transport: user})},
	} {
		t.Run(name, func(t *testing.T) {
			var gate sync.WaitGroup // all business calls are under way at once
			gate.Add(20)
			l, c, url := watched(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				gate.Done()
				gate.Wait()
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"code":1}`))
			}, opts...)
			before := runtime.NumGoroutine()
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/x", nil)
					resp, err := c.HTTPClient().Do(req)
					if assert.NoError(t, err) {
						_, _ = io.Copy(io.Discard, resp.Body)
						assert.NoError(t, resp.Body.Close())
					}
				})
			}
			wg.Wait()
			l.mu.Lock()
			assert.Greater(t, l.most, 20, "twenty business calls and the login's")
			l.mu.Unlock()
			require.NoError(t, c.Close())
			l.wait(t)
			// A loop of our own: require.Eventually runs a goroutine more.
			for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(end); {
				runtime.Gosched()
			}
			assert.LessOrEqual(t, runtime.NumGoroutine(), before)
		})
	}
}

// A fetch under way when Close comes hangs up, and a business call that is
// still being answered ends in peace and leaves no connection behind.
func TestCloseInTheMiddleOfCalls(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	l, c, url := watched(t, func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-release
		_, _ = w.Write([]byte("late"))
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/slow", nil)
		resp, err := c.HTTPClient().Do(req)
		if assert.NoError(t, err) {
			text, err := io.ReadAll(resp.Body)
			assert.NoError(t, err)
			assert.Equal(t, "late", string(text))
			assert.NoError(t, resp.Body.Close())
		}
	})
	<-arrived
	require.NoError(t, c.Close())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/x", nil)
	require.NoError(t, err)
	_, err = c.HTTPClient().Do(req)
	require.ErrorIs(t, err, authhooks.ErrClosed, "a business call after Close")
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	require.ErrorIs(t, c.Editor()(t.Context(), req), authhooks.ErrClosed)
	close(release)
	wg.Wait()
	l.wait(t)

	l, hung, url := watched(t, func(http.ResponseWriter, *http.Request) {})
	a := &acme{url: url}
	started := make(chan struct{})
	a.Client, err = authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			close(started)
			return a.createToken(ctx, "/hang")
		},
	}, url, "id", authhooks.NewSecret("s"))
	require.NoError(t, err)
	wg.Go(func() {
		_, err := a.Token(t.Context())
		assert.ErrorIs(t, err, authhooks.ErrClosed)
	})
	<-started
	require.NoError(t, a.Close())
	require.NoError(t, hung.Close())
	wg.Wait()
	l.wait(t)
}
