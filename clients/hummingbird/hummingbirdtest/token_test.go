package hummingbirdtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

const typeA = "application/json; charset=utf-8"

type claims struct {
	ID       int64
	Username string
	Exp      int64  `json:"exp"`
	Iss      string `json:"iss"`
	Nbf      int64  `json:"nbf"`
}

func TestSessionAnswers(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.UnixMilli(1795304162170))
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"), authtest.WithClock(clock))
	e := send(t, s, http.MethodPost, pathLogin, jsonType, credentials(t, s))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "hummingbird", "login.0.json")), simtest.Shape(t, e.ResponseBody))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "hummingbird", "login.0.observed.json")), simtest.Shape(t, e.ResponseBody))
	first := decode(t, e)
	assert.Equal(t, int64(1795304162170), first.T)
	assert.Equal(t, int64(1795311362), first.Result.Expire)
	var access, refresh claims
	require.True(t, authtest.Claims(first.Result.Access, &access))
	require.True(t, authtest.Claims(first.Result.Refresh, &refresh))
	assert.Equal(t, claims{ID: 1, Username: "admin", Exp: 1795311362, Iss: "hummingbird", Nbf: 1795304162}, access)
	assert.Equal(t, claims{ID: 1, Username: "admin", Exp: 1796513762, Iss: "hummingbird", Nbf: 1795304162}, refresh)
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, typeA, e.ResponseHeader.Get("Content-Type"))
	assert.False(t, strings.HasSuffix(string(e.ResponseBody), "\n"))

	clock.Advance(829 * time.Millisecond)
	e = send(t, s, http.MethodPost, pathRefresh+first.Result.Refresh, nil, "ignored")
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "hummingbird", "refreshToken.0.json")), simtest.Shape(t, e.ResponseBody))
	again := decode(t, e)
	assert.Equal(t, first.Result, again.Result, "the same second, the same bytes")
	clock.Advance(time.Millisecond)
	next := login(t, s)
	assert.NotEqual(t, first.Result.Access, next.Result.Access)
	assert.NotEqual(t, first.Result.Refresh, next.Result.Refresh)
	assert.True(t, alive(t, s, first.Result.Access), "the old one works on")
	assert.Zero(t, decode(t, send(t, s, http.MethodPost, pathRefresh+first.Result.Refresh, nil, "")).Code)
}

func TestCorrelationID(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for _, path := range []string{pathLogin, pathRefresh + "x", pathProducts, "/nowhere"} {
		e := send(t, s, http.MethodPost, path, nil, "")
		assert.Regexp(t, `^[0-9a-f-]{36}$`, e.ResponseHeader.Get("X-Correlation-Id"), path)
		e = send(t, s, http.MethodPost, path, http.Header{"X-Correlation-Id": {"mine"}}, "")
		assert.Equal(t, "mine", e.ResponseHeader.Get("X-Correlation-Id"), path)
	}
}

func TestLoginsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	body, password := credentials(t, s), s.Credentials().Password.Reveal()
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	fields := "username=admin&password=" + url.QueryEscape(password)
	for name, r := range map[string]struct {
		query  string
		header http.Header
		body   string
		want   string
	}{
		"wrong password":     {"", jsonType, strings.Replace(body, "+", "-", 1), "login.20101.json"},
		"unknown user":       {"", jsonType, strings.Replace(body, "admin", "root", 1), "login.20101.json"},
		"malformed":          {"", jsonType, `{"username":`, "login.1104.json"},
		"empty":              {"", jsonType, "", "login.1104.json"},
		"empty, no type":     {"", nil, "", "login.1104.json"},
		"a field missing":    {"", jsonType, `{"username":"admin"}`, "login.1104.json"},
		"a field empty":      {"", jsonType, `{"username":"admin","password":""}`, "login.1104.json"},
		"a number":           {"", jsonType, `{"username":"admin","password":123456}`, "login.1104.json"},
		"JSON as a form":     {"", form, body, "login.1104.json"},
		"JSON without type":  {"", nil, body, "login.1104.json"},
		"form, small names":  {"", form, fields, "login.1104.json"},
		"JSON in capitals":   {"", http.Header{"Content-Type": {"Application/JSON"}}, body, "login.1104.json"},
		"JSON, a capital":    {"", http.Header{"Content-Type": {"application/Json; charset=utf-8"}}, body, "login.1104.json"},
		"JSON of a kind":     {"", http.Header{"Content-Type": {"application/problem+json"}}, body, "login.1104.json"},
		"text/json":          {"", http.Header{"Content-Type": {"text/json"}}, body, "login.1104.json"},
		"a form that breaks": {"", form, "Username=admin&Password=%zz", "login.1104.json"},
		"in the query":       {"?" + fields, jsonType, "{}", "login.1104.json"},
		"in the query, form": {"?Username=admin&Password=" + url.QueryEscape(password), form, "", "login.1104.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := send(t, s, http.MethodPost, pathLogin+r.query, r.header, r.body)
			assertA(t, r.want, e)
		})
	}
}

func TestLoginsThatAreAccepted(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for _, media := range []string{"application/json; charset=utf-8", "application/json;", "application/json; charset", "application/json ;x=1"} {
		e := send(t, s, http.MethodPost, pathLogin, http.Header{"Content-Type": {media}}, credentials(t, s))
		assert.Zero(t, decode(t, e).Code, media)
	}
	e := send(t, s, http.MethodPost, pathLogin, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		"Username=admin&Password="+url.QueryEscape(s.Credentials().Password.Reveal()))
	assert.NotEmpty(t, decode(t, e).Result.Access, "a form by the names of the Go fields, as seen")
}

func TestRefreshesThatAreRefused(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	answer := login(t, s).Result
	foreign := authtest.NewSigner()
	now := s.Now().Unix()
	for name, r := range map[string]struct{ token, want string }{
		"tampered":              {answer.Refresh[:len(answer.Refresh)-4] + "AAAA", "refreshToken.1011.json"},
		"an access token":       {answer.Access, "refreshToken.1011.json"},
		"foreign":               {foreign.Sign(claims{Exp: now + 60, Nbf: now}, 0), "refreshToken.1011.json"},
		"foreign, no exp":       {foreign.Sign(map[string]any{"Username": "admin"}, 0), "refreshToken.1011.json"},
		"foreign, exp 0":        {foreign.Sign(claims{Nbf: now}, 0), "refreshToken.1011.json"},
		"foreign, empty":        {foreign.Sign(map[string]any{}, 0), "refreshToken.1011.json"},
		"a dot":                 {".", "refreshToken.500.json"},
		"two dots":              {"..", "refreshToken.500.json"},
		"three dots":            {"...", "refreshToken.500.json"},
		"an escaped dot":        {"%2E", "refreshToken.500.json"},
		"garbage":               {"garbage", "refreshToken.500.json"},
		"malformed":             {"a.b.c", "refreshToken.500.json"},
		"not yet valid":         {foreign.Sign(claims{Exp: now + 3600, Nbf: now + 1800}, 0), "refreshToken.500.json"},
		"empty":                 {"", "login.1108.json"},
		"with an escaped slash": {"a%2Fb", "login.1108.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertA(t, r.want, send(t, s, http.MethodPost, pathRefresh+r.token, nil, ""))
		})
	}
}

func TestRefreshTokenExpires(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	refresh := login(t, s).Result.Refresh
	s.Advance(hummingbirdtest.RefreshLifetime - time.Minute)
	assert.Zero(t, decode(t, send(t, s, http.MethodPost, pathRefresh+refresh, nil, "")).Code)
	s.Advance(time.Minute)
	assertA(t, "refreshToken.1010.json", send(t, s, http.MethodPost, pathRefresh+refresh, nil, ""))
}

func TestARevokedRefreshTokenIsInvalid(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	refresh := login(t, s).Result.Refresh
	s.RevokeAll()
	assertA(t, "refreshToken.1011.json", send(t, s, http.MethodPost, pathRefresh+refresh, nil, ""))
}

func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for _, c := range [][2]string{
		{http.MethodGet, pathLogin},
		{http.MethodPost, "/v1.0/openapi/token"},
		{http.MethodPost, pathRefresh},
		{http.MethodGet, "/v1.0/openapi/createProduct"},
	} {
		assertA(t, "login.1108.json", send(t, s, c[0], c[1], jsonType, ""))
	}
	assert.Zero(t, s.Calls(""))
}

func TestTrailingSlashIsRedirected(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for _, path := range []string{pathLogin, pathRefresh + "abc"} {
		e := send(t, s, http.MethodPost, path+"/", jsonType, credentials(t, s))
		assert.Equal(t, http.StatusTemporaryRedirect, e.Status)
		assert.Equal(t, path, e.ResponseHeader.Get("Location"))
		assert.Empty(t, e.ResponseBody)
		assert.Empty(t, e.ResponseHeader.Get("X-Correlation-Id"))
	}
	assert.Zero(t, s.Calls("login"))
}

func TestATrailingSlashOfAGet(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for path, location := range map[string]string{
		pathProducts + "/":              pathProducts,
		pathProducts + "/?page=2&x=%22": pathProducts + "?page=2&x=%22",
		"/v1.0/openapi/product/nope/":   "/v1.0/openapi/product/nope",
	} {
		e := send(t, s, http.MethodGet, path, nil, "")
		assert.Equal(t, http.StatusMovedPermanently, e.Status)
		assert.Equal(t, location, e.ResponseHeader.Get("Location"))
		assert.Equal(t, "text/html; charset=utf-8", e.ResponseHeader.Get("Content-Type"))
		assert.Equal(t, `<a href="`+strings.ReplaceAll(location, "&", "&amp;")+`">Moved Permanently</a>.`+"\n\n", string(e.ResponseBody))
		assert.Empty(t, e.ResponseHeader.Get("X-Correlation-Id"))
	}
	for _, path := range []string{pathProducts + "//", pathLogin + "/"} {
		assertA(t, "login.1108.json", send(t, s, http.MethodGet, path, nil, ""))
	}
}

// assertA compares a failure with an observed failure. t depends on the time of the call.
func assertA(t *testing.T, want string, e authtest.Exchange) {
	t.Helper()
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, typeA, e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, string(withoutTime(simtest.Sample(t, "hummingbird", want))), string(withoutTime(e.ResponseBody)))
}

func withoutTime(body []byte) []byte {
	text := strings.TrimSpace(string(body))
	i := strings.LastIndex(text, `"t":`)
	if i < 0 {
		return body
	}
	return []byte(text[:i])
}
