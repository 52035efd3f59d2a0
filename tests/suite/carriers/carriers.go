// Package carriers holds every way to carry a request to the same behaviour: a bare
// *http.Transport, one with golang.org/x/net/http2 in it, and RoundTrippers around
// one, over HTTP/1.1 and HTTP/2. tests/suite/wrappers adds those of other modules.
package carriers

import (
	"context"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Carrier is a way to carry requests.
type Carrier struct {
	Name string
	// Wrap returns the RoundTripper that a user gives to WithHTTPClient.
	Wrap func(*http.Transport) http.RoundTripper
	// ClosesIdle says that its CloseIdleConnections reaches the transport.
	ClosesIdle bool
	// Follows says that it follows redirects. Hidden says besides that this cannot be
	// seen in its fields.
	Follows, Hidden bool
}

// Main is a TestMain: whatever the tests did, no goroutine and no connection may be
// left. The tests wait more than they work, and run many at a time.
func Main(m *testing.M) {
	flag.Parse() //nolint:revive // for a TestMain
	if err := flag.Set("test.parallel", "64"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// Suite runs every test over every carrier and both versions of HTTP.
func Suite(t *testing.T, all ...Carrier) {
	t.Helper()
	for _, c := range all {
		for version, http2 := range map[string]bool{"HTTP1": false, "HTTP2": true} {
			t.Run(c.Name+"/"+version, func(t *testing.T) {
				t.Parallel()
				if c.Follows {
					t.Run("redirect", func(t *testing.T) { c.redirectIsStopped(t, http2) })
					return
				}
				for name, test := range map[string]func(*testing.T, bool){
					"silence": c.aSilentConnectionIsLeft, "refused": c.theRefusedAnswerFreesItsConnection,
					"idle": c.idleConnectionsAreClosed, "close": c.closeReachesCallsUnderWay,
					"redirect": c.noRedirectOfATokenCall, "foreign": c.aForeignRedirectCarriesNothing,
				} {
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						test(t, http2)
					})
				}
			})
		}
	}
}

// aSilentConnectionIsLeft: after a token call without an answer the next goes over
// another connection. Over a RoundTripper of the user's the one after it does at the
// latest: HTTP/2 cannot be told before that call.
func (c Carrier) aSilentConnectionIsLeft(t *testing.T, http2 bool) {
	v := start(t, http2)
	base := v.transport()
	defer base.CloseIdleConnections()
	rt := c.Wrap(base)
	_, own := rt.(*http.Transport)
	client := v.client(t, "/token", rt, authhooks.WithTimeout(8*time.Second)) // in which a busy machine logs in
	_, err := login(t.Context(), client, "/token")
	require.NoError(t, err)
	v.silent.Store(v.made.Load())
	_, err = login(t.Context(), client, "/token")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	if _, err = login(t.Context(), client, "/token"); err != nil && http2 && !own {
		_, err = login(t.Context(), client, "/token")
	}
	require.NoError(t, err, "the vendor answers on every new connection")
	require.NoError(t, client.Close())
	base.CloseIdleConnections()
	v.none(t)
}

// theRefusedAnswerFreesItsConnection: one connection is enough to be refused, to
// renew the token and to send the call again.
func (c Carrier) theRefusedAnswerFreesItsConnection(t *testing.T, http2 bool) {
	for _, path := range []string{"/short", "/in-pieces", "/page", "/long", "/never-ending"} {
		v := start(t, http2)
		base := v.transport()
		base.MaxConnsPerHost = 1
		client := v.client(t, "/token", c.Wrap(base))
		_, err := client.Token(t.Context())
		require.NoError(t, err)
		v.revoke("another")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.URL+path, nil)
		require.NoError(t, err)
		resp, err := client.HTTPClient().Do(req)
		require.NoError(t, err, path)
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err, path)
		assert.JSONEq(t, `{"code":1}`, string(text), path)
		require.NoError(t, resp.Body.Close())
		require.NoError(t, client.Close())
		base.CloseIdleConnections()
		v.none(t)
	}
}

// idleConnectionsAreClosed: net/http's method, on every http.Client handed out.
func (c Carrier) idleConnectionsAreClosed(t *testing.T, http2 bool) {
	v := start(t, http2)
	base := v.transport()
	defer base.CloseIdleConnections()
	client := v.client(t, "/token", c.Wrap(base))
	for name, handed := range map[string]*http.Client{"HTTPClient": client.HTTPClient(), "Guarded": client.Guarded()} {
		require.NoError(t, get(t, client, v.URL+"/x"))
		if !c.ClosesIdle {
			assert.NotPanics(t, handed.CloseIdleConnections)
			continue
		}
		assert.Positive(t, v.open.Load(), name)
		require.Eventually(t, func() bool {
			handed.CloseIdleConnections() // a connection is idle a moment after its answer has been read
			return v.open.Load() == 0
		}, 10*time.Second, 5*time.Millisecond, name)
	}
}

func get(t *testing.T, client *authhooks.Client, url string) error {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	resp, err := client.HTTPClient().Do(req)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.Body.Close()
}

// closeReachesCallsUnderWay: a call that is under way when its client is closed ends
// in peace, and takes the connection along, however it ends.
func (c Carrier) closeReachesCallsUnderWay(t *testing.T, http2 bool) {
	for name, end := range map[string]func(v *vendor, body io.ReadCloser, cancel func()){
		"read and closed": func(v *vendor, body io.ReadCloser, _ func()) {
			close(v.goOn)
			text, err := io.ReadAll(body)
			assert.NoError(t, err)
			assert.Equal(t, "first, second", string(text))
			assert.NoError(t, body.Close())
		},
		"read to its end": func(v *vendor, body io.ReadCloser, _ func()) {
			close(v.goOn)
			_, err := io.Copy(io.Discard, body)
			assert.NoError(t, err)
		},
		"closed in the middle": func(_ *vendor, body io.ReadCloser, _ func()) { assert.NoError(t, body.Close()) },
		"cancelled": func(_ *vendor, body io.ReadCloser, cancel func()) {
			cancel()
			_, _ = io.Copy(io.Discard, body) // the server may notice first, and end the body in good order
			_ = body.Close()
		},
	} {
		v := start(t, http2)
		base := v.transport()
		client := v.client(t, "/token", c.Wrap(base))
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.URL+"/half", nil)
		require.NoError(t, err)
		resp, err := client.HTTPClient().Do(req)
		require.NoError(t, err, name)
		require.NoError(t, client.Close())
		end(v, resp.Body, cancel)
		cancel()
		if !c.ClosesIdle { // then they are the user's to close
			require.Eventually(t, func() bool { base.CloseIdleConnections(); return v.open.Load() == 0 }, 10*time.Second, 5*time.Millisecond)
		}
		v.none(t)
	}
}

// stranger is another origin, which writes down what it gets.
type stranger struct {
	*httptest.Server
	mu  sync.Mutex
	got []*http.Request
}

func newStranger(t *testing.T, http2 bool, next func(w http.ResponseWriter, r *http.Request)) *stranger {
	t.Helper()
	s := &stranger{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.got = append(s.got, r)
		s.mu.Unlock()
		next(w, r)
	}))
	s.EnableHTTP2 = http2
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func (s *stranger) requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func forged(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"code":1,"token":"forged"}`)
}

// noRedirectOfATokenCall: the answer is the redirect.
func (c Carrier) noRedirectOfATokenCall(t *testing.T, http2 bool) {
	v, s := start(t, http2), newStranger(t, http2, forged)
	v.moved = s.URL
	base := v.transport()
	defer base.CloseIdleConnections()
	client := v.client(t, "/token-moved", c.Wrap(base))
	_, err := client.Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrProtocol)
	assert.Empty(t, s.requests())
}

// redirectIsStopped: a carrier that follows redirects gives nothing away where that
// can be prevented, and never another origin's answer.
func (c Carrier) redirectIsStopped(t *testing.T, http2 bool) {
	v, s := start(t, http2), newStranger(t, http2, forged)
	v.moved = s.URL
	base := v.transport()
	defer base.CloseIdleConnections()
	rt := c.Wrap(base)
	for range 2 { // over a new connection to the stranger, and perhaps over one that was left
		_, err := v.client(t, "/token-moved", rt, authhooks.WithRetries(0)).Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrPolicy)
		assert.ErrorContains(t, err, "CheckRedirect")
		assert.Empty(t, s.requests(), "the credential")
	}
	client := v.client(t, "/token", rt)
	require.NoError(t, get(t, client, v.URL+"/x"), "what is not redirected")
	err := get(t, client, v.URL+"/moved")
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	assert.NotContains(t, err.Error(), "canary")
	if !c.Hidden {
		assert.Empty(t, s.requests(), "the token")
	}

	v.moved = "/x"
	require.NoError(t, get(t, client, v.URL+"/moved"), "within the origin")
}

// aForeignRedirectCarriesNothing: with the option a redirect to storage is followed,
// and gives away neither the token nor what the caller added.
func (c Carrier) aForeignRedirectCarriesNothing(t *testing.T, http2 bool) {
	v := start(t, http2)
	s := newStranger(t, http2, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "the file") })
	v.moved = s.URL + "/file?signature=s"
	base := v.transport()
	defer base.CloseIdleConnections()
	client := v.client(t, "/token", c.Wrap(base), authhooks.WithForeignRedirects())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.URL+"/moved?mine=1", nil)
	require.NoError(t, err)
	for name, value := range map[string]string{
		"Range": "bytes=0-99", "If-None-Match": `"e"`, "Accept": "*/*",
		"Authorization": "Basic mine", "Cookie": "mine=1", "X-Key": "mine", "Referer": "https://mine.example",
	} {
		req.Header.Set(name, value)
	}
	resp, err := client.HTTPClient().Do(req)
	require.NoError(t, err)
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, "the file", string(text))
	require.Len(t, s.requests(), 1)
	got := s.requests()[0].Header
	for name, value := range map[string]string{"Range": "bytes=0-99", "If-None-Match": `"e"`, "Accept": "*/*"} {
		assert.Equal(t, value, got.Get(name), name)
	}
	for _, name := range []string{"Authorization", "Cookie", "X-Key", "X-Acme", "Referer"} {
		assert.NotContains(t, got, name)
	}
	require.NoError(t, client.Close())
	base.CloseIdleConnections()
	v.none(t)
}
