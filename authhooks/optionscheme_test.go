package authhooks_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// schemeVendor has a token from nowhere, and puts it by put.
func schemeVendor(put func(*http.Request, authhooks.Token) error) authhooks.Vendor {
	return authhooks.Vendor{
		Name: "v", Put: put,
		Parse: func(int, http.Header, []byte) authhooks.Outcome { return authhooks.Outcome{} },
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{Access: authhooks.NewSecret("a-token"), ExpiresAt: time.Now().Add(time.Hour)}, nil
		},
	}
}

// The word before the token is the caller's, in HTTPClient and in Editor, whatever the
// application has set before.
func TestWithScheme(t *testing.T) {
	t.Parallel()
	seen := make(chan []string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r.Header.Values("Authorization") }))
	t.Cleanup(server.Close)
	for word, opts := range map[string][]authhooks.Option{
		"Bearer": nil, "Token": {authhooks.WithScheme("Token")}, "x-Key~1": {authhooks.WithScheme("other"), authhooks.WithScheme("x-Key~1")},
	} {
		c, err := authhooks.New(schemeVendor(authhooks.PutBearer), server.URL, "id", authhooks.NewSecret("secret"), opts...)
		require.NoError(t, err, word)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		require.NoError(t, err)
		req.Header["authorization"] = []string{"mine"}
		resp, err := c.HTTPClient().Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, []string{word + " a-token"}, <-seen)
		require.NoError(t, c.Editor()(t.Context(), req))
		assert.Equal(t, []string{word + " a-token"}, req.Header.Values("Authorization"))
		require.NoError(t, c.Close())
	}
}

func TestWithSchemeRefuses(t *testing.T) {
	t.Parallel()
	refused := func(v authhooks.Vendor, word, why string) {
		t.Helper()
		_, err := authhooks.New(v, "https://v.example", "id", authhooks.NewSecret("secret"), authhooks.WithScheme(word))
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%q", word)
		assert.ErrorContains(t, err, why)
		if strings.TrimSpace(word) != "" {
			assert.NotContains(t, err.Error(), word)
		}
	}
	for _, word := range []string{"", " ", "two words", "tab\tbed", "line\r\nX-Y:", "schlüssel", "\x7f", "令牌"} {
		refused(schemeVendor(authhooks.PutBearer), word, "one word of visible ASCII")
	}
	for _, put := range []func(*http.Request, authhooks.Token) error{
		authhooks.PutHeader("X-Token"), authhooks.PutQuery("key"), authhooks.PutHeader("Authorization"), // without a word there is none to replace
		func(*http.Request, authhooks.Token) error { return authhooks.ErrPolicy },
	} {
		refused(schemeVendor(put), "Word", "does not send its token in the Authorization header")
	}
}
