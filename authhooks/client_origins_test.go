package authhooks_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// What was handed out before AllowOrigins reaches the new origins too. A snapshot does not
// change.
func TestAllowOrigins(t *testing.T) {
	t.Parallel()
	seen := make(chan string, 8)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r.Header.Get("X-Acme") }))
	t.Cleanup(other.Close)
	a := newACME(t, nil)
	httpClient, editor, checked, before := a.HTTPClient(), a.Editor(), a.Checked(), a.Origins()
	request := func() *http.Request {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, other.URL+"/x", nil)
		require.NoError(t, err)
		return req
	}
	_, err := httpClient.Do(request())
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	require.ErrorIs(t, editor(t.Context(), request()), authhooks.ErrPolicy)

	require.NoError(t, a.AllowOrigins(other.URL+"/any/path/"))
	require.NoError(t, a.AllowOrigins(other.URL), "twice is harmless")
	for _, send := range []func(*http.Request) (*http.Response, error){httpClient.Do, checked.Do} {
		resp, err := send(request())
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, "token-1", <-seen)
	}
	req := request()
	require.NoError(t, editor(t.Context(), req))
	assert.Equal(t, "token-1", req.Header.Get("X-Acme"))
	require.Error(t, before.Check(req.URL))
	require.NoError(t, a.Origins().Check(req.URL))
}

// One URL that is refused refuses all of them, by the rules of New.
func TestAllowOriginsIsAllOrNothing(t *testing.T) {
	t.Parallel()
	a := newACME(t, nil)
	good := "https://good.example"
	for _, bad := range []string{"", "http://plain.example", "ftp://x.example", "https://u:pw-canary@x.example", "https://x.example?q=1", "{hpcUrls}/ai", "https://"} {
		err := a.AllowOrigins(good, bad)
		require.ErrorIs(t, err, authhooks.ErrPolicy, bad)
		var e *authhooks.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, "acme", e.Vendor)
		assert.NotContains(t, err.Error(), "canary")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, good, nil)
		require.NoError(t, err)
		require.ErrorIs(t, a.Origins().Check(req.URL), authhooks.ErrPolicy, bad)
	}
	insecure := newACME(t, nil, authhooks.WithInsecureHTTP())
	require.NoError(t, insecure.AllowOrigins("http://plain.example"))
}

func TestLoopbackOnly(t *testing.T) {
	t.Parallel()
	for want, lists := range map[bool][][]string{
		true:  {{"http://127.0.0.1:1"}, {"https://localhost", "http://[::1]:8"}},
		false: {{}, {"https://x.example"}, {"http://127.0.0.1", "https://x.example"}, {"http://localhost.example"}},
	} {
		for _, urls := range lists {
			o, err := authhooks.NewOrigins(urls...)
			require.NoError(t, err)
			assert.Equal(t, want, o.LoopbackOnly(), urls)
		}
	}
}
