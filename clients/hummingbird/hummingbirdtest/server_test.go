package hummingbirdtest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

const (
	pathLogin    = "/v1.0/openapi/auth/login"
	pathRefresh  = "/v1.0/openapi/token/"
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

func TestAccessTokenEnds(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	first := login(t, s).Result.Access
	assert.True(t, alive(t, s, first))
	s.Revoke(authhooks.Token{Access: authhooks.NewSecret(first)})
	assert.False(t, alive(t, s, first))
	second := login(t, s).Result.Access
	assert.NotEqual(t, first, second, "not even within one second")
	assert.True(t, alive(t, s, second))
	s.Advance(hummingbirdtest.Lifetime - time.Minute)
	assert.True(t, alive(t, s, second))
	s.Advance(time.Minute)
	assert.False(t, alive(t, s, second))
	third := login(t, s)
	s.RevokeAll()
	assert.False(t, alive(t, s, third.Result.Access))
	e := send(t, s, http.MethodPost, pathRefresh+third.Result.Refresh, nil, "")
	assert.EqualValues(t, 1011, decode(t, e).Code)
	assert.Equal(t, 3, s.Calls("login"))
	assert.Equal(t, 1, s.Calls("refreshToken"))
	assert.Equal(t, 6, s.Calls(authtest.OpBusiness))
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

func TestRefreshRotates(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"), authtest.RefreshRotates())
	old := login(t, s).Result
	fresh := decode(t, send(t, s, http.MethodPost, pathRefresh+old.Refresh, nil, "")).Result
	assert.NotEqual(t, old.Refresh, fresh.Refresh)
	assert.EqualValues(t, 1011, decode(t, send(t, s, http.MethodPost, pathRefresh+old.Refresh, nil, "")).Code)
	assert.Zero(t, decode(t, send(t, s, http.MethodPost, pathRefresh+fresh.Refresh, nil, "")).Code)
}

func TestNewKillsOld(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"), authtest.NewKillsOld(), authtest.WithLifetime(time.Minute))
	old, fresh := login(t, s).Result, login(t, s)
	assert.False(t, alive(t, s, old.Access))
	assert.True(t, alive(t, s, fresh.Result.Access))
	assert.Equal(t, fresh.T/1000+60, fresh.Result.Expire)
}

func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	body := credentials(t, s)
	refresh := login(t, s).Result.Refresh
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for _, path := range []string{pathLogin, pathRefresh + refresh} {
				e, err := authtest.Send(t.Context(), http.MethodPost, s.URL+path, jsonType, body)
				if assert.NoError(t, err) {
					assert.Contains(t, string(e.ResponseBody), `{"code":0,`)
				}
			}
		})
	}
	group.Wait()
	assert.Equal(t, 101, s.Calls(""))
}

func TestRecordHasNoSecret(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	answer := login(t, s).Result
	alive(t, s, answer.Access)
	send(t, s, http.MethodGet, pathProducts+"?x-token="+answer.Access, nil, "")
	send(t, s, http.MethodPost, pathRefresh+answer.Refresh, nil, "")
	send(t, s, http.MethodPost, pathLogin, jsonType, `{"username":"admin","password":"a guess"}`)
	for _, e := range s.Exchanges() {
		text := e.String()
		for _, secret := range []string{answer.Access, answer.Refresh, s.Credentials().Password.Reveal(), "a guess", "eyJ"} {
			assert.NotContains(t, text, secret)
		}
	}
	assert.Contains(t, s.RawExchanges()[3].Path, answer.Refresh)
}
