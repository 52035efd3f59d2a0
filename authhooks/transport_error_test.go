package authhooks_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// rawServer is a server that writes answer to each connection once it has got a
// byte, and closes it: in peace, or by a reset.
func rawServer(t *testing.T, answer string, reset bool) string {
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
			if reset {
				_ = c.(*net.TCPConn).SetLinger(0)
				_, _ = io.ReadFull(c, make([]byte, 1))
			} else {
				_, _ = c.Read(make([]byte, 64<<10)) // all of it: what is unread would make a reset of the close
			}
			_, _ = io.WriteString(c, answer)
			_ = c.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

func tlsServer(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func refusedDial(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

func TestALostCallSaysWhatHappenedAndWhatToDo(t *testing.T) {
	t.Parallel()
	abort := tlsServer(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "99")
		_, _ = w.Write([]byte(`{"code":1,`))
	}))
	t.Cleanup(cut.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	noHost := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "vendor.invalid", IsNotFound: true}}
	noServer := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", Name: "vendor.example", IsTemporary: true}}
	for name, c := range map[string]struct {
		base      string
		transport http.RoundTripper
		is        error
		says      string
		final     bool
	}{
		"closed": {rawServer(t, "", false), nil, io.EOF, "the connection was closed before the answer was complete; try again", false},
		"closed in the headers": {
			rawServer(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", false), nil, io.ErrUnexpectedEOF,
			"the connection was closed before the answer was complete; try again", false,
		},
		"cut in a header":    {rawServer(t, "HTTP/1.1 200 OK\r\nContent-", false), nil, nil, "the answer is not HTTP, or was cut; check the base URL's port", false},
		"idle":               {plain.URL, failing(errors.New("http: server closed idle connection")), nil, "the connection was closed before the answer was complete; try again", false},
		"closed in the body": {cut.URL, nil, io.ErrUnexpectedEOF, "the connection was closed before the answer was complete; try again", false},
		"reset":              {rawServer(t, "", true), nil, syscall.ECONNRESET, "the connection was reset before the answer was complete; try again", false},
		"refused": {
			plain.URL, &http.Transport{DialContext: refusedDial}, syscall.ECONNREFUSED,
			"the connection was refused; check the base URL's host and port, and whether the vendor is up", false,
		},
		"no route":           {plain.URL, failing(&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}), syscall.EHOSTUNREACH, "no connection; check the base URL", false},
		"no such host":       {plain.URL, failing(noHost), noHost, "the host's name was not found; check the base URL and this machine's DNS", false},
		"no name server":     {plain.URL, failing(noServer), noServer, "the host's name could not be looked up; check this machine's DNS", false},
		"https to http":      {strings.Replace(plain.URL, "http:", "https:", 1), nil, nil, "the server speaks no TLS at this port; check scheme and port of the base URL", true},
		"http to https":      {rawServer(t, "\x15\x03\x01\x00\x02\x02\x16", false), nil, nil, "the server speaks TLS at this port; write https in the base URL", true},
		"no HTTP":            {rawServer(t, "220 mail.example ESMTP\r\n", false), nil, nil, "the answer is not HTTP, or was cut; check the base URL's port", false},
		"certificate":        {abort.URL, &http.Transport{}, nil, "the server's certificate was refused; check the base URL's host", true},
		"wrong name":         {strings.Replace(abort.URL, "127.0.0.1", "localhost", 1), trusting(abort, func(c *tls.Config) { c.ServerName = "vendor.invalid" }), nil, "the server's certificate was refused", true},
		"no common version":  {abort.URL, trusting(abort, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 }), nil, "the TLS handshake failed; check the TLS versions", true},
		"HTTP/2 stream":      {abort.URL, trusting(abort, nil), nil, "the server broke the answer off (HTTP/2 stream error); try again", false},
		"HTTP/2 GOAWAY":      {plain.URL, failing(errors.New("http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=ENHANCE_YOUR_CALM")), nil, "the server ended the HTTP/2 connection", false},
		"HTTP/2 pings":       {plain.URL, failing(errors.New("http2: client connection lost")), nil, "the HTTP/2 connection died; try again", false},
		"a canceled attempt": {plain.URL, failing(fmt.Errorf("hedge: %w", context.Canceled)), context.Canceled, "the call was cancelled (hedge", false},
		"unknown":            {plain.URL, failing(errors.New("breaker open: \x1b secret-canary")), nil, "transport error: breaker open:   [redacted]", false},
	} {
		a := acmeOver(t, &http.Client{Transport: c.transport}, issued, authhooks.WithBaseURL(c.base))
		a.url = c.base
		_, err := a.createToken(t.Context(), "/token")
		calls := map[string]error{"token call": err}
		if name != "closed in the body" { // net/http's affair in a business call
			calls["business call"] = a.business(t.Context())
		}
		for call, err := range calls {
			name := name + ", " + call
			var e *authhooks.Error
			require.ErrorAs(t, err, &e, name)
			assert.Equal(t, authhooks.KindTransport, e.Kind, name)
			assert.Contains(t, e.Error(), c.says, name)
			assert.Equal(t, c.final, !e.Retryable(), "%s: %v", name, err)
			assert.False(t, e.Timeout(), name)
			if c.is != nil {
				require.ErrorIs(t, err, c.is, name)
			}
			assert.NotContains(t, e.Error(), "canary", name)
			assert.NotContains(t, e.Error(), "retry after", name)
		}
	}
}

// trusting is a transport that trusts s.
func trusting(s *httptest.Server, change func(*tls.Config)) *http.Transport {
	tr := s.Client().Transport.(*http.Transport).Clone()
	if change != nil {
		change(tr.TLSClientConfig)
	}
	return tr
}

// A plain Fetcher that lets net/http's errors through gets the same words.
func TestAUsersFetcherSaysWhatHappened(t *testing.T) {
	t.Parallel()
	base := rawServer(t, "", false)
	s, err := authhooks.NewSource(authhooks.NewKey("acme", base, "id", authhooks.NewSecret("s")),
		authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/?secret=canary", http.NoBody)
			if err != nil {
				return authhooks.Token{}, err
			}
			resp, err := (&http.Client{Transport: &http.Transport{}}).Do(req)
			if err == nil {
				_ = resp.Body.Close()
			}
			return authhooks.Token{}, err
		}))
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	_, err = s.Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrTransport)
	require.ErrorIs(t, err, io.EOF)
	assert.ErrorContains(t, err, "acme: fetch: transport error: the connection was closed before the answer was complete; try again (EOF): next attempt in 1")
}

// An error of a transport that only the vendor package knows gets the same words;
// a cancelled call is the caller's own.
func TestReceiveExplainsAForeignTransportsError(t *testing.T) {
	t.Parallel()
	a := acmeOver(t, nil, issued)
	_, err := a.Receive("createToken", nil, &url.Error{Op: "Post", URL: "https://h/?key=canary", Err: io.EOF}, nil)
	require.ErrorIs(t, err, io.EOF)
	require.EqualError(t, err, "acme: createToken: transport error: the connection was closed before the answer was complete; try again (EOF)")
	_, err = a.Receive("createToken", nil, fmt.Errorf("post of secret-canary: %w", context.Canceled), nil)
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, "acme: createToken: transport error: the call was cancelled (post of [redacted]: context canceled)")
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	assert.False(t, e.Retryable())
	_, err = a.Receive("createToken", nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, nil, authhooks.NewSecret("refused by all"))
	require.ErrorIs(t, err, syscall.ECONNREFUSED, "the secrets of one call cost no chain")
}

// What answers at a wrong address is no vendor: the text says what to check.
func TestAnAnswerFromAWrongAddressSaysWhatToCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		says   string // empty: nothing is to be checked
	}{
		"404, a page":      {404, "<html>canary</html>", "looks like an HTML page; check the base URL and the path"},
		"404, empty":       {404, "", "the answer is empty; check the base URL and the path"},
		"404, a gateway's": {404, `{"message":"no Route matched"}`, "documents; check the base URL and the path"},
		"405":              {405, "Method Not Allowed", "not JSON, or something follows it; check the base URL and the path"},
		"200, a page":      {200, "<!DOCTYPE html>", "looks like an HTML page; check the base URL, and whether a proxy or a login page answered"},
		"403, a page":      {403, "<html>blocked", "check the base URL, and whether a proxy or a login page answered"},
		"301":              {301, "", "a redirect, not followed because credentials would travel along; check the base URL"},
		"an https port":    {400, "Client sent an HTTP request to an HTTPS server.\n", "the server speaks TLS at this port; write https in the base URL"},
		"nginx's":          {400, "<html>400 The plain HTTP request was sent to HTTPS port</html>", "the server speaks TLS at this port; write https in the base URL"},
		"503, a page":      {503, "<html>down", ""},
		"400":              {400, "bad", ""},
	} {
		_, e := tokenCall(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		})
		require.NotNil(t, e, name)
		assert.Contains(t, e.Error(), c.says, name)
		assert.Equal(t, c.says != "", strings.Contains(e.Error(), "base URL"), "%s: %v", name, e)
	}
	secure := tlsServer(t, func(http.ResponseWriter, *http.Request) {})
	a := acmeOver(t, nil, nil, authhooks.WithBaseURL(strings.Replace(secure.URL, "https:", "http:", 1)))
	_, err := a.Token(t.Context())
	require.ErrorContains(t, err, "the server speaks TLS at this port; write https in the base URL")
}
