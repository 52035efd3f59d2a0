package hitem3dtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestMsgKey(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"), hitem3dtest.MsgKey())
	e := send(t, s, http.MethodPost, pathToken, basic("a:b"), "")
	assert.JSONEq(t, string(simtest.Sample(t, "hitem3d", "createToken.40010000.msg.json")), string(e.ResponseBody))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "hitem3d", "createToken.40010000.msg.json")), simtest.Shape(t, e.ResponseBody))
}

func TestStringCodes(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"), hitem3dtest.StringCodes())
	assert.Contains(t, string(send(t, s, http.MethodPost, pathToken, good(s), "").ResponseBody), `{"code":"200",`)
	assert.Contains(t, string(send(t, s, http.MethodPost, pathToken, basic("a:b"), "").ResponseBody), `{"code":"40010000",`)
	assert.Contains(t, string(send(t, s, http.MethodGet, pathBalance, nil, "").ResponseBody), `{"code":"401",`)
}

// The client's word is the one that the simulator wants, and only that.
func TestScheme(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"), hitem3dtest.Scheme("Token"))
	for word, want := range map[string]error{"Token": nil, "Bearer": hitem3d.ErrUnauthorized} {
		c, err := hitem3d.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithScheme(word))
		require.NoError(t, err)
		resp, err := c.HTTPClient().Get(c.BaseURL() + pathBalance)
		require.NoError(t, err)
		assert.ErrorIs(t, c.CheckResponse(resp), want, word)
		require.NoError(t, resp.Body.Close())
		require.NoError(t, c.Close())
	}
}
