package hitem3dtest_test

import (
	"encoding/base64"
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
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

const (
	pathToken   = "/open-api/v1/auth/token"
	pathBalance = "/open-api/v1/balance"
)

func send(t *testing.T, s *hitem3dtest.Server, method, path string, header http.Header, body string) authtest.Exchange {
	t.Helper()
	e, err := authtest.Send(t.Context(), method, s.URL+path, header, body)
	require.NoError(t, err)
	return e
}

func basic(text string) http.Header {
	return http.Header{
		"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(text))},
		"Content-Type":  {"application/json"},
	}
}

func good(s *hitem3dtest.Server) http.Header {
	c := s.Credentials()
	return basic(c.ClientID + ":" + c.ClientSecret.Reveal())
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// login returns a new token.
func login(t *testing.T, s *hitem3dtest.Server) string {
	t.Helper()
	var answer struct{ Data struct{ AccessToken string } }
	require.NoError(t, json.Unmarshal(send(t, s, http.MethodPost, pathToken, good(s), "").ResponseBody, &answer))
	require.NotEmpty(t, answer.Data.AccessToken)
	return answer.Data.AccessToken
}

func TestCredentialsAreInvented(t *testing.T) {
	t.Parallel()
	a, b := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d")).Credentials(), hitem3dtest.NewServer(t, contract.Check(t, "hitem3d")).Credentials()
	assert.NotEqual(t, a.ClientID, b.ClientID)
	assert.False(t, a.ClientSecret.Equal(b.ClientSecret))
	assert.NotContains(t, a.ClientID, ":")
	assert.Contains(t, a.ClientSecret.Reveal(), "+")
	assert.Contains(t, a.ClientSecret.Reveal(), "/")
}

func TestTokenEndsByClockAndByRevocation(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	alive := func(token string) bool {
		return strings.Contains(string(send(t, s, http.MethodGet, pathBalance, bearer(token), "").ResponseBody), `"code":200`)
	}
	first, second := login(t, s), login(t, s)
	assert.True(t, alive(first))
	assert.True(t, alive(second))
	s.Revoke(authhooks.Token{Access: authhooks.NewSecret(first)})
	assert.False(t, alive(first))
	assert.True(t, alive(second))
	s.Advance(hitem3dtest.Lifetime - time.Minute)
	assert.True(t, alive(second))
	s.Advance(time.Minute)
	assert.False(t, alive(second))
	third := login(t, s)
	assert.True(t, alive(third))
	s.RevokeAll()
	assert.False(t, alive(third))
	assert.Equal(t, 3, s.Calls("createToken"))
	assert.Equal(t, 8, s.Calls(authtest.OpBusiness))
}

func TestSharedOptions(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.UnixMilli(1623456789000))
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"), authtest.WithClock(clock), authtest.WithLifetime(time.Minute), authtest.NewKillsOld())
	old := login(t, s)
	assert.Contains(t, string(s.RawExchanges()[0].ResponseBody), `"nonce":"1623456789000hitem3d"`)
	fresh := login(t, s)
	assert.JSONEq(t, `{"code":401,"data":{},"msg":"Unauthorized"}`, string(send(t, s, http.MethodGet, pathBalance, bearer(old), "").ResponseBody))
	assert.Contains(t, string(send(t, s, http.MethodGet, pathBalance, bearer(fresh), "").ResponseBody), `"code":200`)
	clock.Advance(time.Minute)
	assert.Contains(t, string(send(t, s, http.MethodGet, pathBalance, bearer(fresh), "").ResponseBody), `"code":401`)
}

func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			e, err := authtest.Send(t.Context(), http.MethodPost, s.URL+pathToken, good(s), "")
			if assert.NoError(t, err) {
				assert.Contains(t, string(e.ResponseBody), `"code":200`)
			}
		})
	}
	group.Wait()
	assert.Equal(t, 50, s.Calls("createToken"))
}

func TestRecordHasNoSecret(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	token := login(t, s)
	send(t, s, http.MethodPost, pathBalance, bearer(token), "my secret is "+s.Credentials().ClientSecret.Reveal())
	for _, e := range s.Exchanges() {
		assert.NotContains(t, e.String(), token)
		assert.NotContains(t, e.String(), s.Credentials().ClientSecret.Reveal())
		assert.NotContains(t, e.String(), good(s).Get("Authorization"))
	}
	assert.Contains(t, s.RawExchanges()[1].String(), token)
}
