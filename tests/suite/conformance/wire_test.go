package conformance_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

// plus has every character that one encoding too many, or too few, would change.
const plus = "+3b/Zo=D r%T&31:é"

// arrived is what a token call looked like when it came.
type arrived struct {
	method, path, query, contentType, body string
	header                                 map[string]string // beside the content type
}

func assertArrived(t *testing.T, want arrived, exchanges []authtest.Exchange) {
	t.Helper()
	require.NotEmpty(t, exchanges)
	got := exchanges[len(exchanges)-1]
	assert.Equal(t, want.method, got.Method)
	assert.Equal(t, want.path, got.Path, "escaped, as it was sent")
	assert.Equal(t, want.query, got.RawQuery)
	assert.Equal(t, want.contentType, got.RequestHeader.Get("Content-Type"))
	assert.Equal(t, want.body, string(got.RequestBody))
	header := map[string]string{}
	for name := range got.RequestHeader {
		switch name {
		case "Content-Type", "Content-Length", "User-Agent", "Accept-Encoding", "Connection":
		default:
			header[name] = got.RequestHeader.Get(name)
		}
	}
	if want.header == nil {
		want.header = map[string]string{}
	}
	assert.Equal(t, want.header, header, "these headers and no others")
}

func basic(id, secret string) map[string]string {
	return map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))}
}

const formType = "application/x-www-form-urlencoded"

func TestHitem3DSendsWhatThePageSays(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	c, err := hitem3d.New(hitem3d.Credentials{ClientID: "kq_-J", ClientSecret: authhooks.NewSecret(plus)}, authhooks.WithBaseURL(s.URL))
	require.NoError(t, err)
	closed(t, c)
	_, err = c.CreateToken(t.Context())
	require.ErrorIs(t, err, hitem3d.ErrInvalidClient)
	assertArrived(t, arrived{
		method: http.MethodPost, path: simtest.Path("hitem3d", "createToken"), contentType: "application/json", header: basic("kq_-J", plus),
	}, s.RawExchanges())
	assert.Equal(t, "0", s.RawExchanges()[0].RequestHeader.Get("Content-Length"))
}

func TestHummingbirdSendsWhatThePageSays(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	c, err := hummingbird.New(s.URL, hummingbird.Credentials{Username: "a\"d", Password: authhooks.NewSecret(plus)})
	require.NoError(t, err)
	closed(t, c)
	_, err = c.Login(t.Context())
	require.ErrorIs(t, err, hummingbird.ErrWrongPassword)
	body, err := json.Marshal(map[string]string{"username": "a\"d", "password": plus})
	require.NoError(t, err)
	sent := s.RawExchanges()[0]
	assert.JSONEq(t, string(body), string(sent.RequestBody))
	sent.RequestBody = nil
	assertArrived(t, arrived{method: http.MethodPost, path: simtest.Path("hummingbird", "login"), contentType: "application/json"}, []authtest.Exchange{sent})

	_, err = c.RefreshToken(t.Context(), authhooks.NewSecret("a/b?c#d %2F+é"))
	require.Error(t, err)
	assertArrived(t, arrived{method: http.MethodPost, path: strings.TrimSuffix(simtest.Path("hummingbird", "refreshToken"), "{refreshToken}") + "a%2Fb%3Fc%23d%20%252F+%C3%A9"}, s.RawExchanges())
	for _, bad := range []string{"", ".", ".."} {
		before := len(s.RawExchanges())
		_, err = c.RefreshToken(t.Context(), authhooks.NewSecret(bad))
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "it would name another path")
		assert.Len(t, s.RawExchanges(), before, "nothing was sent")
	}
}

func TestSCNetSendsWhatThePagesSay(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	cr := scnet.Credentials{User: "u", OrgID: "o", Password: authhooks.NewSecret("p+/= %&"), Token: authhooks.NewSecret("old.tok-en_")}
	c, err := scnet.New(s.URL, cr)
	require.NoError(t, err)
	closed(t, c)
	_, err = c.CreateTokens(t.Context())
	require.Error(t, err)
	assertArrived(t, arrived{
		method: http.MethodPost, path: simtest.Path("scnet", "createTokens"), contentType: "application/json",
		header: map[string]string{"User": "u", "Orgid": "o", "Password": "p+/= %&"},
	}, s.RawExchanges())
	_, err = c.RenewToken(t.Context(), cr.Token)
	require.Error(t, err)
	assertArrived(t, arrived{
		method: http.MethodPost, path: simtest.Path("scnet", "renewToken"), contentType: "application/json", header: map[string]string{"Token": "old.tok-en_"},
	}, s.RawExchanges())
	assert.Equal(t, "0", s.RawExchanges()[1].RequestHeader.Get("Content-Length"))
	require.Error(t, c.CheckToken(t.Context(), cr.Token))
	assertArrived(t, arrived{
		method: http.MethodGet, path: simtest.Path("scnet", "checkToken"), header: map[string]string{"Token": "old.tok-en_"},
	}, s.RawExchanges())
	before := len(s.RawExchanges())
	_, err = c.RenewToken(t.Context(), authhooks.NewSecret("canary\r\nX: y"))
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	assert.NotContains(t, err.Error(), "canary")
	require.ErrorIs(t, c.CheckToken(t.Context(), authhooks.Secret{}), authhooks.ErrInvalidRequest)
	assert.Len(t, s.RawExchanges(), before, "nothing was sent")
}

func TestAMSUSendsWhatThePageSays(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	c, err := amsu.New(amsu.Credentials{ClientID: "i d", ClientSecret: authhooks.NewSecret(plus)}, authhooks.WithBaseURL(s.URL))
	require.NoError(t, err)
	closed(t, c)
	_, err = c.CreateToken(t.Context())
	require.ErrorIs(t, err, amsu.ErrAuthenticationFailed)
	assertArrived(t, arrived{
		method: http.MethodPost, path: simtest.Path("amsu", "createToken"), contentType: formType,
		body: url.Values{"client_id": {"i d"}, "client_secret": {plus}}.Encode(),
	}, s.RawExchanges())
	_, err = c.RefreshToken(t.Context(), authhooks.NewSecret("r+/="))
	require.Error(t, err)
	assertArrived(t, arrived{
		method: http.MethodPut, path: simtest.Path("amsu", "refreshToken"), contentType: formType, body: "refresh_token=r%2B%2F%3D",
	}, s.RawExchanges())
	_, err = c.RefreshToken(t.Context(), authhooks.Secret{})
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)

	s = amsutest.NewServer(t, contract.Check(t, "amsu"), amsutest.PutBlocked())
	c, err = amsu.New(s.Credentials(), authhooks.WithBaseURL(s.URL))
	require.NoError(t, err)
	closed(t, c)
	token, err := c.CreateToken(t.Context())
	require.NoError(t, err)
	_, err = c.RefreshToken(t.Context(), token.RefreshToken)
	require.NoError(t, err)
	assertArrived(t, arrived{
		method: http.MethodPost, path: simtest.Path("amsu", "refreshTokenByPost"), contentType: formType,
		body: url.Values{"refresh_token": {token.RefreshToken.Reveal()}}.Encode(),
	}, s.RawExchanges())
}

func TestZhihuiyaSendsWhatThePageSays(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	c, err := zhihuiya.New(zhihuiya.Credentials{ClientID: "b456", ClientSecret: authhooks.NewSecret(plus)}, authhooks.WithBaseURL(s.URL))
	require.NoError(t, err)
	closed(t, c)
	_, err = c.CreateToken(t.Context())
	require.ErrorIs(t, err, zhihuiya.ErrInvalidClient)
	assertArrived(t, arrived{
		method: http.MethodPost, path: simtest.Path("zhihuiya", "createToken"), contentType: formType, body: "grant_type=client_credentials", header: basic("b456", plus),
	}, s.RawExchanges())
}

// A base URL with a path prefix, as behind a gateway.
func TestBaseURLKeepsItsPrefix(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	c, err := zhihuiya.New(s.Credentials(), authhooks.WithBaseURL(s.URL+"/gate/way/"))
	require.NoError(t, err)
	closed(t, c)
	_, err = c.CreateToken(t.Context())
	require.Error(t, err)
	assert.Equal(t, "/gate/way/oauth/token", s.RawExchanges()[0].Path)
}
