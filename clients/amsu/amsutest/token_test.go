package amsutest_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestTokenAnswers(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.Unix(1648100861, 5e8))
	s := amsutest.NewServer(t, contract.Check(t, "amsu"), authtest.WithClock(clock))
	e := send(t, s, http.MethodPost, pathToken, formType, credentials(s))
	assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "amsu", "createToken.200.json")), simtest.Shape(t, e.ResponseBody))
	first := decode(t, e)
	assert.EqualValues(t, 86400, first.Expires)
	assert.Contains(t, string(e.ResponseBody), `"token_type":"bearer"`)

	var access, renewal struct {
		Sub string
		Exp int64
	}
	require.True(t, authtest.Claims(first.Access, &access))
	require.True(t, authtest.Claims(first.Refresh, &renewal))
	assert.EqualValues(t, 1648187261, access.Exp)
	assert.EqualValues(t, 1648100861+30*86400, renewal.Exp)
	assert.Regexp(t, `^app_key:[0-9a-f]{20}$`, access.Sub)
	assert.Equal(t, "refresh:"+access.Sub, renewal.Sub)
	assert.NotContains(t, access.Sub, s.Credentials().ClientID)

	for _, r := range [][2]string{{http.MethodPut, pathToken}, {http.MethodPost, pathRefresh}} {
		e = send(t, s, r[0], r[1], formType, "refresh_token="+first.Refresh)
		assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "amsu", "createToken.200.json")), simtest.Shape(t, e.ResponseBody))
		assert.Equal(t, first, decode(t, e), "the claims know only the second")
	}
	assert.Equal(t, 1, s.Calls("refreshToken"))
	assert.Equal(t, 1, s.Calls("refreshTokenByPost"))
}

func TestRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	good, c, answer := credentials(s), s.Credentials(), login(t, s)
	basic := formType.Clone()
	basic.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.ClientID+":"+c.ClientSecret.Reveal())))
	jsonType := http.Header{"Content-Type": {"application/json"}}
	const login, token = "createToken.COMMON.AUTHENTICATION_FAILED.json", "business.COMMON.INVALID_CREDENTIALS.json"
	for name, r := range map[string]struct {
		method, path string
		header       http.Header
		body, want   string
	}{
		"wrong secret":         {http.MethodPost, pathToken, formType, good + "x", login},
		"wrong id":             {http.MethodPost, pathToken, formType, strings.Replace(good, "client_id=", "client_id=x", 1), login},
		"secret not escaped":   {http.MethodPost, pathToken, formType, "client_id=" + c.ClientID + "&client_secret=" + c.ClientSecret.Reveal(), login},
		"secret escaped twice": {http.MethodPost, pathToken, formType, "client_id=" + c.ClientID + "&client_secret=" + url.QueryEscape(url.QueryEscape(c.ClientSecret.Reveal())), login},
		"no secret":            {http.MethodPost, pathToken, formType, "client_id=" + c.ClientID, login},
		"no id":                {http.MethodPost, pathToken, formType, "client_secret=" + url.QueryEscape(c.ClientSecret.Reveal()), login},
		"empty":                {http.MethodPost, pathToken, formType, "", login},
		"Basic":                {http.MethodPost, pathToken, basic, "grant_type=client_credentials", login},
		"in the query":         {http.MethodPost, pathToken + "?" + good, formType, "", login},
		"half in the query":    {http.MethodPost, pathToken + "?client_id=" + c.ClientID, formType, "client_secret=" + url.QueryEscape(c.ClientSecret.Reveal()), login},
		"no content type":      {http.MethodPost, pathToken, nil, good, login},
		"as JSON":              {http.MethodPost, pathToken, jsonType, `{"client_id":"a","client_secret":"b"}`, login},
		"a broken form":        {http.MethodPost, pathToken, formType, "client_id=%zz", login},
		"refresh: access":      {http.MethodPut, pathToken, formType, "refresh_token=" + answer.Access, token},
		"refresh: garbage":     {http.MethodPut, pathToken, formType, "refresh_token=garbage", token},
		"refresh: empty":       {http.MethodPut, pathToken, formType, "refresh_token=", token},
		"refresh: none":        {http.MethodPut, pathToken, formType, "", token},
		"refresh: query":       {http.MethodPut, pathToken + "?refresh_token=" + answer.Refresh, formType, "", token},
		"refresh: header":      {http.MethodPut, pathToken, bearer(answer.Refresh), "", token},
		"refresh: no type":     {http.MethodPut, pathToken, nil, "refresh_token=" + answer.Refresh, token},
		"by POST: garbage":     {http.MethodPost, pathRefresh, formType, "refresh_token=garbage", token},
		"by POST: query":       {http.MethodPost, pathRefresh + "?refresh_token=" + answer.Refresh, formType, "", token},
		"by POST to the token": {http.MethodPost, pathToken, formType, "refresh_token=" + answer.Refresh, login},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := send(t, s, r.method, r.path, r.header, r.body)
			assert.Equal(t, http.StatusUnauthorized, e.Status)
			assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
			assert.JSONEq(t, string(simtest.Sample(t, "amsu", r.want)), string(e.ResponseBody))
			assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "amsu", r.want)), simtest.Shape(t, e.ResponseBody))
		})
	}
}

func TestFormWithCharsetIsAccepted(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	decode(t, send(t, s, http.MethodPost, pathToken, http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}}, credentials(s)))
}
