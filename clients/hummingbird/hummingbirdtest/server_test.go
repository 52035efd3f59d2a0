package hummingbirdtest_test

import (
	"encoding/json"
	"net/http"
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

var (
	pathLogin   = simtest.Path("hummingbird", "login")
	pathRefresh = strings.TrimSuffix(simtest.Path("hummingbird", "refreshToken"), "{refreshToken}")
)

const (
	pathProducts = "/v1.0/openapi/products"
)

var jsonType = http.Header{"Content-Type": {"application/json"}}

type session struct {
	Code   int64
	T      int64
	Result struct {
		Access  string `json:"access_token"`
		Expire  int64
		Refresh string `json:"refresh_token"`
	}
}

func send(t *testing.T, s *hummingbirdtest.Server, method, path string, header http.Header, body string) authtest.Exchange {
	t.Helper()
	e, err := authtest.Send(t.Context(), method, s.URL+path, header, body)
	require.NoError(t, err)
	return e
}

func credentials(t *testing.T, s *hummingbirdtest.Server) string {
	t.Helper()
	c := s.Credentials()
	body, err := json.Marshal(map[string]string{"username": c.Username, "password": c.Password.Reveal()})
	require.NoError(t, err)
	return string(body)
}

func decode(t *testing.T, e authtest.Exchange) session {
	t.Helper()
	var answer session
	require.NoError(t, json.Unmarshal(e.ResponseBody, &answer))
	return answer
}

func login(t *testing.T, s *hummingbirdtest.Server) session {
	t.Helper()
	answer := decode(t, send(t, s, http.MethodPost, pathLogin, jsonType, credentials(t, s)))
	require.NotEmpty(t, answer.Result.Access)
	return answer
}

func token(value string) http.Header { return http.Header{"X-Token": {value}} }

// alive reports whether a business call accepts the token.
func alive(t *testing.T, s *hummingbirdtest.Server, value string) bool {
	t.Helper()
	return strings.Contains(string(send(t, s, http.MethodGet, pathProducts, token(value), "").ResponseBody), `"success":true`)
}

func TestTokenIsNotValidBeforeItsTime(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	answer := login(t, s).Result
	s.Advance(-time.Hour)
	assert.False(t, alive(t, s, answer.Access))
	assert.EqualValues(t, 500, decode(t, send(t, s, http.MethodPost, pathRefresh+answer.Refresh, nil, "")).Code)
}

func TestRestartKeepsRefreshTokens(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	old := login(t, s).Result
	s.Restart()
	assert.False(t, alive(t, s, old.Access))
	fresh := decode(t, send(t, s, http.MethodPost, pathRefresh+old.Refresh, nil, "")).Result
	assert.True(t, alive(t, s, fresh.Access))
}

// After its first restart the gateway signs with an empty key, so a second restart
// changes nothing. A user that is created again has a key of its own.
func TestOnlyTheFirstRestartEndsTokens(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	refresh := login(t, s).Result.Refresh
	s.Restart()
	second := login(t, s).Result.Access
	for range 3 {
		s.Restart()
		assert.True(t, alive(t, s, second))
	}
	s.RecreateUser()
	assert.False(t, alive(t, s, second), "without a restart")
	third := login(t, s).Result.Access
	s.RecreateUser()
	assert.False(t, alive(t, s, third), "each time")
	fourth := login(t, s).Result.Access
	s.Restart()
	assert.False(t, alive(t, s, fourth), "the new key is forgotten too")
	assert.Zero(t, decode(t, send(t, s, http.MethodPost, pathRefresh+refresh, nil, "")).Code, "refresh tokens live through it all")
}
