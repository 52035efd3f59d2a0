package authhooks_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// What was read is gone: nobody can say that it was a success.
func TestAConsumedBodyIsNoSuccess(t *testing.T) {
	t.Parallel()
	half := func(r *http.Response) { _, _ = r.Body.Read(make([]byte, 2)) }
	shut := func(r *http.Response) { _ = r.Body.Close() }
	whole := func(r *http.Response) { _, _ = io.Copy(io.Discard, r.Body) }
	both := func(r *http.Response) { whole(r); shut(r) }
	for _, body := range []string{`{"code":1}`, `{"code":5}`, "hello", `{"pad":"` + strings.Repeat("x", 20<<10) + `"}`} {
		for name, consume := range map[string]func(*http.Response){"in part": half, "closed": shut, "whole": whole, "whole and closed": both} {
			a := answering(t, nil, body, false)
			resp, err := a.HTTPClient().Get(a.url + "/x")
			require.NoError(t, err)
			consume(resp)
			err = a.CheckResponse(resp)
			require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%s %.20s", name, body)
			require.ErrorContains(t, err, "CheckBody", name)
			assert.Equal(t, strings.Contains(body, "5"), a.CheckBody(resp, []byte(body)) != nil, "%s %.20s", name, body)
			shut(resp)
		}
	}
	a := answering(t, nil, `{"code":1}`, false)
	for name, target := range map[string]*http.Response{
		"a length and no body":   {StatusCode: 200, ContentLength: 5, Body: http.NoBody},
		"a length, nil for body": {StatusCode: 200, ContentLength: 5},
		"a length and nothing":   {StatusCode: 200, ContentLength: 5, Body: io.NopCloser(strings.NewReader(""))},
	} {
		require.ErrorIs(t, a.CheckResponse(target), authhooks.ErrInvalidRequest, name)
	}
	require.ErrorIs(t, a.CheckBody(&http.Response{StatusCode: http.StatusOK, ContentLength: 5}, nil), authhooks.ErrInvalidRequest)
	require.ErrorIs(t, a.CheckBody(nil, []byte("{}")), authhooks.ErrInvalidRequest)
}

// There was nothing to read, so that nothing is lost.
func TestAnEmptyBodyIsNotConsumed(t *testing.T) {
	t.Parallel()
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/none":
			w.WriteHeader(http.StatusNoContent)
		case "/same":
			w.WriteHeader(http.StatusNotModified)
		case "/empty":
			w.(http.Flusher).Flush() // in pieces, of which there is none
		default:
			w.Header().Set("Content-Length", "5")
		}
	}))
	for path, method := range map[string]string{"/none": http.MethodGet, "/same": http.MethodGet, "/empty": http.MethodGet, "/": http.MethodHead} {
		req, err := http.NewRequestWithContext(t.Context(), method, a.url+path, nil)
		require.NoError(t, err)
		resp, _, err := do(t, a.HTTPClient(), req)
		require.NoError(t, err)
		require.NoError(t, a.CheckResponse(resp), path)
		require.NoError(t, a.CheckBody(resp, nil), path)
	}
	for _, hand := range []*http.Response{{StatusCode: 200}, {StatusCode: 204, Body: http.NoBody}, {StatusCode: 101}, {StatusCode: 304, ContentLength: 9}} {
		require.NoError(t, a.CheckResponse(hand), "%d", hand.StatusCode)
	}
}

// The answer came through the user's own client, for example with Editor.
func TestAClosedBodyOfAnotherClientIsNoSuccess(t *testing.T) {
	t.Parallel()
	a := newACME(t, nil)
	for _, http2 := range []bool{false, true} {
		for _, encoding := range []string{"", "gzip"} {
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if encoding != "" {
					w.Header().Set("Content-Encoding", encoding)
					_, _ = w.Write([]byte(packed(`{"code":1}`)))
					return
				}
				_, _ = w.Write([]byte(`{"code":1}`))
				w.(http.Flusher).Flush()
			}))
			server.EnableHTTP2 = http2
			server.StartTLS()
			resp, err := server.Client().Get(server.URL)
			require.NoError(t, err)
			require.NoError(t, a.CheckResponse(resp), "HTTP/%d %s", resp.ProtoMajor, encoding)
			require.NoError(t, resp.Body.Close())
			require.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrInvalidRequest, "looked at before")

			resp, err = server.Client().Get(server.URL)
			require.NoError(t, err)
			_, _ = io.Copy(io.Discard, resp.Body)
			require.NoError(t, resp.Body.Close())
			require.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrInvalidRequest, "HTTP/%d %s", resp.ProtoMajor, encoding)
			server.Close()
		}
	}
}

// Whatever ended the call, nobody knows that its answer was a success.
func TestAConsumedBodyIsNoSuccessOnceItsCallIsOver(t *testing.T) {
	t.Parallel()
	a := newACME(t, nil)
	for _, http2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", r.URL.Query().Get("type"))
			_, _ = w.Write([]byte(`{"code":5}`))
			if r.URL.Query().Has("chunked") {
				w.(http.Flusher).Flush()
			}
		}))
		server.EnableHTTP2 = http2
		server.StartTLS()
		t.Cleanup(server.Close)
		for _, query := range []string{"type=application/json", "type=application/json&chunked", "type=text/plain", "type=text/plain&chunked"} {
			for _, closes := range []bool{true, false} {
				if !closes && strings.Contains(query, "chunked") {
					continue // it may have been empty
				}
				ctx, cancel := context.WithCancel(t.Context())
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/?"+query, nil)
				require.NoError(t, err)
				resp, err := server.Client().Do(req)
				require.NoError(t, err)
				_, err = io.Copy(io.Discard, resp.Body)
				require.NoError(t, err)
				if closes {
					require.NoError(t, resp.Body.Close())
				}
				cancel()
				for range 2 {
					require.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrInvalidRequest, "HTTP/%d %s", resp.ProtoMajor, query)
				}
			}
		}
	}
	// One that knows nothing of its ctx, and is deaf.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://acme.example/x", nil)
	require.NoError(t, err)
	silent := deaf{make(chan struct{})}
	t.Cleanup(func() { close(silent.release) })
	resp := &http.Response{StatusCode: http.StatusOK, ContentLength: 12, Request: req, Body: silent}
	require.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrInvalidRequest)
	// What is there is seen all the same.
	resp = &http.Response{StatusCode: http.StatusOK, ContentLength: 10, Request: req, Body: io.NopCloser(strings.NewReader(`{"code":5}`))}
	require.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrUnavailable)
}
