package carriers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// vendor answers {"code":…} inside HTTP 200: 1 is success, 9 a dead token. It counts
// its connections.
type vendor struct {
	*httptest.Server
	made   atomic.Int64 // connections, ever
	silent atomic.Int64 // connections up to this one get no answer any more
	open   atomic.Int64
	issued atomic.Int64
	goOn   chan struct{} // lets /half finish
	moved  string        // where /moved and /token-moved lead to

	mu   sync.Mutex
	live string // the token that is good
}

type connection struct{}

func start(t *testing.T, http2 bool) *vendor {
	t.Helper()
	v := &vendor{goOn: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/token", v.token)
	mux.HandleFunc("/token-moved", v.redirect)
	mux.HandleFunc("/moved", v.redirect)
	mux.HandleFunc("/half", v.half)
	mux.HandleFunc("/", v.business)
	v.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, _ := r.Context().Value(connection{}).(int64); n <= v.silent.Load() {
			_, _ = io.Copy(io.Discard, r.Body) // net/http notices a client that leaves only behind its body
			<-r.Context().Done()
			return
		}
		mux.ServeHTTP(w, r)
	}))
	v.EnableHTTP2 = http2
	v.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, connection{}, v.made.Add(1))
	}
	v.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			v.open.Add(1)
		case http.StateClosed, http.StateHijacked:
			v.open.Add(-1)
		default:
		}
	}
	v.StartTLS()
	t.Cleanup(v.Close)
	return v
}

func (v *vendor) token(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	text := fmt.Sprintf("token-%d", v.issued.Add(1))
	v.revoke(text)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": 1, "token": text})
}

// revoke makes next the only token that is good.
func (v *vendor) revoke(next string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.live = next
}

func (v *vendor) redirect(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, v.moved, http.StatusTemporaryRedirect)
}

// half answers in two parts.
func (v *vendor) half(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = io.WriteString(w, "first, ")
	_ = http.NewResponseController(w).Flush()
	select {
	case <-v.goOn:
		_, _ = io.WriteString(w, "second")
	case <-r.Context().Done():
	}
}

// business refuses a dead token in the way that the path names.
func (v *vendor) business(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	good := r.Header.Get("X-Acme") == v.live
	v.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch {
	case good:
		_, _ = io.WriteString(w, `{"code":1}`)
	case r.URL.Path == "/in-pieces":
		_, _ = io.WriteString(w, `{"code":9}`)
		_ = http.NewResponseController(w).Flush()
		_, _ = io.WriteString(w, strings.Repeat(" ", 3000))
	case r.URL.Path == "/long":
		_, _ = io.WriteString(w, `{"code":9}`)
		_, _ = io.WriteString(w, strings.Repeat(" ", 300<<10))
	case r.URL.Path == "/never-ending":
		_, _ = io.WriteString(w, `{"code":9}`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	case r.URL.Path == "/page":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, "<html>"+strings.Repeat("who are you? ", 3000))
	default:
		_, _ = io.WriteString(w, `{"code":9}`)
	}
}

// transport trusts every server of httptest.
func (v *vendor) transport() *http.Transport {
	return v.Client().Transport.(*http.Transport).Clone()
}

// client logs in at path.
func (v *vendor) client(t *testing.T, path string, rt http.RoundTripper, opts ...authhooks.Option) *authhooks.Client {
	t.Helper()
	var c *authhooks.Client
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Put: authhooks.PutHeader("X-Acme"),
		Codes: []authhooks.CodeInfo{{Code: "9", Kind: authhooks.KindTokenRejected, Rejects: true}},
		Parse: func(_ int, _ http.Header, body []byte) authhooks.Outcome {
			var a struct {
				Code wire.Code `json:"code"`
			}
			if authhooks.Unmarshal(body, &a) != nil {
				return authhooks.Outcome{}
			}
			return authhooks.Outcome{Documented: true, OK: a.Code == "1", Code: string(a.Code)}
		},
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) { return login(ctx, c, path) },
	}, v.URL, "id", authhooks.NewSecret("secret-canary"), append(opts, authhooks.WithHTTPClient(&http.Client{Transport: rt}))...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func login(ctx context.Context, c *authhooks.Client, path string) (authhooks.Token, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.BaseURL()+path, strings.NewReader("secret-canary"))
	if err != nil {
		return authhooks.Token{}, err
	}
	var out struct {
		Token authhooks.Secret `json:"token"`
	}
	resp, err := c.Doer().Do(req)
	_, err = c.Receive("createToken", resp, err, &out)
	return authhooks.Token{Access: out.Token, ExpiresAt: time.Now().Add(time.Hour)}, err
}

// none waits until no connection is open.
func (v *vendor) none(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return v.open.Load() == 0 }, 10*time.Second, 5*time.Millisecond, "connections are left")
}
