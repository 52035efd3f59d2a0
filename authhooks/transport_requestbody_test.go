package authhooks_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var errFileGone = errors.New("my file is gone: secret-canary")

// plainBody is a body of whose type net/http knows nothing.
func plainBody(text string, end error) io.ReadCloser {
	return io.NopCloser(&pieces{parts: []string{text}, end: end})
}

// No repeat sends what cannot be sent.
func TestARequestThatCannotBeSentIsInvalid(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			if r.URL.Path == "/invalid" { // an answer that came first would stand
				<-r.Context().Done()
			}
			_, _ = w.Write([]byte(`{"code":1,"token":"good"}`))
		}))
		server.EnableHTTP2 = http2
		server.StartTLS()
		t.Cleanup(server.Close)
		c := logsIn(t, server.URL, authhooks.WithHTTPClient(&http.Client{Transport: behind{server.Client().Transport}}))
		t.Cleanup(func() { _ = c.Close() })
		for name, change := range map[string]func(r *http.Request){
			"method":         func(r *http.Request) { r.Method = "BAD METHOD" },
			"header":         func(r *http.Request) { r.Header["Bad Name"] = []string{"x"} },
			"header's value": func(r *http.Request) { r.Header["X"] = []string{"a\r\nb"} },
			"trailer": func(r *http.Request) {
				r.Body, r.Trailer, r.ContentLength = plainBody("x", io.EOF), http.Header{"Bad Name": nil}, -1
			},
			"trailer that is a header": func(r *http.Request) {
				r.Body, r.Trailer, r.ContentLength = plainBody("x", io.EOF), http.Header{"Content-Length": nil}, -1
			},
			"long length":            func(r *http.Request) { r.Body, r.ContentLength = plainBody("four", io.EOF), 5 },
			"short length":           func(r *http.Request) { r.Body, r.ContentLength = plainBody("four", io.EOF), 3 },
			"long length in memory":  func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("four")), 5 },
			"short length in memory": func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("four")), 3 },
			"length without a body":  func(r *http.Request) { r.Body, r.ContentLength = nil, 5 },
			"body":                   func(r *http.Request) { r.Body, r.ContentLength = plainBody("x", errFileGone), -1 },
			"body of a length":       func(r *http.Request) { r.Body, r.ContentLength = plainBody("x", errFileGone), 5 },
			"body that is cut":       func(r *http.Request) { r.Body, r.ContentLength = plainBody("x", io.ErrUnexpectedEOF), 5 },
		} {
			if http2 && (name == "method" || name == "length without a body") {
				continue // net/http sends it
			}
			for by, doer := range map[string]authhooks.Doer{"HTTPClient": c.HTTPClient(), "Checked": c.Checked(), "Guarded": c.Guarded()} {
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/invalid", http.NoBody)
				require.NoError(t, err)
				change(req)
				_, err = doer.Do(req)
				cancel()
				var e *authhooks.Error
				require.ErrorAs(t, err, &e, "%s by %s, HTTP/2 %v", name, by, http2)
				require.Equal(t, authhooks.KindInvalidRequest, e.Kind, "%s by %s, HTTP/2 %v: %v", name, by, http2, err)
				assert.False(t, e.Retryable())
				assert.NotContains(t, e.Error(), "canary")
			}
		}
		// What can be sent is, to its last byte.
		for _, length := range []int64{4, -1} {
			for _, body := range []io.Reader{plainBody("four", io.EOF), strings.NewReader("four")} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/x", body)
				require.NoError(t, err)
				req.ContentLength = length
				resp, err := c.HTTPClient().Do(req)
				require.NoError(t, err)
				require.NoError(t, resp.Body.Close())
			}
		}
	}
}

// The answer's words say nothing of the request, and the end of a call is no fault
// of its body.
func TestALostCallIsNoInvalidRequest(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{ // net/http quotes them
		"invalid method \"X\"\r\n", "HTTP/1.1 200 OK\r\nContent-Length: invalid method\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: \"invalid method\r\n\r\n",
	} {
		c := logsIn(t, rawServer(t, answer, false))
		t.Cleanup(func() { _ = c.Close() })
		_, err := c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrTransport, answer)
	}
	for _, text := range []string{ // as net/http has them of an answer over HTTP/2
		`stream error: stream ID 1; PROTOCOL_ERROR; invalid header field name "X"`,
		`http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug="invalid method"`,
	} {
		c := logsIn(t, "https://acme.example", authhooks.WithHTTPClient(&http.Client{
			Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New(text) }),
		}))
		t.Cleanup(func() { _ = c.Close() })
		_, err := c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrTransport, text)
	}

	waits := newACME(t, http.HandlerFunc(hang))
	ctx, cancel := context.WithCancel(t.Context())
	body, w := io.Pipe()
	go func() {
		_, _ = w.Write([]byte("x"))
		cancel()
		_ = w.CloseWithError(context.Canceled)
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, waits.url+"/x", body)
	require.NoError(t, err)
	_, err = waits.Checked().Do(req)
	require.ErrorIs(t, err, authhooks.ErrTransport)
	require.ErrorIs(t, err, context.Canceled)
}

// What a RoundTripper returns beside its error is no answer, and is closed.
func TestAnAnswerBesideAnErrorIsClosed(t *testing.T) {
	t.Parallel()
	var open atomic.Int64
	for _, body := range []io.ReadCloser{nil, counted{strings.NewReader(`{"code":1}`), &open}} {
		c, err := authhooks.New(authhooks.Vendor{Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer, Fetch: noFetch},
			"https://acme.example", "id", authhooks.NewSecret("secret-canary"), authhooks.WithHTTPClient(&http.Client{
				Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					open.Store(1)
					return &http.Response{StatusCode: http.StatusOK, Body: body}, errors.New("both")
				}),
			}))
		require.NoError(t, err)
		for _, doer := range []authhooks.Doer{c.HTTPClient(), c.Checked(), c.Doer(), c.Guarded()} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/x", nil)
			require.NoError(t, err)
			_, err = doer.Do(req)
			require.ErrorIs(t, err, authhooks.ErrTransport)
			if body != nil {
				assert.Zero(t, open.Load(), "%T", doer)
			}
		}
		require.NoError(t, c.Close())
	}
}

// A transport that unpacks nothing hands on what a server packs unasked.
func TestATokenAnswerThatIsPackedIsUnpacked(t *testing.T) {
	t.Parallel()
	good := `{"code":1,"token":"good"}`
	for name, c := range map[string]struct {
		encoding, body string
		want           error
	}{
		"gzip":           {"gzip", packed(good), nil},
		"x-gzip":         {"X-GZip", packed(good), nil},
		"mark inside":    {"gzip", packed("\ufeff" + good), nil},
		"called gzip":    {"gzip", good, nil},
		"refusal":        {"gzip", packed(`{"code":2}`), authhooks.ErrInvalidCredentials},
		"bomb":           {"gzip", packed(strings.Repeat(" ", 4<<20) + good), authhooks.ErrProtocol},
		"cut":            {"gzip", packed(good)[:20], authhooks.ErrTransport},
		"only called so": {"gzip", "\x1f\x8b" + good, authhooks.ErrTransport},
		"packed twice":   {"gzip", packed(packed(good)), authhooks.ErrProtocol},
		"not called so":  {"", packed(good), authhooks.ErrProtocol},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Encoding"] = []string{c.encoding}
			_, _ = w.Write([]byte(c.body))
		}))
		t.Cleanup(server.Close)
		a := logsIn(t, server.URL, authhooks.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableCompression: true}}))
		token, err := a.Token(t.Context())
		require.NoError(t, a.Close())
		if c.want != nil {
			require.ErrorIs(t, err, c.want, name)
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, "good", token.Access.Reveal(), name)
	}
}
