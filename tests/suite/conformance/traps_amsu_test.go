package conformance_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func amsuClient(t *testing.T, opts ...amsutest.Option) (*amsutest.Server, *amsu.Client) {
	t.Helper()
	s := amsutest.NewServer(t, append(slices.Clip(opts), contract.Check(t, "amsu"))...)
	c, err := amsu.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
	require.NoError(t, err)
	closed(t, c)
	return s, c
}

func TestAMSUTraps(t *testing.T) {
	t.Parallel()
	t.Run("the page's plain http is refused with both ways out", func(t *testing.T) {
		t.Parallel()
		cr := amsu.Credentials{ClientID: "i", ClientSecret: authhooks.NewSecret("s")}
		_, err := amsu.New(cr)
		require.ErrorIs(t, err, authhooks.ErrPolicy)
		assert.ErrorContains(t, err, "WithInsecureHTTP")
		assert.ErrorContains(t, err, "WithBaseURL")
		c, err := amsu.New(cr, authhooks.WithInsecureHTTP())
		require.NoError(t, err)
		closed(t, c)
		assert.Equal(t, "http://api.amsu-new.com", c.BaseURL())
	})
	t.Run("an error's status is anything but 200", func(t *testing.T) {
		t.Parallel()
		for _, status := range []int{200, 400, 401, 403, 422, 500} {
			s, c := amsuClient(t)
			s.Fail(authtest.Fault{Op: "createToken", Status: status, Body: `{"error":{"code":"COMMON.AUTHENTICATION_FAILED","msg":"Incorrect client id or secret."}}`})
			_, err := c.CreateToken(t.Context())
			require.ErrorIs(t, err, amsu.ErrAuthenticationFailed, status)
			assert.Equal(t, "Incorrect client id or secret.", asError(t, err).Message)
		}
	})
	t.Run("the type is bearer, the header says Bearer", func(t *testing.T) {
		t.Parallel()
		s, c := amsuClient(t)
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "bearer", token.Type)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/amsu-analysis/v2/available-times", nil)
		require.NoError(t, err)
		require.NoError(t, c.Editor()(t.Context(), req))
		assert.True(t, strings.HasPrefix(req.Header.Get("Authorization"), "Bearer "))
	})
	t.Run("a blocked PUT falls back to POST and is remembered", func(t *testing.T) {
		t.Parallel()
		s, c := amsuClient(t, amsutest.PutBlocked())
		for range 3 {
			token, err := c.Token(t.Context())
			require.NoError(t, err)
			require.True(t, c.Source().Invalidate(token))
			s.Advance(time.Second) // claims count seconds: no two tokens in one
		}
		_, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, s.Calls("refreshToken"))
		assert.Equal(t, 3, s.Calls("refreshTokenByPost"))
		assert.Equal(t, 1, s.Calls("createToken"))
	})
	t.Run("405 and 501 to the PUT lead to the POST, whatever the body says", func(t *testing.T) {
		t.Parallel()
		for _, status := range []int{http.StatusMethodNotAllowed, http.StatusNotImplemented} {
			for _, body := range []string{
				`{"error":{"code":"COMMON.METHOD_NOT_ALLOWED","msg":"Method not allowed."}}`,
				`{"error":{"code":"COMMON.INVALID_CREDENTIALS","msg":"Invalid authentication credentials."}}`,
				`{"error":{"code":"COMMON.AUTHENTICATION_FAILED"}}`,
				`{"message":"no such method"}`,
				`{`,
				`<html>`,
			} {
				s, c := amsuClient(t)
				first, err := c.Token(t.Context())
				require.NoError(t, err)
				s.Advance(time.Second)
				s.Fail(authtest.Fault{Op: "refreshToken", Status: status, Body: body})
				require.True(t, c.Source().Invalidate(first))
				_, err = c.Token(t.Context())
				require.NoError(t, err, "%d %s", status, body)
				assert.Equal(t, 1, s.Calls("refreshTokenByPost"), "%d %s", status, body)
				assert.Equal(t, 1, s.Calls("createToken"), "%d %s: no new login", status, body)
			}
		}
	})
	t.Run("another 4xx of the vendor's own is its word", func(t *testing.T) {
		t.Parallel()
		s, c := amsuClient(t)
		token, err := c.CreateToken(t.Context())
		require.NoError(t, err)
		for _, status := range []int{400, 401, 403, 404, 406, 422, 429, 500, 502, 503} {
			s.Fail(authtest.Fault{Op: "refreshToken", Status: status, Body: `{"error":{"code":"COMMON.INVALID_CREDENTIALS"}}`})
			_, err = c.RefreshToken(t.Context(), token.RefreshToken)
			require.ErrorIs(t, err, authhooks.ErrRefreshRejected, status)
		}
		assert.Zero(t, s.Calls("refreshTokenByPost"))
	})
	t.Run("a POST that leads nowhere is not remembered", func(t *testing.T) {
		t.Parallel()
		s, c := amsuClient(t)
		token, err := c.CreateToken(t.Context())
		require.NoError(t, err)
		s.Fail(authtest.Fault{Op: "refreshToken", Status: http.StatusMethodNotAllowed, Body: "<html>"})
		s.Fail(authtest.Fault{Op: "refreshTokenByPost", Status: http.StatusNotFound, Body: "<html>"})
		_, err = c.RefreshToken(t.Context(), token.RefreshToken)
		require.Error(t, err)
		_, err = c.RefreshToken(t.Context(), token.RefreshToken)
		require.NoError(t, err)
		assert.Equal(t, 2, s.Calls("refreshToken"))
	})
	t.Run("the vendor's own refusal of a PUT is no block", func(t *testing.T) {
		t.Parallel()
		s, c := amsuClient(t)
		token, err := c.CreateToken(t.Context())
		require.NoError(t, err)
		s.Fail(authtest.Fault{Op: "refreshToken", Code: "COMMON.INVALID_CREDENTIALS"})
		_, err = c.RefreshToken(t.Context(), token.RefreshToken)
		require.ErrorIs(t, err, authhooks.ErrRefreshRejected)
		s.Fail(authtest.Fault{Op: "refreshToken", Status: http.StatusBadGateway, Body: "<html>"})
		_, err = c.RefreshToken(t.Context(), token.RefreshToken)
		require.ErrorIs(t, err, authhooks.ErrUnavailable)
		assert.Equal(t, 0, s.Calls("refreshTokenByPost"))
	})
	t.Run("a refresh without a new refresh token keeps the old one", func(t *testing.T) {
		t.Parallel()
		s, c := amsuClient(t, amsutest.NoNewRefreshToken())
		first, err := c.Token(t.Context())
		require.NoError(t, err)
		for range 2 {
			now, err := c.Token(t.Context())
			require.NoError(t, err)
			assert.True(t, now.Refresh.Equal(first.Refresh))
			assert.Equal(t, first.RefreshExpiresAt, now.RefreshExpiresAt)
			require.True(t, c.Source().Invalidate(now))
			s.Advance(time.Second)
		}
		_, err = c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 2, s.Calls("refreshToken"))
		assert.Equal(t, 1, s.Calls("createToken"))
	})
	t.Run("the refresh token's end is its claim, else the page's 30 days", func(t *testing.T) {
		t.Parallel()
		s, c := amsuClient(t)
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, s.Now().Add(30*24*time.Hour), token.RefreshExpiresAt, 5*time.Second)
		for refresh, want := range map[string]time.Duration{"opaque": amsutest.RefreshLifetime, jwt(`{"exp":%d}`, s.Now().Add(time.Hour).Unix()): time.Hour} {
			s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: `{"access_token":"a","token_type":"bearer","expires_in":86400,"refresh_token":"` + refresh + `"}`})
			fresh, err := amsu.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
			require.NoError(t, err)
			closed(t, fresh)
			token, err := fresh.Token(t.Context())
			require.NoError(t, err)
			assert.WithinDuration(t, s.Now().Add(want), token.RefreshExpiresAt, 5*time.Second)
		}
	})
}
