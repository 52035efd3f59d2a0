package conformance_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func zhihuiyaClient(t *testing.T, opts ...zhihuiyatest.Option) (*zhihuiyatest.Server, *zhihuiya.Client) {
	t.Helper()
	s := zhihuiyatest.NewServer(t, append(slices.Clip(opts), contract.Check(t, "zhihuiya"))...)
	c, err := zhihuiya.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
	require.NoError(t, err)
	closed(t, c)
	return s, c
}

func TestZhihuiyaTraps(t *testing.T) {
	t.Parallel()
	t.Run("the type is BearerToken, the header says Bearer, and the query has the apikey", func(t *testing.T) {
		t.Parallel()
		s, c := zhihuiyaClient(t)
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "BearerToken", token.Type)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/basic-patent-data/simple-bibliography?patent_id=1&apikey=stale", nil)
		require.NoError(t, err)
		resp, err := c.HTTPClient().Do(req)
		require.NoError(t, err)
		require.NoError(t, c.CheckResponse(resp))
		require.NoError(t, resp.Body.Close())
		sent := s.RawExchanges()[1]
		assert.Equal(t, "Bearer "+token.Access.Reveal(), sent.RequestHeader.Get("Authorization"))
		assert.Equal(t, "patent_id=1&apikey="+s.Credentials().ClientID, sent.RawQuery)
		assert.Equal(t, "patent_id=1&apikey=stale", req.URL.RawQuery, "the caller's request is untouched")
	})
	t.Run("issued_at is text of milliseconds, expires_in seconds", func(t *testing.T) {
		t.Parallel()
		s, c := zhihuiyaClient(t)
		for _, body := range []string{
			`{"token":"t","token_type":"BearerToken","expires_in":1799,"status":"approved","issued_at":"1692347672874"}`,
			`{"token":"t","token_type":"BearerToken","expires_in":"1799","status":"approved","issued_at":1692347672874}`,
		} {
			fresh, err := zhihuiya.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
			require.NoError(t, err)
			closed(t, fresh)
			s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: body})
			token, err := fresh.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, int64(1692347672874), token.IssuedAt.UnixMilli())
			assert.WithinDuration(t, s.Now().Add(1799*time.Second), token.ExpiresAt, 2*time.Second, "a vendor clock years off does not matter")
		}
		s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: `{"token":"t","issued_at":"yesterday"}`})
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, s.Now(), token.IssuedAt, 2*time.Second)
	})
	t.Run("flat on the page, wrapped in the wild", func(t *testing.T) {
		t.Parallel()
		s, c := zhihuiyaClient(t, zhihuiyatest.WrappedAnswer())
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, s.Now().Add(1799*time.Second), token.ExpiresAt, 2*time.Second)
		for _, body := range []string{`{"status":true,"error_code":0,"data":{"expires_in":1799}}`, `{"status":true,"error_code":0,"data":{"token":5}}`, `{"status":true,"error_code":0,"data":[]}`} {
			s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: body})
			_, err = c.CreateToken(t.Context())
			require.ErrorIs(t, err, authhooks.ErrProtocol)
			assert.ErrorContains(t, err, `"data`, body)
		}
	})
	t.Run("bad credentials come as HTTP 200 or 401", func(t *testing.T) {
		t.Parallel()
		for _, status := range []int{200, 401} {
			s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"), zhihuiyatest.ErrorStatus(status))
			c, err := zhihuiya.New(zhihuiya.Credentials{ClientID: "b", ClientSecret: authhooks.NewSecret("x")}, authhooks.WithBaseURL(s.URL))
			require.NoError(t, err)
			closed(t, c)
			_, err = c.CreateToken(t.Context())
			require.ErrorIs(t, err, zhihuiya.ErrInvalidClient)
			assert.Equal(t, status, asError(t, err).Status)
		}
	})
	t.Run("status says no", func(t *testing.T) {
		t.Parallel()
		s, c := zhihuiyaClient(t)
		for _, body := range []string{
			`{"status":false,"token":"t"}`, `{"status":"denied","token":"t"}`, `{"status":"false","error_code":0,"data":{"token":"t"}}`, `{"status":false,"error_code":0,"data":{"token":"t"}}`,
		} {
			s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: body})
			_, err := c.CreateToken(t.Context())
			require.Error(t, err, body)
		}
		for _, body := range []string{`{"status":7,"token":"t"}`, `{"status":"approved","token":"t","data":null}`, `{"token":"t","data":{}}`} {
			s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: body})
			token, err := c.CreateToken(t.Context())
			require.NoError(t, err, body)
			assert.Equal(t, "t", token.Token.Reveal())
		}
	})
	t.Run("an API key goes to PatSnap, and takes no part in token calls", func(t *testing.T) {
		t.Parallel()
		s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
		c, err := zhihuiya.NewWithAPIKey(s.APIKey())
		require.NoError(t, err)
		closed(t, c)
		assert.Equal(t, "https://connect.patsnap.com", c.BaseURL())
		assert.Equal(t, zhihuiya.PatSnapBaseURL, c.BaseURL())
		c, err = zhihuiya.NewWithAPIKey(s.APIKey(), authhooks.WithBaseURL(s.URL))
		require.NoError(t, err)
		closed(t, c)
		_, err = c.CreateToken(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
		require.ErrorContains(t, err, "API key")
		assert.Zero(t, s.Calls(""))
		for _, wrong := range []string{"", "sk-canary\n", "sk canary", "sk-ключ"} {
			_, err = zhihuiya.NewWithAPIKey(authhooks.NewSecret(wrong))
			require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%q", wrong)
			require.ErrorContains(t, err, "zhihuiya: new: invalid request: the API key ")
			assert.NotContains(t, err.Error(), "canary")
		}
	})
	t.Run("a flat answer without its token is named as such", func(t *testing.T) {
		t.Parallel()
		s, c := zhihuiyaClient(t)
		s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: `{"access_token":"canary","token_type":"BearerToken","status":"approved"}`})
		_, err := c.CreateToken(t.Context())
		require.ErrorIs(t, err, authhooks.ErrProtocol)
		assert.ErrorContains(t, err, `"token" is missing`)
	})
}
