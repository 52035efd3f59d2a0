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
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func hitem3dClient(t *testing.T, opts ...hitem3dtest.Option) (*hitem3dtest.Server, *hitem3d.Client) {
	t.Helper()
	s := hitem3dtest.NewServer(t, append(slices.Clip(opts), contract.Check(t, "hitem3d"))...)
	c, err := hitem3d.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
	require.NoError(t, err)
	closed(t, c)
	return s, c
}

func TestHitem3DTraps(t *testing.T) {
	t.Parallel()
	t.Run("code is a string in the table and a number in the samples", func(t *testing.T) {
		t.Parallel()
		for _, opts := range [][]hitem3dtest.Option{nil, {hitem3dtest.StringCodes()}} {
			s, c := hitem3dClient(t, opts...)
			_, err := c.CreateToken(t.Context())
			require.NoError(t, err)
			s.Fail(authtest.Fault{Op: "createToken", Code: "40010000"})
			_, err = c.CreateToken(t.Context())
			require.ErrorIs(t, err, hitem3d.ErrInvalidClient)
		}
	})
	t.Run("the text is called msg here and message there", func(t *testing.T) {
		t.Parallel()
		for _, opts := range [][]hitem3dtest.Option{nil, {hitem3dtest.MsgKey()}} {
			s, c := hitem3dClient(t, opts...)
			s.Fail(authtest.Fault{Op: "createToken", Code: "40010000"})
			_, err := c.CreateToken(t.Context())
			assert.Equal(t, "client credentials are invalid", asError(t, err).Message)
		}
	})
	t.Run("a refusal is HTTP 200 with empty data", func(t *testing.T) {
		t.Parallel()
		s, c := hitem3dClient(t)
		s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: `{"code":10000000,"data":{},"msg":"system error"}`})
		_, err := c.CreateToken(t.Context())
		require.ErrorIs(t, err, hitem3d.ErrSystem)
		assert.Equal(t, http.StatusOK, asError(t, err).Status)
		assert.True(t, asError(t, err).Retryable())
	})
	t.Run("the token is opaque, whatever the sample looks like", func(t *testing.T) {
		t.Parallel()
		s, c := hitem3dClient(t)
		const opaque = "ab*cd-ef_gh==*ij="
		s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: `{"code":200,"message":"success","data":{"accessToken":"` + opaque + `","tokenType":"Bearer","nonce":7}}`})
		token, err := c.CreateToken(t.Context())
		require.NoError(t, err)
		assert.Equal(t, opaque, token.AccessToken.Reveal())
		assert.Equal(t, "7", token.Nonce)
	})
	t.Run("the lifetime stands in a sentence", func(t *testing.T) {
		t.Parallel()
		s, c := hitem3dClient(t)
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, s.Now().Add(24*time.Hour), token.ExpiresAt, 2*time.Second)
	})
	t.Run("the default host is the one of the curl sample", func(t *testing.T) {
		t.Parallel()
		c, err := hitem3d.New(hitem3d.Credentials{ClientID: "i", ClientSecret: authhooks.NewSecret("s")})
		require.NoError(t, err)
		closed(t, c)
		assert.Equal(t, "https://api.hitem3d.ai", c.BaseURL())
	})
}
