package conformance_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func scnetClient(t *testing.T, change func(*scnet.Credentials), opts ...scnettest.Option) (*scnettest.Server, *scnet.Client) {
	t.Helper()
	s := scnettest.NewServer(t, append(slices.Clip(opts), contract.Check(t, "scnet"))...)
	cr := s.Credentials()
	cr.AccessKey, cr.SecretKey = "", authhooks.Secret{}
	change(&cr)
	c, err := scnet.New(s.URL, cr, authhooks.WithClock(s.Now))
	require.NoError(t, err)
	closed(t, c)
	return s, c
}

func seedOnly(cr *scnet.Credentials) { cr.User, cr.OrgID, cr.Password = "", "", authhooks.Secret{} }

func TestSCNetTraps(t *testing.T) {
	t.Parallel()
	t.Run("data is a string in the sample and a list in the table", func(t *testing.T) {
		t.Parallel()
		for _, opts := range [][]scnettest.Option{nil, {scnettest.ArrayAnswer()}} {
			s, c := scnetClient(t, seedOnly, opts...)
			token, err := c.RenewToken(t.Context(), s.Credentials().Token)
			require.NoError(t, err)
			assert.False(t, token.IsZero())
		}
		s, c := scnetClient(t, seedOnly)
		for _, data := range []string{`[]`, `[{"token":null}]`, `[{"token":5}]`, `[{}]`, `7`, `null`, `{"token":"x"}`} {
			s.Fail(authtest.Fault{Op: "renewToken", Status: http.StatusOK, Body: `{"msg":"success","code":"0","data":` + data + `}`})
			_, err := c.RenewToken(t.Context(), s.Credentials().Token)
			require.ErrorIs(t, err, authhooks.ErrProtocol, data)
			assert.ErrorContains(t, err, `"data`, data)
		}
	})
	t.Run("code is a string in the sample and a number in the table", func(t *testing.T) {
		t.Parallel()
		s, c := scnetClient(t, seedOnly)
		s.Fail(authtest.Fault{Op: "renewToken", Status: http.StatusOK, Body: `{"msg":"","code":10009,"data":null}`})
		_, err := c.RenewToken(t.Context(), s.Credentials().Token)
		require.ErrorIs(t, err, scnet.ErrAccessDenied)
		s.Fail(authtest.Fault{Op: "renewToken", Status: http.StatusOK, Body: `{"msg":"success","code":0,"data":"new"}`})
		token, err := c.RenewToken(t.Context(), s.Credentials().Token)
		require.NoError(t, err)
		assert.Equal(t, "new", token.Reveal())
	})
	t.Run("the end is a claim: text of milliseconds, no exp", func(t *testing.T) {
		t.Parallel()
		s, c := scnetClient(t, func(cr *scnet.Credentials) { cr.Token = authhooks.Secret{} })
		end := s.Now().Add(3 * time.Hour)
		s.Fail(authtest.Fault{Op: "createTokens", Status: http.StatusOK, Body: fmt.Sprintf(`{"code":"0","msg":"","data":[{"clusterId":%q,"clusterName":"x","token":%q}]}`,
			s.Credentials().ClusterID, jwt(`{"expireTime":"%d","clusterId":"1"}`, end.UnixMilli()))})
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, end.UnixMilli(), token.ExpiresAt.UnixMilli())
	})
	t.Run("a token given is used, renewed in its window, and then replaced by a login", func(t *testing.T) {
		t.Parallel()
		s, c := scnetClient(t, func(*scnet.Credentials) {})
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, token.Access.Equal(s.Credentials().Token))
		assert.Equal(t, 0, s.Calls(""), "nothing needs to be asked")
		s.Advance(scnettest.Lifetime + 23*time.Hour)
		_, err = c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, s.Calls("renewToken"))
		s.Advance(2*scnettest.Lifetime + time.Hour)
		_, err = c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, s.Calls("renewToken"), "24 h after its end nothing is tried")
		assert.Equal(t, 1, s.Calls("createTokens"))
	})
	t.Run("a token alone, past its window, says what is needed", func(t *testing.T) {
		t.Parallel()
		s, c := scnetClient(t, seedOnly)
		s.Advance(scnettest.Lifetime + scnettest.RenewalWindow + time.Minute)
		_, err := c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrRefreshRejected)
		assert.ErrorContains(t, err, "supply a new Credentials.Token")
		assert.Equal(t, 0, s.Calls(""))

		s, c = scnetClient(t, seedOnly)
		s.RevokeAll()
		first, err := c.Token(t.Context())
		require.NoError(t, err)
		require.True(t, c.Source().Invalidate(first))
		_, err = c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrRefreshRejected)
		assert.Equal(t, "10004", asError(t, err).Code, "the vendor's own word stays")
		_, err = c.CreateTokens(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	})
	t.Run("only the vendor's own word ends a token", func(t *testing.T) {
		t.Parallel()
		for _, fault := range []authtest.Fault{
			{Status: http.StatusOK, Body: "<html>log in to the Wi-Fi</html>", ContentType: "text/html"},
			{Status: http.StatusNotFound, Body: "<html>"},
			{Status: http.StatusFound, Body: "<html>"},
			{Status: http.StatusUnauthorized, Body: "<html>"},
		} {
			s, c := scnetClient(t, seedOnly)
			first, err := c.Token(t.Context())
			require.NoError(t, err)
			require.True(t, c.Source().Invalidate(first))
			fault.Op = "renewToken"
			s.Fail(fault)
			_, err = c.Token(t.Context())
			require.Error(t, err)
			refused := fault.Status == http.StatusUnauthorized // a status that leaves no doubt
			assert.Equal(t, refused, errors.Is(err, authhooks.ErrRefreshRejected), fault.Status)
		}
	})
	t.Run("a renewal brings no other region's token", func(t *testing.T) {
		t.Parallel()
		s, c := scnetClient(t, func(*scnet.Credentials) {})
		s.Fail(authtest.Fault{Op: "renewToken", Status: http.StatusOK, Body: `{"code":"0","data":[{"clusterId":"999","token":"OTHER"}]}`})
		_, err := c.RenewToken(t.Context(), s.Credentials().Token)
		require.ErrorIs(t, err, authhooks.ErrProtocol)
	})
	t.Run("10008 is a dead token or a missing permission", func(t *testing.T) {
		t.Parallel()
		s, c := scnetClient(t, seedOnly)
		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "10008", Times: -1})
		for range 5 {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/ac/openapi/v2/center", nil)
			require.NoError(t, err)
			resp, err := c.HTTPClient().Do(req)
			require.NoError(t, err)
			err = c.CheckResponse(resp)
			require.ErrorIs(t, err, authhooks.ErrPermissionDenied)
			require.ErrorIs(t, err, scnet.ErrInsufficientPermission)
			require.NoError(t, resp.Body.Close())
		}
		assert.Equal(t, 1, s.Calls("renewToken"), "one renewal and replay, then the refusal is believed")
		assert.Equal(t, 6, s.Calls(authtest.OpBusiness))
	})
	t.Run("one client is one region", func(t *testing.T) {
		t.Parallel()
		noCluster := func(cr *scnet.Credentials) { cr.Token, cr.ClusterID = authhooks.Secret{}, "" }
		_, c := scnetClient(t, noCluster)
		_, err := c.Token(t.Context())
		require.NoError(t, err, "the only region, the platform aside")
		_, c = scnetClient(t, noCluster, scnettest.Cluster("222", "east"), scnettest.DisabledCluster("333", "west"))
		_, err = c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
		for _, text := range []string{"222 east", "333 west (disabled)", "ClusterID"} {
			assert.ErrorContains(t, err, text)
		}
		_, c = scnetClient(t, func(cr *scnet.Credentials) { noCluster(cr); cr.ClusterID = "333" }, scnettest.DisabledCluster("333", "west"))
		_, err = c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "null is no token")
		_, c = scnetClient(t, func(cr *scnet.Credentials) { noCluster(cr); cr.ClusterID = "0" })
		_, err = c.Token(t.Context())
		require.NoError(t, err, "the platform, where it is asked for")
	})
	t.Run("an error under another status is read as well", func(t *testing.T) {
		t.Parallel()
		s, c := scnetClient(t, seedOnly, scnettest.ErrorStatus(http.StatusInternalServerError))
		s.Fail(authtest.Fault{Op: "renewToken", Code: "10009"})
		_, err := c.RenewToken(t.Context(), s.Credentials().Token)
		require.ErrorIs(t, err, authhooks.ErrPermissionDenied)
	})
}

// One account, three regions and a typing error in the organisation, one store:
// to each its own.
func TestSCNetRegionsAndOrganisationsOverOneStore(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, scnettest.Cluster("22222", "south"))
	store := authhooks.NewMemoryStore()
	client := func(organisation, region string) *scnet.Client {
		cr := s.Credentials()
		cr.Token, cr.AccessKey, cr.SecretKey = authhooks.Secret{}, "", authhooks.Secret{}
		cr.OrgID, cr.ClusterID = organisation, region
		c, err := scnet.New(s.URL, cr, authhooks.WithClock(s.Now), authhooks.WithStore(store), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")))
		require.NoError(t, err)
		closed(t, c)
		return c
	}
	own := s.Credentials()
	for range 2 { // from the vendor, then from the store
		for _, region := range []string{own.ClusterID, "22222", "0"} {
			_, err := client("another-organisation", region).Token(t.Context())
			require.ErrorIs(t, err, scnet.ErrInvalidParameter)
			token, err := client(own.OrgID, region).Token(t.Context())
			require.NoError(t, err, "the refusal is another organisation's")
			got, _ := authhooks.Claim(token.Access, "clusterId")
			assert.Equal(t, region, got)
		}
	}
	assert.Equal(t, 6, s.Calls("createTokens"), "refused or not, each logs in once")
}

// SCNet's credentials are a token, or a login, or both; half of one is a mistake.
func TestSCNetTakesATokenOrALogin(t *testing.T) {
	t.Parallel()
	secret := authhooks.NewSecret
	for name, c := range map[string]struct {
		credentials scnet.Credentials
		says        string
	}{
		"nothing":     {scnet.Credentials{ClusterID: "1"}, "SCNET_TOKEN (or SCNET_USER"},
		"no password": {scnet.Credentials{User: "u", OrgID: "o"}, "Password"},
		"no org":      {scnet.Credentials{User: "u", Password: secret("canary"), Token: secret("canary")}, "OrgID"},
		"no user":     {scnet.Credentials{Password: secret("canary")}, "User"},
		"bad token":   {scnet.Credentials{Token: secret("canary\r\n")}, "line break"},
		"bad org":     {scnet.Credentials{User: "u", Password: secret("canary"), OrgID: "canary\n"}, "OrgID"},
		"inner space": {scnet.Credentials{Token: secret("canary def")}, "Token"},
		"no ASCII":    {scnet.Credentials{Token: secret("canarytök")}, "Token"},
		"outer space": {scnet.Credentials{User: "u", OrgID: "o", Password: secret(" canary ")}, "Password"},
	} {
		_, err := scnet.New(base, c.credentials)
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, name)
		require.ErrorContains(t, err, c.says, name)
		assert.NotContains(t, err.Error(), "canary", name)
	}
}

// Not parallel: it sets the environment.
func TestSCNetReadsATokenOrALogin(t *testing.T) {
	for _, name := range []string{"SCNET_TOKEN", "SCNET_USER", "SCNET_PASSWORD", "SCNET_ORG_ID"} {
		t.Setenv(name, "")
	}
	t.Setenv("SCNET_CLUSTER_ID", "7")
	_, err := scnet.CredentialsFromEnv()
	require.ErrorContains(t, err, "SCNET_TOKEN, or SCNET_USER and SCNET_PASSWORD and SCNET_ORG_ID")
	t.Setenv("SCNET_TOKEN", "t")
	s, err := scnet.CredentialsFromEnv()
	require.NoError(t, err)
	assert.Equal(t, "t7", s.Token.Reveal()+s.ClusterID)
	t.Setenv("SCNET_PASSWORD", "p")
	_, err = scnet.CredentialsFromEnv()
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "half a login is a mistake")
	t.Setenv("SCNET_USER", "u")
	t.Setenv("SCNET_ORG_ID", "o")
	s, err = scnet.CredentialsFromEnv()
	require.NoError(t, err)
	assert.Equal(t, "t u p o 7", s.Token.Reveal()+" "+s.User+" "+s.Password.Reveal()+" "+s.OrgID+" "+s.ClusterID)
}
