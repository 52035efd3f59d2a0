package oauth2adapter_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/oauth2adapter"
)

// counting is a source that counts its calls.
type counting struct{ asked atomic.Int64 }

func (c *counting) Token() (*oauth2.Token, error) {
	c.asked.Add(1)
	return &oauth2.Token{AccessToken: "tok-canary"}, nil
}

// After a redirect to another host an oauth2.Transport sends the token along. Our
// transport does not.
func TestTheTokenStaysAtItsOrigin(t *testing.T) {
	t.Parallel()
	var stolen atomic.Value
	stolen.Store("")
	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { stolen.Store(r.Header.Get("Authorization")) }))
	t.Cleanup(evil.Close)
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer tok-canary" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.URL.Path == "/away" {
			http.Redirect(w, r, strings.Replace(evil.URL, "127.0.0.1", "localhost", 1), http.StatusTemporaryRedirect)
		}
	}))
	t.Cleanup(vendor.Close)
	origins, err := authhooks.NewOrigins(vendor.URL)
	require.NoError(t, err)
	call := func(c *http.Client, url string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		require.NoError(t, err)
		req.Header["authorization"] = []string{"Bearer mine"}
		resp, err := c.Do(req)
		if err == nil {
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, http.Header{"authorization": {"Bearer mine"}}, req.Header, "the caller's request stays as it was")
		}
		return resp, err
	}
	src := &counting{}
	plain := &http.Client{Transport: oauth2adapter.Transport(origins, src, nil)}
	resp, err := call(plain, vendor.URL+"/here")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, resp.StatusCode)

	_, err = call(plain, vendor.URL+"/away")
	e, ok := errors.AsType[*authhooks.Error](err)
	require.True(t, ok)
	assert.Equal(t, authhooks.KindPolicy, e.Kind)
	assert.Equal(t, int64(2), src.asked.Load(), "it is not asked for the other host")

	checked := &http.Client{Transport: oauth2adapter.Transport(origins, src, nil), CheckRedirect: authhooks.CheckRedirect}
	resp, err = call(checked, vendor.URL+"/away")
	require.NoError(t, err)
	assert.Equal(t, http.StatusTemporaryRedirect, resp.StatusCode)
	assert.Empty(t, stolen.Load())
	checked.CloseIdleConnections()
}
