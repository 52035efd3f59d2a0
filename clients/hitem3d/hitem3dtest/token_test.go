package hitem3dtest_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestTokenAnswer(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.UnixMilli(1623456789000))
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"), authtest.WithClock(clock))
	e := send(t, s, http.MethodPost, pathToken, good(s), "")
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "hitem3d", "createToken.200.json")), simtest.Shape(t, e.ResponseBody))
	assert.Regexp(t, `^\{"code":200,"message":"success","data":\{"accessToken":"[\w*=-]{40,}","tokenType":"Bearer","nonce":"1623456789000hitem3d"\}\}$`,
		string(e.ResponseBody))
	first, second := login(t, s), login(t, s)
	assert.NotEqual(t, first, second)
	assert.NotEqual(t, s.Credentials().ClientID, hitem3dtest.NewServer(t).Credentials().ClientID)
}

func TestTokenRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	c := s.Credentials()
	id, secret := c.ClientID, c.ClientSecret.Reveal()
	form := "client_id=" + url.QueryEscape(id) + "&client_secret=" + url.QueryEscape(secret)
	const credentials, system = "createToken.40010000.json", "createToken.10000000.json"
	for name, r := range map[string]struct {
		path   string
		header http.Header
		body   string
		want   string
	}{
		"wrong secret":       {pathToken, basic(id + ":" + secret + "x"), "", credentials},
		"wrong id":           {pathToken, basic("x" + id + ":" + secret), "", credentials},
		"swapped":            {pathToken, basic(secret + ":" + id), "", credentials},
		"urlencoded Basic":   {pathToken, basic(url.QueryEscape(id) + ":" + url.QueryEscape(secret)), "", credentials},
		"no credentials":     {pathToken, http.Header{"Content-Type": {"application/json"}}, "", credentials},
		"credentials raw":    {pathToken, http.Header{"Content-Type": {"application/json"}, "Authorization": {"Basic " + id + ":" + secret}}, "", credentials},
		"as a bearer":        {pathToken, http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + secret}}, "", credentials},
		"in the query":       {pathToken + "?" + form, http.Header{"Content-Type": {"application/json"}}, "", credentials},
		"in a JSON body":     {pathToken, http.Header{"Content-Type": {"application/json"}}, `{"client_id":"x"}`, credentials},
		"as a form":          {pathToken, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form, system},
		"no content type":    {pathToken, http.Header{"Authorization": good(s)["Authorization"]}, "", system},
		"a body, not JSON":   {pathToken, good(s), "grant_type=client_credentials", system},
		"wrong content type": {pathToken, http.Header{"Authorization": good(s)["Authorization"], "Content-Type": {"text/plain"}}, "", system},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := send(t, s, http.MethodPost, r.path, r.header, r.body)
			assert.Equal(t, http.StatusOK, e.Status)
			assert.JSONEq(t, string(simtest.Sample(t, "hitem3d", r.want)), string(e.ResponseBody))
			assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "hitem3d", r.want)), simtest.Shape(t, e.ResponseBody))
		})
	}
}

func TestTokenRequestsThatAreAccepted(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	charset := good(s)
	charset.Set("Content-Type", "application/json; charset=utf-8")
	for name, r := range map[string]struct {
		header http.Header
		body   string
	}{
		"empty body":   {good(s), ""},
		"empty object": {good(s), "{}"}, // some clients send it
		"charset":      {charset, ""},
	} {
		e := send(t, s, http.MethodPost, pathToken, r.header, r.body)
		assert.Contains(t, string(e.ResponseBody), `"code":200`, name)
	}
}
