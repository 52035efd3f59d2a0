package authhooks_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestClientInjectsRenewsAndReplays(t *testing.T) {
	t.Parallel()
	var a *acme
	var bodies []string
	var mu sync.Mutex
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b strings.Builder
		buf := make([]byte, 99)
		n, _ := r.Body.Read(buf)
		b.Write(buf[:n])
		mu.Lock()
		bodies = append(bodies, b.String())
		mu.Unlock()
		if a.guardOf(w, r) {
			_, _ = w.Write([]byte(`{"code":1,"data":"x"}`))
		}
	}))
	_, text, err := get(t, a.HTTPClient(), a.url+"/things")
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":1,"data":"x"}`, text)

	a.live.Store("") // the token dies
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/things", strings.NewReader("payload"))
	require.NoError(t, err)
	resp, text, err := do(t, a.HTTPClient(), req)
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":1,"data":"x"}`, text)
	assert.Equal(t, []string{"", "payload", "payload"}, bodies)
	assert.Equal(t, int64(2), a.issued.Load())
	assert.Empty(t, req.Header, "the caller's request is untouched")
	assert.Same(t, req, resp.Request, "the answer names the caller's request, not the clone with the credential")

	a.live.Store("")
	stream, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/things", struct{ *strings.Reader }{strings.NewReader("stream")})
	require.NoError(t, err)
	require.Nil(t, stream.GetBody)
	_, text, err = do(t, a.HTTPClient(), stream)
	require.NoError(t, err)
	assert.Contains(t, text, `"9"`, "a streamed body is not sent twice")
	_, text, err = get(t, a.HTTPClient(), a.url+"/things")
	require.NoError(t, err)
	assert.Contains(t, text, "data", "but its token was dropped")
}

func TestMassRevocationCostsOneFetch(t *testing.T) {
	t.Parallel()
	var a *acme
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.guardOf(w, r) {
			_, _ = w.Write([]byte(`{"code":1}`))
		}
	}))
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	a.live.Store("")
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"/x", nil)
			resp, err := a.HTTPClient().Do(req)
			if assert.NoError(t, err) {
				assert.NoError(t, a.CheckResponse(resp))
				assert.NoError(t, resp.Body.Close())
			}
		})
	}
	wg.Wait()
	assert.Equal(t, int64(2), a.issued.Load(), "the first, and one")
}

func TestSecondRefusalIsBelieved(t *testing.T) {
	t.Parallel()
	var business atomic.Int64
	now := time.Now()
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		business.Add(1)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write([]byte(`{"code":10,"text":"not yours"}`))
	}), authhooks.WithClock(func() time.Time { return now }))
	for range 20 {
		resp, text, err := get(t, a.HTTPClient(), a.url+"/x")
		require.NoError(t, err)
		assert.JSONEq(t, `{"code":10,"text":"not yours"}`, text)
		assert.ErrorIs(t, a.CheckBody(resp, []byte(text)), authhooks.ErrPermissionDenied)
	}
	assert.Equal(t, int64(2), a.issued.Load(), "one renewal for the token, then the refusal is believed")
	assert.Equal(t, int64(21), business.Load())
}

func TestBareUnauthorizedIsReplayed(t *testing.T) {
	t.Parallel()
	var a *acme
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Acme") != a.live.Load() {
			http.Error(w, "who are you", http.StatusUnauthorized)
		}
	}))
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	a.live.Store("token-2")
	resp, _, err := get(t, a.HTTPClient(), a.url+"/x")
	require.NoError(t, err)
	assert.Equal(t, 200, resp.StatusCode)
}

func TestBusinessCallsStayAtTheirOrigin(t *testing.T) {
	t.Parallel()
	var evil atomic.Int64
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { evil.Add(1) }))
	t.Cleanup(foreign.Close)
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, foreign.URL+"/?x=1", http.StatusTemporaryRedirect)
		case "/home":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			_, _ = w.Write([]byte(r.Header.Get("X-Acme")))
		}
	}))
	resp, _, err := get(t, a.HTTPClient(), a.url+"/away")
	require.NoError(t, err)
	assert.Equal(t, http.StatusTemporaryRedirect, resp.StatusCode)
	_, text, err := get(t, a.HTTPClient(), a.url+"/home")
	require.NoError(t, err)
	assert.Equal(t, "token-1", text, "the same origin's redirect is followed, with the credential")
	resp, _, err = get(t, a.HTTPClient(), a.url+"/loop")
	require.NoError(t, err)
	assert.Equal(t, http.StatusFound, resp.StatusCode)
	_, _, err = get(t, a.HTTPClient(), foreign.URL)
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "acme", e.Vendor)
	assert.Zero(t, evil.Load())

	wide := newACME(t, nil, authhooks.WithAllowedOrigins(foreign.URL))
	_, _, err = get(t, wide.HTTPClient(), foreign.URL)
	require.NoError(t, err)
	assert.Equal(t, int64(1), evil.Load())
}
