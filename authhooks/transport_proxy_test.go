package authhooks_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// proxied is acme behind a proxy; it counts how often net/http asks for the proxy,
// which is once a try.
func proxied(t *testing.T, proxy string, transport *http.Transport, opts ...authhooks.Option) (*acme, *atomic.Int64) {
	t.Helper()
	u, err := url.Parse(proxy)
	require.NoError(t, err)
	var tries atomic.Int64
	transport.Proxy = func(*http.Request) (*url.URL, error) {
		tries.Add(1)
		return u, nil
	}
	return acmeOver(t, &http.Client{Transport: transport}, nil, opts...), &tries
}

func proxyError(t *testing.T, a *acme, name string) *authhooks.Error {
	t.Helper()
	_, err := a.Token(t.Context())
	var e *authhooks.Error
	require.ErrorAs(t, err, &e, name)
	assert.Equal(t, authhooks.KindTransport, e.Kind, name)
	assert.Contains(t, e.Error(), "proxy", name)
	assert.NotContains(t, e.Error(), "canary", name)
	return e
}

func TestAProxyThatRefusesTheTunnel(t *testing.T) {
	t.Parallel()
	for status, c := range map[int]struct {
		says  string
		final bool
	}{
		407: {"wants a login (it answered 407); put user and password into the proxy's URL", true},
		403: {"forbids this host (it answered 403)", true},
		405: {"refused the tunnel (it answered 405)", true},
		302: {"refused the tunnel (it answered 302)", true},
		204: {"refused the tunnel (it answered 204)", true},
		429: {"no way to the vendor now (it answered 429)", false},
		502: {"no way to the vendor now (it answered 502)", false},
		504: {"no way to the vendor now (it answered 504)", false},
	} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(proxy.Close)
		name := http.StatusText(status)
		withPassword := strings.Replace(proxy.URL, "http://", "http://user:canary@", 1)
		a, tries := proxied(t, withPassword, &http.Transport{})
		e := proxyError(t, a, name)
		assert.Contains(t, e.Error(), c.says, name)
		assert.Equal(t, !c.final, e.Retryable(), name)
		assert.Zero(t, e.Status, "the vendor has not answered")
		want := int64(2)
		if c.final {
			want = 1
		}
		assert.Equal(t, want, tries.Load(), "%s: nothing was sent, so a repeat does no harm where it may help", name)

		business := acmeOver(t, &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(must(url.Parse(withPassword)))}}, issued)
		err := business.business(t.Context())
		require.ErrorAs(t, err, &e, name)
		assert.Contains(t, err.Error(), c.says, name)
		assert.Equal(t, !c.final, e.Retryable(), name)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// The user's own hook sees the proxy's answer first, and may refuse it; the
// user's transport keeps its own hook and its own Proxy.
func TestTheUsersHookOnProxyAnswersIsAsked(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(proxy.Close)
	var seen atomic.Int64
	errNotOurs := errors.New("secret-canary is not our proxy")
	for _, refuse := range []error{nil, errNotOurs} {
		transport := &http.Transport{OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			seen.Add(int64(resp.StatusCode))
			return refuse
		}}
		a, _ := proxied(t, proxy.URL, transport, authhooks.WithRetries(0))
		e := proxyError(t, a, "hook")
		assert.Equal(t, int64(http.StatusBadGateway), seen.Swap(0))
		assert.Equal(t, refuse == nil, e.Retryable())
		if refuse != nil {
			require.ErrorIs(t, e, errNotOurs)
			assert.Contains(t, e.Error(), "OnProxyConnectResponse refused the proxy's answer ([redacted] is not our proxy)")
		}
	}
}

// Without a clone of our own there is no hook; and a plain http request has no
// tunnel to be refused: the proxy's 407 is the answer.
func TestAProxyLoginThroughOtherWays(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
		_, _ = w.Write([]byte("<html>log in</html>"))
	}))
	t.Cleanup(proxy.Close)
	transport := &http.Transport{Proxy: http.ProxyURL(must(url.Parse(proxy.URL)))}
	t.Cleanup(transport.CloseIdleConnections)
	for name, a := range map[string]*acme{
		"wrapped": acmeOver(t, &http.Client{Transport: roundTrip(transport.RoundTrip)}, nil),
		"http":    acmeOver(t, &http.Client{Transport: transport}, nil, authhooks.WithBaseURL("http://acme.example"), authhooks.WithInsecureHTTP()),
	} {
		e := proxyError(t, a, name)
		assert.Contains(t, e.Error(), "the proxy wants a login (it answered 407)", name)
		assert.False(t, e.Retryable(), name)
	}
	a := acmeOver(t, &http.Client{Transport: transport}, issued, authhooks.WithBaseURL("http://acme.example"), authhooks.WithInsecureHTTP())
	resp, body, err := get(t, a.HTTPClient(), "http://acme.example/x")
	require.NoError(t, err)
	assert.ErrorContains(t, a.CheckBody(resp, []byte(body)), "the proxy wants a login")
}

func TestAProxyThatCannotBeReached(t *testing.T) {
	t.Parallel()
	// A port that was just closed could be the next parallel test's.
	down := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	stranger := httptest.NewUnstartedServer(http.NotFoundHandler()) // its certificate is its own
	stranger.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	stranger.StartTLS()
	t.Cleanup(stranger.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for name, c := range map[string]struct {
		proxy     string
		transport *http.Transport
		says      string
		tries     int64
	}{
		"http":                  {"http://user:canary@proxy.example:3128", &http.Transport{DialContext: down}, "the proxy cannot be reached", 2},
		"https":                 {"https://proxy.example:3128", &http.Transport{DialContext: down}, "the proxy cannot be reached", 2},
		"socks5":                {"socks5://proxy.example:1080", &http.Transport{DialContext: down}, "the proxy cannot be reached", 2},
		"a dialer of one's own": {"http://proxy.example:3128", &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, io.EOF }}, "the proxy cannot be reached", 2},
		"foreign certificate":   {stranger.URL, &http.Transport{}, "the proxy's certificate was refused", 1},
		"no TLS":                {strings.Replace(plain.URL, "http://", "https://", 1), &http.Transport{}, "the TLS handshake with the proxy failed", 1},
	} {
		a, tries := proxied(t, c.proxy, c.transport)
		e := proxyError(t, a, name)
		assert.Contains(t, e.Error(), c.says, name)
		assert.Equal(t, c.tries, tries.Load(), name)
		assert.Equal(t, c.tries == 2, e.Retryable(), name)
	}
}

// socks is a SOCKS5 server that says method to the client's methods and then
// reply to its request (RFC 1928 sections 3 and 6).
func socks(t *testing.T, method, reply byte) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			head := make([]byte, 2)
			_, _ = io.ReadFull(c, head)
			_, _ = io.ReadFull(c, make([]byte, head[1]))
			_, _ = c.Write([]byte{5, method})
			if method != 0xff {
				_, _ = io.ReadFull(c, make([]byte, 4))
				_, _ = c.Write([]byte{5, reply, 0, 1, 0, 0, 0, 0, 0, 0})
			}
			_, _ = io.Copy(io.Discard, c) // till the client has gone
			_ = c.Close()
		}
	}()
	return "socks5://" + l.Addr().String()
}

func TestASOCKSProxyThatRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, reply byte
		says          string
		tries         int64
	}{
		"a login":          {0xff, 0, "the SOCKS proxy wants a login", 1},
		"a rule":           {0, 2, "the SOCKS proxy forbids this host", 1},
		"no route":         {0, 4, "the SOCKS proxy did not connect to the host", 2},
		"the host refuses": {0, 5, "the SOCKS proxy did not connect to the host", 2},
	} {
		a, tries := proxied(t, socks(t, c.method, c.reply), &http.Transport{})
		e := proxyError(t, a, name)
		assert.Contains(t, e.Error(), c.says, name)
		assert.Equal(t, c.tries, tries.Load(), name)
		assert.Equal(t, c.tries == 2, e.Retryable(), name)
	}
}

// HTTPS_PROXY may hold a password, and net/http quotes it if it cannot read it.
func TestAProxyAddressThatCannotBeReadIsNotShown(t *testing.T) {
	t.Parallel()
	errUnreadable := errors.New(`invalid proxy address "http://user:canary pw@proxy": invalid userinfo`)
	a := acmeOver(t, &http.Client{Transport: &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, errUnreadable }}}, nil)
	e := proxyError(t, a, "unreadable")
	assert.Contains(t, e.Error(), "no proxy could be chosen; check HTTPS_PROXY or Transport.Proxy")
	require.ErrorIs(t, e, errUnreadable)
	assert.False(t, e.Retryable())
	a = acmeOver(t, &http.Client{Transport: &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, errUnreadable }}}, issued)
	err := a.business(t.Context())
	require.ErrorIs(t, err, errUnreadable)
	assert.NotContains(t, err.Error(), "canary")
}
