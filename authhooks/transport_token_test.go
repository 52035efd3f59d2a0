package authhooks_test

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
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
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// tokenCall makes one token call that handler answers.
func tokenCall(t *testing.T, handler http.HandlerFunc, opts ...authhooks.Option) (authhooks.Token, *authhooks.Error) {
	t.Helper()
	a := newACME(t, handler, opts...)
	tok, err := a.createToken(t.Context(), "/answer")
	if err == nil {
		return tok, nil
	}
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "acme", e.Vendor)
	assert.Equal(t, "createToken", e.Op)
	assert.True(t, tok.Access.IsZero())
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "canary")
	assert.NotContains(t, err.Error(), "http://")
	return tok, e
}

func write(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		_, _ = w.Write([]byte(body))
	}
}

func TestAnswersAreCappedAfterDecompression(t *testing.T) {
	t.Parallel()
	pad := func(n int) string { return `{"code":1,"token":"t","pad":"` + strings.Repeat("x", n-31) + `"}` }
	const limit = 10_000
	for _, n := range []int{limit, limit + 1} {
		require.Len(t, pad(n), n)
		for name, h := range map[string]http.HandlerFunc{
			"plain":   write("application/json", pad(n)),
			"chunked": func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush(); _, _ = w.Write([]byte(pad(n))) },
			"gzip": func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				z := gzip.NewWriter(w)
				_, _ = z.Write([]byte(pad(n)))
				_ = z.Close()
			},
		} {
			_, e := tokenCall(t, h, authhooks.WithMaxTokenBody(limit))
			if n == limit {
				require.Nil(t, e, name)
				continue
			}
			require.NotNil(t, e, name)
			assert.Equal(t, authhooks.KindProtocol, e.Kind, name)
			assert.ErrorContains(t, e, "longer than 10000 bytes", name)
		}
	}
	_, e := tokenCall(t, func(w http.ResponseWriter, r *http.Request) { // endless, the default cap
		_, _ = io.Copy(io.Discard, r.Body)
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	require.ErrorIs(t, e, authhooks.ErrProtocol)
}

func TestHeaderFloodIsRefused(t *testing.T) {
	t.Parallel()
	_, e := tokenCall(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Flood", strings.Repeat("x", 80<<10))
		_, _ = w.Write([]byte(`{"code":1,"token":"t"}`))
	})
	require.NotNil(t, e)
	assert.Equal(t, authhooks.KindProtocol, e.Kind)
}

// What README and SECURITY.md state: 1 MiB of body, 64 KiB of headers, 15 s.
func TestTheLimitsOfATokenCallAreThoseStated(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1 << 20, 1<<20 + 1} {
		body := `{"code":1,"token":"t","pad":"` + strings.Repeat("x", n-31) + `"}`
		require.Len(t, body, n)
		_, e := tokenCall(t, write("application/json", body))
		assert.Equal(t, n > 1<<20, e != nil, "%d bytes", n)
	}
	for size, refused := range map[int]bool{60 << 10: false, 70 << 10: true} {
		_, e := tokenCall(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Pad", strings.Repeat("x", size))
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"code":1,"token":"t"}`))
		})
		assert.Equal(t, refused, e != nil, "%d bytes of headers", size)
	}
	synctest.Test(t, func(t *testing.T) {
		client, err := authhooks.New(authhooks.Vendor{
			Name: "acme", Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
			Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) { return authhooks.Token{}, nil },
		}, "https://acme.example", "id", authhooks.NewSecret("s"), authhooks.WithHTTPClient(&http.Client{
			Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}),
		}))
		require.NoError(t, err)
		began := time.Now()
		_, err = (&acme{Client: client, url: client.BaseURL()}).createToken(t.Context(), "/token")
		require.ErrorIs(t, err, authhooks.ErrTransport)
		assert.Equal(t, 15*time.Second, time.Since(began))
		require.NoError(t, client.Close())
	})
}

// hang answers nothing until the client has gone, which a server notices only
// once it has read the request's body.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func TestTokenCallsAreBoundedInTime(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{
		"no answer": hang,
		"drip": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte(" "))
				w.(http.Flusher).Flush()
			}
		},
	} {
		_, e := tokenCall(t, h, authhooks.WithTimeout(50*time.Millisecond), authhooks.WithMaxTokenBody(1<<40))
		require.NotNil(t, e, name)
		assert.Equal(t, authhooks.KindTransport, e.Kind, name)
		assert.True(t, e.Retryable(), name)
		assert.ErrorContains(t, e, "no complete answer within 50ms (WithTimeout)")
	}
	a := newACME(t, http.HandlerFunc(hang))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := a.createToken(ctx, "/answer")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	assert.False(t, e.Retryable(), "the caller's own deadline")
}

func TestNoRedirectOnTokenCalls(t *testing.T) {
	t.Parallel()
	var evil atomic.Int64
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { evil.Add(1) }))
	t.Cleanup(foreign.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		_, e := tokenCall(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, foreign.URL+"/canary", status) })
		require.NotNil(t, e)
		assert.ErrorContains(t, e, "redirect")
	}
	assert.Zero(t, evil.Load())
}

func TestTransportFailuresAreTyped(t *testing.T) {
	t.Parallel()
	// A port that was just closed could be the next parallel test's.
	refused := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}}
	tlsServer := httptest.NewUnstartedServer(write("", `{"code":1,"token":"t"}`))
	tlsServer.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // it would log the refused certificate
	tlsServer.StartTLS()
	t.Cleanup(tlsServer.Close)

	a := newACME(t, nil, authhooks.WithHTTPClient(&http.Client{Transport: refused}))
	_, err := a.Token(t.Context())
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, authhooks.KindTransport, e.Kind)
	assert.True(t, e.Retryable())
	var ue *url.Error
	assert.NotErrorAs(t, err, &ue)

	a = newACME(t, nil, authhooks.WithBaseURL(tlsServer.URL))
	_, err = a.Token(t.Context())
	require.ErrorAs(t, err, &e)
	assert.Equal(t, authhooks.KindTransport, e.Kind)
	assert.False(t, e.Retryable(), "no repeat mends a certificate")

	modern := httptest.NewUnstartedServer(write("", `{"code":1,"token":"t"}`))
	modern.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	modern.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	modern.StartTLS()
	t.Cleanup(modern.Close)
	old := modern.Client().Transport.(*http.Transport).Clone()
	old.TLSClientConfig.MaxVersion = tls.VersionTLS12
	a = newACME(t, nil, authhooks.WithBaseURL(modern.URL), authhooks.WithHTTPClient(&http.Client{Transport: old}))
	_, err = a.Token(t.Context())
	require.ErrorAs(t, err, &e)
	assert.Equal(t, authhooks.KindTransport, e.Kind)
	assert.False(t, e.Retryable(), "an alert of the server's is final too")

	_, e = tokenCall(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"code\":1,\"token\":\"canary"))
			_ = conn.Close()
		}
	})
	require.NotNil(t, e, "cut off in the middle")
	assert.Equal(t, authhooks.KindTransport, e.Kind)
}

func TestGuardRefusesForeignOrigins(t *testing.T) {
	t.Parallel()
	a := newACME(t, nil)
	for _, target := range []string{"http://10.0.0.1/token", "http://evil.example/", "https://127.0.0.1:1/"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader("x"))
		require.NoError(t, err)
		_, err = a.Guarded().Do(req)
		require.ErrorIs(t, err, authhooks.ErrPolicy, target)
	}
}

func TestPlainHTTPUsesNoProxyFromTheEnvironment(t *testing.T) {
	var proxied atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		proxied.Add(1)
		_, _ = w.Write([]byte(`{"code":1,"token":"t"}`))
	}))
	t.Cleanup(proxy.Close)
	proxyURL, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("NO_PROXY", "")
	for name, c := range map[string]struct {
		transport *http.Transport
		proxied   bool
	}{
		"environment": {&http.Transport{Proxy: http.ProxyFromEnvironment}, false},
		"set in code": {&http.Transport{Proxy: http.ProxyURL(proxyURL)}, true},
		"none":        {&http.Transport{}, false},
	} {
		// A name that resolves nowhere: only a proxy could answer.
		a := newACME(t, nil, authhooks.WithHTTPClient(&http.Client{Transport: c.transport}),
			authhooks.WithBaseURL("http://vendor.invalid"), authhooks.WithInsecureHTTP(), authhooks.WithRetries(0))
		before := proxied.Load()
		_, err := a.Token(t.Context())
		assert.Equal(t, c.proxied, err == nil, name)
		_, _, err = get(t, a.HTTPClient(), "http://vendor.invalid/x")
		assert.Equal(t, c.proxied, err == nil, name)
		assert.Equal(t, c.proxied, proxied.Load() > before, name)
	}
}
