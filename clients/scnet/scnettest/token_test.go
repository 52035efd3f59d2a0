package scnettest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestAnswersAreOfTheShapeOfTheSamples(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.UnixMilli(1795304162170))
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), authtest.WithClock(clock), scnettest.DisabledCluster("11126", "disabled region"))
	e := send(t, s, http.MethodPost, pathTokens, user(s))
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "scnet", "createTokens.0.json")), simtest.Shape(t, e.ResponseBody))

	list := login(t, s)
	c := s.Credentials()
	require.Len(t, list, 3)
	assert.Equal(t, [2]string{"0", "ac"}, [2]string{list[0].ClusterID, list[0].ClusterName})
	assert.Equal(t, c.ClusterID, list[1].ClusterID)
	assert.Equal(t, [2]string{"11126", "disabled region"}, [2]string{list[2].ClusterID, list[2].ClusterName})
	assert.Nil(t, list[2].Token)

	var claims, page map[string]any
	require.True(t, authtest.Claims(*list[1].Token, &claims))
	assert.Equal(t, map[string]any{
		"computeUser": c.User, "accountStatus": "Trial", "creator": "ac", "role": "1", "expireTime": "1795390562170",
		"clusterId": c.ClusterID, "invoker": c.OrgID, "user": c.User, "userId": "11655048541",
	}, claims)
	_, text, _ := strings.Cut(string(simtest.Sample(t, "scnet", "createTokens.0.json")), `"token":"`)
	text, _, _ = strings.Cut(text, `"`)
	require.True(t, authtest.Claims(text, &page))
	for name := range page {
		assert.IsType(t, page[name], claims[name], name)
	}
	assert.NotContains(t, claims, "exp")

	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "scnet", "renewToken.0.json")), simtest.Shape(t, send(t, s, http.MethodPost, pathNext, token(*list[1].Token)).ResponseBody))
	e = send(t, s, http.MethodGet, pathState, token(*list[1].Token))
	assert.Equal(t, strings.TrimSpace(string(simtest.Sample(t, "scnet", "checkToken.0.json"))), string(e.ResponseBody))
}

func TestRenewalStaysInItsRegion(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	for _, c := range login(t, s) {
		fresh, result := renew(t, s, *c.Token)
		require.Equal(t, "0", result)
		var claims struct{ ClusterID string }
		require.True(t, authtest.Claims(fresh, &claims))
		assert.Equal(t, c.ClusterID, claims.ClusterID)
	}
}

func without(header http.Header, name string) http.Header {
	clone := header.Clone()
	clone.Del(name)
	return clone
}

func with(header http.Header, name string, values ...string) http.Header {
	clone := header.Clone()
	clone[name] = values
	return clone
}

func TestRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	good, seed := user(s), s.Credentials().Token.Reveal()
	const missing, invalid, denied = "10003", "10004", "10008"
	for name, r := range map[string]struct {
		method, path string
		header       http.Header
		want         string
	}{
		"login, no user":           {http.MethodPost, pathTokens, without(good, "User"), missing},
		"login, no password":       {http.MethodPost, pathTokens, without(good, "Password"), missing},
		"login, no organisation":   {http.MethodPost, pathTokens, without(good, "Orgid"), missing},
		"login, empty password":    {http.MethodPost, pathTokens, with(good, "Password", ""), missing},
		"login, wrong password":    {http.MethodPost, pathTokens, with(good, "Password", "wrong"), invalid},
		"login, wrong user":        {http.MethodPost, pathTokens, with(good, "User", "wrong"), invalid},
		"login, wrong org":         {http.MethodPost, pathTokens, with(good, "Orgid", "wrong"), invalid},
		"login, in the query":      {http.MethodPost, pathTokens + "?user=u&password=p&orgId=o", http.Header{"Content-Type": good["Content-Type"]}, missing},
		"login, no content type":   {http.MethodPost, pathTokens, without(good, "Content-Type"), invalid},
		"login, form":              {http.MethodPost, pathTokens, with(good, "Content-Type", "application/x-www-form-urlencoded"), invalid},
		"renewal, no token":        {http.MethodPost, pathNext, without(token(""), "Token"), missing},
		"renewal, empty token":     {http.MethodPost, pathNext, token(""), missing},
		"renewal, two tokens":      {http.MethodPost, pathNext, with(token(""), "Token", seed, seed), missing},
		"renewal, garbage":         {http.MethodPost, pathNext, token("garbage"), invalid},
		"renewal, tampered":        {http.MethodPost, pathNext, token(seed + "x"), invalid},
		"renewal, as a bearer":     {http.MethodPost, pathNext, with(without(token(""), "Token"), "Authorization", "Bearer "+seed), missing},
		"renewal, in the query":    {http.MethodPost, pathNext + "?token=" + seed, without(token(""), "Token"), missing},
		"renewal, no content type": {http.MethodPost, pathNext, without(token(seed), "Content-Type"), invalid},
		"state, no token":          {http.MethodGet, pathState, nil, missing},
		"state, garbage":           {http.MethodGet, pathState, token("garbage"), denied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := send(t, s, r.method, r.path, r.header)
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Contains(t, string(e.ResponseBody), `"code":"`+r.want+`"`)
			if strings.HasPrefix(name, "renewal") {
				assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "scnet", "renewToken.10008.json")), simtest.Shape(t, e.ResponseBody))
			}
		})
	}
}

func TestBodyMustBeJSON(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	for body, want := range map[string]string{"{}": `"code":"0"`, "a=b": `"code":"10004"`} {
		e, err := authtest.Send(t.Context(), http.MethodPost, s.URL+pathTokens, user(s), body)
		require.NoError(t, err)
		assert.Contains(t, string(e.ResponseBody), want)
	}
}
