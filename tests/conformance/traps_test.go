package conformance_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

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
)

// jwt is an unsigned token with the given claims.
func jwt(claims string, values ...any) string {
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return encode(`{"alg":"HS256"}`) + "." + encode(fmt.Sprintf(claims, values...)) + ".c2ln"
}

func hitem3dClient(t *testing.T, opts ...hitem3dtest.Option) (*hitem3dtest.Server, *hitem3d.Client) {
	t.Helper()
	s := hitem3dtest.NewServer(t, opts...)
	c, err := hitem3d.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
	require.NoError(t, err)
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
		assert.Equal(t, "https://api.hitem3d.ai", c.BaseURL())
	})
}

func hummingbirdClient(t *testing.T, opts ...authhooks.Option) (*hummingbirdtest.Server, *hummingbird.Client) {
	t.Helper()
	s := hummingbirdtest.NewServer(t)
	c, err := hummingbird.New(s.URL, s.Credentials(), append([]authhooks.Option{authhooks.WithClock(s.Now)}, opts...)...)
	require.NoError(t, err)
	return s, c
}

func TestHummingbirdTraps(t *testing.T) {
	t.Parallel()
	t.Run("expire is absolute seconds by the gateway's clock, t its milliseconds", func(t *testing.T) {
		t.Parallel()
		for _, clock := range []time.Time{time.Now(), time.Date(2019, 5, 1, 0, 0, 0, 5e6, time.UTC), time.Now().Add(7 * time.Minute)} {
			s, c := hummingbirdClient(t)
			s.Fail(authtest.Fault{Op: "login", Status: http.StatusOK, Body: fmt.Sprintf(
				`{"code":0,"success":true,"t":%d,"result":{"access_token":"a.b.c","expire":%d,"refresh_token":%q}}`,
				clock.UnixMilli(), clock.Unix()+7200, jwt(`{"exp":%d}`, clock.Unix()+1209600))})
			token, err := c.Token(t.Context())
			require.NoError(t, err)
			assert.WithinDuration(t, s.Now().Add(2*time.Hour), token.ExpiresAt, 2*time.Second)
			assert.WithinDuration(t, s.Now().Add(14*24*time.Hour), token.RefreshExpiresAt, 2*time.Second)
			assert.Equal(t, clock.UnixMilli(), token.IssuedAt.UnixMilli(), "what the gateway says")
		}
	})
	t.Run("the refresh token's end is a claim, else nobody's", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t)
		s.Fail(authtest.Fault{Op: "login", Status: http.StatusOK, Body: `{"code":0,"success":true,"t":1,"result":{"access_token":"a","expire":7201,"refresh_token":"opaque"}}`})
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, token.RefreshExpiresAt.IsZero())
		assert.Equal(t, "opaque", token.Refresh.Reveal())
	})
	t.Run("a code without a text, and the other envelope", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t)
		s.Fail(authtest.Fault{Op: "login", Code: "20101"})
		_, err := c.Login(t.Context())
		require.ErrorIs(t, err, hummingbird.ErrWrongPassword)
		assert.Empty(t, asError(t, err).Message)
		assert.NotEmpty(t, asError(t, err).RequestID)
		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "20604"})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1.0/openapi/products", nil)
		require.NoError(t, err)
		resp, err := c.HTTPClient().Do(req)
		require.NoError(t, err)
		require.ErrorIs(t, c.CheckResponse(resp), hummingbird.ErrProductNotFound)
		require.NoError(t, resp.Body.Close())
	})
	t.Run("code 0 without success is no success", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{`{"code":0}`, `{"code":0,"result":{"access_token":"a"}}`, `{"code":0,"success":false,"result":{"access_token":"a"}}`, `{"success":true,"result":{"access_token":"a"}}`} {
			s, c := hummingbirdClient(t)
			s.Fail(authtest.Fault{Op: "login", Status: http.StatusOK, Body: body})
			_, err := c.Login(t.Context())
			require.ErrorIs(t, err, authhooks.ErrProtocol, body)
		}
	})
	t.Run("1010, 1011 and 500 on a refresh mean: log in again", func(t *testing.T) {
		t.Parallel()
		for _, code := range []string{"1010", "1011", "500"} {
			s, c := hummingbirdClient(t)
			first, err := c.Token(t.Context())
			require.NoError(t, err)
			s.Fail(authtest.Fault{Op: "refreshToken", Code: code})
			require.True(t, c.Source().Invalidate(first))
			_, err = c.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, 2, s.Calls("login"), code)
		}
	})
	t.Run("an outage on a refresh is no reason to log in", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t, authhooks.WithRetries(0))
		first, err := c.Token(t.Context())
		require.NoError(t, err)
		s.Fail(authtest.Fault{Op: "refreshToken", Status: http.StatusBadGateway, Body: "<html>", Times: -1})
		require.True(t, c.Source().Invalidate(first))
		_, err = c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrUnavailable)
		assert.Equal(t, 1, s.Calls("login"))
		s.ClearFaults()
		s.Advance(2 * time.Second)
		_, err = c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, s.Calls("login"), "the refresh token was not lost")
	})
	t.Run("a refresh within one second returns the same bytes", func(t *testing.T) {
		t.Parallel()
		clock := authtest.NewFrozenClock(time.Now())
		s := hummingbirdtest.NewServer(t, authtest.WithClock(clock))
		c, err := hummingbird.New(s.URL, s.Credentials(), authhooks.WithClock(s.Now))
		require.NoError(t, err)
		first, err := c.Token(t.Context())
		require.NoError(t, err)
		require.True(t, c.Source().Invalidate(first))
		again, err := c.Token(t.Context())
		require.NoError(t, err)
		require.True(t, again.Access.Equal(first.Access))
		assert.False(t, c.Source().Invalidate(again), "the refusal is believed")
	})
}

func scnetClient(t *testing.T, change func(*scnet.Credentials), opts ...scnettest.Option) (*scnettest.Server, *scnet.Client) {
	t.Helper()
	s := scnettest.NewServer(t, opts...)
	cr := s.Credentials()
	change(&cr)
	c, err := scnet.New(s.URL, cr, authhooks.WithClock(s.Now))
	require.NoError(t, err)
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

func amsuClient(t *testing.T, opts ...amsutest.Option) (*amsutest.Server, *amsu.Client) {
	t.Helper()
	s := amsutest.NewServer(t, opts...)
	c, err := amsu.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
	require.NoError(t, err)
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
		for refresh, want := range map[string]time.Duration{"opaque": 30 * 24 * time.Hour, jwt(`{"exp":%d}`, s.Now().Add(time.Hour).Unix()): time.Hour} {
			s.Fail(authtest.Fault{Op: "createToken", Status: http.StatusOK, Body: `{"access_token":"a","token_type":"bearer","expires_in":86400,"refresh_token":"` + refresh + `"}`})
			fresh, err := amsu.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
			require.NoError(t, err)
			token, err := fresh.Token(t.Context())
			require.NoError(t, err)
			assert.WithinDuration(t, s.Now().Add(want), token.RefreshExpiresAt, 5*time.Second)
		}
	})
}

func zhihuiyaClient(t *testing.T, opts ...zhihuiyatest.Option) (*zhihuiyatest.Server, *zhihuiya.Client) {
	t.Helper()
	s := zhihuiyatest.NewServer(t, opts...)
	c, err := zhihuiya.New(s.Credentials(), authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now))
	require.NoError(t, err)
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
			s := zhihuiyatest.NewServer(t, zhihuiyatest.ErrorStatus(status))
			c, err := zhihuiya.New(zhihuiya.Credentials{ClientID: "b", ClientSecret: authhooks.NewSecret("x")}, authhooks.WithBaseURL(s.URL))
			require.NoError(t, err)
			_, err = c.CreateToken(t.Context())
			require.ErrorIs(t, err, zhihuiya.ErrInvalidClient)
			assert.Equal(t, status, asError(t, err).Status)
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
