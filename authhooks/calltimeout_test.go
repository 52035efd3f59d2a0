package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// after answers when d is over, or ends with the request's ctx.
func after(r *http.Request, d time.Duration, status int, header http.Header, body string) (*http.Response, error) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	resp := &http.Response{StatusCode: status, Header: header, Body: http.NoBody, Request: r}
	if body != "" {
		resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	}
	return resp, nil
}

// The Timeout of the user's http.Client is one deadline for the call, as net/http's.
func TestTheUsersTimeoutIsOneDeadlineForACall(t *testing.T) {
	t.Parallel()
	const whose = "no complete answer within 5s (Timeout of the http.Client given to WithHTTPClient)"
	hops := func(text string) roundTrip {
		n := 0
		return func(r *http.Request) (*http.Response, error) {
			n++
			return after(r, 2*time.Second, http.StatusFound, http.Header{"Location": {fmt.Sprintf("/hop-%d", n)}}, text)
		}
	}
	refused := 0
	for name, rt := range map[string]roundTrip{
		"redirects":             hops(""),
		"redirects with a body": hops("moved"),
		"a replay": func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/token" {
				return after(r, time.Second, http.StatusOK, http.Header{}, `{"code":1,"token":"t"}`)
			}
			refused++
			return after(r, 3*time.Second, http.StatusOK, http.Header{}, fmt.Sprintf(`{"code":9,"text":"%d"}`, refused))
		},
		"a redirect, then silence": func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/hop" {
				return silent(r)
			}
			return after(r, 4*time.Second, http.StatusFound, http.Header{"Location": {"/hop"}}, "")
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			fetch := issued
			if name == "a replay" {
				fetch = nil
			}
			a := acmeOver(t, &http.Client{Transport: rt, Timeout: 5 * time.Second}, fetch)
			if fetch == nil {
				_, err := a.Token(t.Context())
				require.NoError(t, err)
			}
			start := time.Now()
			err := a.business(t.Context())
			e := isTimeout(t, err, name)
			assert.Contains(t, e.Error(), whose, name)
			assert.Equal(t, 5*time.Second, time.Since(start), name)
		})
	}
}

// The next call of the same client has a deadline of its own, and the body belongs
// to the call that brought it.
func TestTheUsersTimeoutIsForEachCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := acmeOver(t, &http.Client{Timeout: 5 * time.Second, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/x" {
				return after(r, 2*time.Second, http.StatusFound, http.Header{"Location": {"/y"}}, "")
			}
			resp, err := after(r, 2*time.Second, http.StatusOK, http.Header{"Content-Type": {"application/octet-stream"}}, "x")
			if err == nil {
				resp.Body, resp.ContentLength = endless{r.Context()}, -1
			}
			return resp, err
		})}, issued)
		for range 3 {
			start := time.Now()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"/x", nil)
			require.NoError(t, err)
			resp, err := a.HTTPClient().Do(req)
			require.NoError(t, err)
			assert.Equal(t, 4*time.Second, time.Since(start))
			_, err = io.Copy(io.Discard, resp.Body)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, 5*time.Second, time.Since(start))
			require.NoError(t, resp.Body.Close())
		}
	})
}

// endless is a body that ends with its call alone.
type endless struct{ ctx context.Context } //nolint:containedctx // it stands for a connection

func (e endless) Read([]byte) (int, error) {
	<-e.ctx.Done()
	return 0, context.Cause(e.ctx)
}

func (endless) Close() error { return nil }

var errNever = errors.New("never")

// Whatever answers a replay, but for a refusal or an outage, says that its token was
// taken: the renewal has helped, and the next one is not paced.
func TestAnAnswerThatIsNoOutageConfirmsARenewal(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w http.ResponseWriter){
		"not found":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) },
		"conflict":      func(w http.ResponseWriter) { w.WriteHeader(http.StatusConflict) },
		"precondition":  func(w http.ResponseWriter) { w.WriteHeader(http.StatusPreconditionFailed) },
		"bad request":   func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadRequest) },
		"forbidden":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) },
		"unprocessable": func(w http.ResponseWriter) { w.WriteHeader(http.StatusUnprocessableEntity) },
		"a text":        func(w http.ResponseWriter) { http.Error(w, "no such thing", http.StatusNotFound) },
		"its own code":  func(w http.ResponseWriter) { _, _ = fmt.Fprint(w, `{"code":777,"text":"no such thing"}`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var a *acme
			a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if a.guardOf(w, r) {
					answer(w)
				}
			}))
			for range 8 {
				_, text, err := get(t, a.HTTPClient(), a.url+"/x")
				require.NoError(t, err)
				require.NotContains(t, text, "dead", "the token was renewed at once")
				a.live.Store("killed")
			}
			assert.Equal(t, int64(8), a.issued.Load())
		})
	}
}

// An outage, a page or a refusal of a credential settles nothing.
func TestAnOutageConfirmsNoRenewal(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w http.ResponseWriter){
		"a page": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprint(w, "<html>log in</html>")
		},
		"a gateway": func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) },
		"a proxy":   func(w http.ResponseWriter) { w.WriteHeader(http.StatusProxyAuthRequired) },
		"a login":   func(w http.ResponseWriter) { _, _ = fmt.Fprint(w, `{"code":2}`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var a *acme
			a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if a.guardOf(w, r) {
					answer(w)
				}
			}))
			for range 20 {
				_, _, err := get(t, a.HTTPClient(), a.url+"/x")
				require.NoError(t, err)
				a.live.Store("killed")
			}
			assert.LessOrEqual(t, a.issued.Load(), int64(5), "the first, three without a verdict, one that counts")
		})
	}
}

// A refusal that is what the caller gets in the end can be read whole, though its
// connection was given back for the renewal.
func TestARefusedAnswerStaysReadable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		cut  bool
	}{
		"short":      {`{"code":10,"text":"not yours"}`, false},
		"padded":     {`{"code":10}` + strings.Repeat(" ", 40<<10), false},
		"too long":   {`{"code":10}` + strings.Repeat(" ", 200<<10), true},
		"with trail": {"\xef\xbb\xbf" + `{"code":10}` + "\r\ntrailing", false},
	} {
		for body, request := range map[string]io.Reader{"GET": nil, "stream": struct{ io.Reader }{strings.NewReader("x")}} {
			t.Run(name+" "+body, func(t *testing.T) {
				t.Parallel()
				transport := &http.Transport{MaxConnsPerHost: 1}
				t.Cleanup(transport.CloseIdleConnections)
				failing := false
				a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					w.Header().Set("Content-Type", "application/json")
					_, _ = io.WriteString(w, c.text)
				}), authhooks.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					if r.URL.Path == "/token" && failing {
						return nil, errNever
					}
					return transport.RoundTrip(r)
				})}), authhooks.WithRetries(0))
				_, err := a.Token(t.Context())
				require.NoError(t, err)
				failing = true // so that the first refusal is the caller's
				method := http.MethodGet
				if request != nil {
					method = http.MethodPost
				}
				req, err := http.NewRequestWithContext(t.Context(), method, a.url+"/forbidden", request)
				require.NoError(t, err)
				resp, err := a.HTTPClient().Do(req)
				require.NoError(t, err)
				require.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrPermissionDenied)
				text, err := io.ReadAll(resp.Body)
				require.NoError(t, resp.Body.Close())
				if c.cut {
					require.ErrorContains(t, err, "was dropped", "it does not look complete")
					assert.True(t, strings.HasPrefix(c.text, string(text)))
					return
				}
				require.NoError(t, err)
				assert.Equal(t, c.text, string(text))
			})
		}
	}
}
