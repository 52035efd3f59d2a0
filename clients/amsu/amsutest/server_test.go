package amsutest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

const (
	pathToken   = "/amsu-analysis/v2/token"
	pathRefresh = "/amsu-analysis/v2/token/refreshment"
	pathTimes   = "/amsu-analysis/v2/available-times"
)

var formType = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}

type tokens struct {
	Access  string `json:"access_token"`
	Expires int64  `json:"expires_in"`
	Refresh string `json:"refresh_token"`
}

func send(t *testing.T, s *amsutest.Server, method, path string, header http.Header, body string) authtest.Exchange {
	t.Helper()
	e, err := authtest.Send(t.Context(), method, s.URL+path, header, body)
	require.NoError(t, err)
	return e
}

func credentials(s *amsutest.Server) string {
	c := s.Credentials()
	return url.Values{"client_id": {c.ClientID}, "client_secret": {c.ClientSecret.Reveal()}}.Encode()
}

func decode(t *testing.T, e authtest.Exchange) tokens {
	t.Helper()
	require.Equal(t, http.StatusOK, e.Status, "%s", e.ResponseBody)
	var answer tokens
	require.NoError(t, json.Unmarshal(e.ResponseBody, &answer))
	require.NotEmpty(t, answer.Access)
	return answer
}

func login(t *testing.T, s *amsutest.Server) tokens {
	t.Helper()
	return decode(t, send(t, s, http.MethodPost, pathToken, formType, credentials(s)))
}

func refresh(t *testing.T, s *amsutest.Server, token string) authtest.Exchange {
	t.Helper()
	return send(t, s, http.MethodPut, pathToken, formType, "refresh_token="+token)
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

func alive(t *testing.T, s *amsutest.Server, token string) bool {
	t.Helper()
	return send(t, s, http.MethodGet, pathTimes, bearer(token), "").Status == http.StatusOK
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	first := login(t, s)
	assert.True(t, alive(t, s, first.Access))
	s.Revoke(authhooks.Token{Access: authhooks.NewSecret(first.Access)})
	assert.False(t, alive(t, s, first.Access))
	second := decode(t, refresh(t, s, first.Refresh))
	assert.NotEqual(t, first.Access, second.Access, "not even within one second")
	assert.True(t, alive(t, s, second.Access))
	s.Advance(amsutest.Lifetime)
	assert.False(t, alive(t, s, second.Access))
	s.Advance(amsutest.RefreshLifetime - amsutest.Lifetime - time.Minute)
	third := decode(t, refresh(t, s, first.Refresh))
	s.Advance(time.Minute)
	assert.Equal(t, http.StatusUnauthorized, refresh(t, s, first.Refresh).Status)
	s.RevokeAll()
	assert.False(t, alive(t, s, third.Access))
	assert.Equal(t, http.StatusUnauthorized, refresh(t, s, third.Refresh).Status)
	assert.Equal(t, 1, s.Calls("createToken"))
	assert.Equal(t, 4, s.Calls("refreshToken"))
	assert.Equal(t, 5, s.Calls(authtest.OpBusiness))
}

func TestSharedOptions(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"), authtest.NewKillsOld(), authtest.RefreshRotates(), authtest.WithLifetime(time.Minute))
	first := login(t, s)
	assert.EqualValues(t, 60, first.Expires)
	second := decode(t, refresh(t, s, first.Refresh))
	assert.False(t, alive(t, s, first.Access))
	assert.True(t, alive(t, s, second.Access))
	assert.Equal(t, http.StatusUnauthorized, refresh(t, s, first.Refresh).Status)
	s.Advance(time.Minute)
	assert.False(t, alive(t, s, second.Access))
}

func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	token := login(t, s).Refresh
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for method, body := range map[string]string{http.MethodPost: credentials(s), http.MethodPut: "refresh_token=" + token} {
				e, err := authtest.Send(t.Context(), method, s.URL+pathToken, formType, body)
				if assert.NoError(t, err) {
					assert.Equal(t, http.StatusOK, e.Status)
				}
			}
		})
	}
	group.Wait()
	assert.Equal(t, 101, s.Calls(""))
}

func TestRecordHasNoSecret(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	answer := login(t, s)
	refresh(t, s, answer.Refresh)
	alive(t, s, answer.Access)
	send(t, s, http.MethodPost, pathToken, formType, "client_id=me&client_secret=guess")
	all := ""
	for _, e := range s.Exchanges() {
		all += e.String()
	}
	secret := s.Credentials().ClientSecret.Reveal()
	for _, text := range []string{answer.Access, answer.Refresh, secret, url.QueryEscape(secret), "eyJ", "guess"} {
		assert.NotContains(t, all, text)
	}
	assert.Contains(t, all, s.Credentials().ClientID)
	assert.Contains(t, string(s.RawExchanges()[1].RequestBody), answer.Refresh)
}
