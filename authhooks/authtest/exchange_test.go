package authtest_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestRawExchangesHoldWhatWasSent(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	token := v.token(t)
	sent := v.call(t, http.MethodPost, "/me?a=b%20c&a=d", "Bearer "+token, "the body\x00")
	require.Equal(t, http.StatusOK, sent.Status)

	list := v.RawExchanges()
	require.Len(t, list, 2)
	assert.Equal(t, "login", list[0].Op)
	assert.Equal(t, basic(v.secret), list[0].RequestHeader.Get("Authorization"))
	assert.Contains(t, string(list[0].ResponseBody), token)

	e := list[1]
	assert.Equal(t, authtest.OpBusiness, e.Op)
	assert.Equal(t, http.MethodPost, e.Method)
	assert.Equal(t, strings.TrimPrefix(v.URL, "http://"), e.Host)
	assert.Equal(t, "/me", e.Path)
	assert.Equal(t, "a=b%20c&a=d", e.RawQuery)
	assert.Equal(t, "the body\x00", string(e.RequestBody))
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, sent.ResponseBody, e.ResponseBody)
	assert.False(t, e.Lost)

	e.RequestBody[0], e.RequestHeader["Authorization"][0] = 'X', "X"
	assert.Equal(t, "the body\x00", string(v.RawExchanges()[1].RequestBody), "a copy")
}

func TestExchangesHoldNoSecret(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	token := v.token(t)
	foreign := authtest.NewSigner().Sign(claims{Z: "somebody else's"}, 0)
	quoted := fmt.Sprintf("%q", v.secret)
	for _, place := range []struct{ path, body string }{
		{"/" + url.PathEscape(v.secret), ""},
		{"/" + token + "/x", ""},
		{"/refresh/" + foreign, ""},
		{"/x?client_secret=" + url.QueryEscape(v.secret), ""},
		{"/x?key=" + url.QueryEscape(token) + "&x-token=another", ""},
		{"/x", "client_id=me&client_secret=" + url.QueryEscape(v.secret)},
		{"/x", `{"password":` + quoted + `,"t":"` + foreign + `"}`},
		{"/x", `{"password":` + strings.ReplaceAll(quoted, "&", `\u0026`) + `}`},
		{"/x", base64.StdEncoding.EncodeToString([]byte(v.secret))},
		{"/x", "password=another&refresh_token=another"},
		{"/x", `{"password" : "anoth\"er", "access_token":"another"}`},
	} {
		v.call(t, http.MethodPost, place.path, basic(v.secret), place.body)
	}
	header := http.Header{"User": {"me"}, "X-Trace": {"with " + token}}
	for _, name := range []string{"token", "x-token", "password", "Authorization", "Cookie"} {
		header.Set(name, "another")
	}
	_, err := authtest.Send(t.Context(), http.MethodGet, v.URL+"/me", header, "")
	require.NoError(t, err)

	raw := transcripts(v.RawExchanges())
	assert.Contains(t, raw, token)
	assert.Contains(t, raw, "another")
	safe := transcripts(v.Exchanges())
	for _, secret := range []string{
		v.secret, url.QueryEscape(v.secret), url.PathEscape(v.secret), token, foreign, "another", "anoth",
		base64.StdEncoding.EncodeToString([]byte(v.secret)), strings.TrimPrefix(basic(v.secret), "Basic "),
		strings.ReplaceAll(v.secret, "&", `\u0026`),
	} {
		assert.NotContains(t, safe, secret)
	}
	assert.Contains(t, safe, "User: me", "who it was is no secret")
	assert.Contains(t, safe, "client_id=me")
	assert.Contains(t, safe, `"password":"[redacted]"`)
	assert.Contains(t, safe, "X-Trace: with [redacted]")
	assert.Contains(t, safe, `"expires_in":3600`)
	assert.Equal(t, raw, transcripts(v.RawExchanges()), "striking out changed copies")
}

func transcripts(list []authtest.Exchange) string {
	var b strings.Builder
	for _, e := range list {
		b.WriteString(e.String())
	}
	return b.String()
}
