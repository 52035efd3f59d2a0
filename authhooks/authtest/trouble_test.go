package authtest_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestTruncated(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	whole := v.call(t, http.MethodPost, "/login", basic(v.secret), "").ResponseBody
	v.Fail(authtest.Truncated("login"))
	e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Len(t, e.ResponseBody, len(whole)/2)
	_, err := authtest.Shape(e.ResponseBody)
	require.Error(t, err)
	assert.True(t, v.RawExchanges()[1].Foreign)
}

func TestMistyped(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	for path, want := range map[string]string{
		"token":      `"token":17`,
		"expires_in": `"expires_in":"17"`,
		"no.such":    `"expires_in":3600`,
		"token.deep": `"expires_in":3600`,
	} {
		v.Fail(authtest.Mistyped("login", path))
		e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
		assert.Contains(t, string(e.ResponseBody), want, path)
	}
	for path, want := range map[string]string{
		"data.token": `{"data":{"token":17},"list":[{"n":true}]}`,
		"list.0.n":   `{"data":{"token":"x"},"list":[{"n":"17"}]}`,
		"list":       `{"data":{"token":"x"},"list":"17"}`,
		"list.1.n":   `{"data":{"token":"x"},"list":[{"n":true}]}`,
		"data.0":     `{"data":{"token":"x"},"list":[{"n":true}]}`,
	} {
		v.Fail(authtest.Fault{Op: "login", Body: `{"data":{"token":"x"},"list":[{"n":true}]}`, Change: authtest.Mistyped("", path).Change})
		e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
		assert.JSONEq(t, want, string(e.ResponseBody), path)
	}
}

func TestHTMLAndRedirect(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.HTML(authtest.OpBusiness, http.StatusOK))
	e := v.call(t, http.MethodGet, "/me", "", "")
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "text/html; charset=utf-8", e.ResponseHeader.Get("Content-Type"))
	assert.Contains(t, string(e.ResponseBody), "<h1>")

	v.Fail(authtest.Redirect("login", http.StatusTemporaryRedirect, "https://elsewhere.example/login"))
	e = v.call(t, http.MethodPost, "/login", basic(v.secret), "")
	assert.Equal(t, http.StatusTemporaryRedirect, e.Status)
	assert.Equal(t, "https://elsewhere.example/login", e.ResponseHeader.Get("Location"))
}

func TestGzipBomb(t *testing.T) {
	t.Parallel()
	const size = 3 << 20
	v := newToy(t)
	v.Fail(authtest.GzipBomb("login", size))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.URL+"/login", nil)
	require.NoError(t, err)
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(t, err)
	defer resp.Body.Close() //nolint:errcheck // it was read
	assert.Less(t, resp.ContentLength, int64(size/500))
	unpacked, err := gzip.NewReader(resp.Body)
	require.NoError(t, err)
	n, err := io.Copy(io.Discard, unpacked)
	require.NoError(t, err)
	assert.Equal(t, int64(size+len(`{"x":""}`)), n)
}

func TestHeaderFlood(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.HeaderFlood("login", 64<<10))
	e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
	assert.Len(t, e.ResponseHeader.Get("X-Flood-65"), 1000)
	assert.Contains(t, string(e.ResponseBody), `"token"`)
}
