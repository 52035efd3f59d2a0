package authhooks_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func loginVendor(login string) authhooks.Vendor {
	v := schemeVendor(authhooks.PutBearer)
	v.LoginURL = login
	return v
}

// The host of logins gets what LoginDoer sends, and nothing else. LoginDoer sends to no
// other host.
func TestALoginURLIsForLoginsAlone(t *testing.T) {
	t.Parallel()
	server := func(name string) *httptest.Server {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Name", name) }))
		t.Cleanup(s.Close)
		return s
	}
	base, login := server("base"), server("login")
	c, err := authhooks.New(loginVendor(login.URL+"/prefix/"), base.URL, "id", authhooks.NewSecret("secret"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	assert.Equal(t, login.URL+"/prefix", c.LoginURL())
	for _, try := range []struct {
		to      string
		by      authhooks.Doer
		allowed bool
	}{
		{login.URL, c.LoginDoer(), true},
		{base.URL, c.LoginDoer(), false},
		{base.URL, c.Doer(), true},
		{login.URL, c.Doer(), false},
		{login.URL, c.Guarded(), false},
		{login.URL, c.HTTPClient(), false},
		{login.URL, c.Checked(), false},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, try.to, nil)
		require.NoError(t, err)
		resp, err := try.by.Do(req)
		if !try.allowed {
			require.ErrorIs(t, err, authhooks.ErrPolicy)
			continue
		}
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, login.URL, nil)
	require.NoError(t, err)
	require.ErrorIs(t, c.Editor()(t.Context(), req), authhooks.ErrPolicy)
}

func TestLoginURLsThatNewRefuses(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://plain.example", "https://u:canary@x.example", "x", "https://x.example/?a=b"} {
		_, err := authhooks.New(loginVendor(url), "https://v.example", "id", authhooks.NewSecret("secret"))
		require.ErrorIs(t, err, authhooks.ErrPolicy, url)
		assert.NotContains(t, err.Error(), "canary")
	}
	c, err := authhooks.New(loginVendor("http://plain.example"), "https://v.example", "id", authhooks.NewSecret("secret"), authhooks.WithInsecureHTTP())
	require.NoError(t, err)
	require.NoError(t, c.Close())
}

// The login's URL decides which token comes, so it is part of the record's name. The same
// URL as the base URL changes nothing.
func TestALoginURLIsPartOfTheStoresKey(t *testing.T) {
	t.Parallel()
	st, calls := newBrittle(), map[string]int64{}
	for _, login := range []string{"", "https://V.example:443/", "https://login.example", "https://login.example/a"} {
		before := st.cas.Load()
		c, err := authhooks.New(loginVendor(login), "https://v.example", "id", authhooks.NewSecret("secret"), withStore(st)...)
		require.NoError(t, err)
		_, err = c.Token(t.Context())
		require.NoError(t, err)
		require.NoError(t, c.Close())
		calls[login] = st.cas.Load() - before
	}
	assert.Equal(t, map[string]int64{"": 1, "https://V.example:443/": 0, "https://login.example": 1, "https://login.example/a": 1}, calls, "writes of a record")
}

type myOption string

// An option of a vendor package reaches that package, and no other vendor takes it.
func TestVendorOption(t *testing.T) {
	t.Parallel()
	mine := func(text string) authhooks.Option { return authhooks.VendorOption("v", myOption(text)) }
	opts := []authhooks.Option{mine("a"), authhooks.VendorOption("v", 7), nil, authhooks.WithUserAgent("u"), mine("b")}
	value, set := authhooks.VendorValue[myOption](opts)
	assert.True(t, set)
	assert.Equal(t, myOption("b"), value)
	_, set = authhooks.VendorValue[string](opts)
	assert.False(t, set)
	c, err := authhooks.New(loginVendor(""), "https://v.example", "id", authhooks.NewSecret("secret"), opts...)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	_, err = authhooks.New(loginVendor(""), "https://v.example", "id", authhooks.NewSecret("secret"), mine("a"), authhooks.VendorOption("other", 1))
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	require.ErrorContains(t, err, "other")
}
