package scnettest_test

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

const (
	pathCreateTokens = "/ac/openapi/v2/tokens"
	pathRenewToken   = "/ac/openapi/v2/tokens/next"
	pathCheckToken   = "/ac/openapi/v2/tokens/state"
	pathUser         = "/ac/openapi/v2/user"
	pathCenter       = "/ac/openapi/v2/center"
)

type cluster struct {
	ClusterID, ClusterName string
	Token                  *string
}

func send(t *testing.T, s *scnettest.Server, method, path string, header http.Header) authtest.Exchange {
	t.Helper()
	e, err := authtest.Send(t.Context(), method, s.URL+path, header, "")
	require.NoError(t, err)
	return e
}

func token(value string) http.Header {
	return http.Header{"Token": {value}, "Content-Type": {"application/json"}}
}

func user(s *scnettest.Server) http.Header {
	c := s.Credentials()
	return http.Header{
		"User": {c.User}, "Password": {c.Password.Reveal()}, "Orgid": {c.OrgID}, "Content-Type": {"application/json"},
	}
}

func login(t *testing.T, s *scnettest.Server) []cluster {
	t.Helper()
	var answer struct{ Data []cluster }
	require.NoError(t, json.Unmarshal(send(t, s, http.MethodPost, pathCreateTokens, user(s)).ResponseBody, &answer))
	require.NotEmpty(t, answer.Data)
	return answer.Data
}

func renew(t *testing.T, s *scnettest.Server, old string) (fresh, code string) {
	t.Helper()
	var answer struct{ Data, Code string }
	require.NoError(t, json.Unmarshal(send(t, s, http.MethodPost, pathRenewToken, token(old)).ResponseBody, &answer))
	return answer.Data, answer.Code
}

// code returns the code that a business call with the token gets.
func code(t *testing.T, s *scnettest.Server, value string) string {
	t.Helper()
	var answer struct{ Code string }
	require.NoError(t, json.Unmarshal(send(t, s, http.MethodGet, pathCenter, token(value)).ResponseBody, &answer))
	return answer.Code
}

func TestTokenEndsAndIsRenewedForADay(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	seed := s.Credentials().Token.Reveal()
	assert.Equal(t, "0", code(t, s, seed))
	s.Advance(scnettest.Lifetime - time.Minute)
	assert.Equal(t, "0", code(t, s, seed))
	s.Advance(time.Minute)
	assert.Equal(t, "10008", code(t, s, seed))

	s.Advance(scnettest.RenewalWindow - time.Minute)
	fresh, result := renew(t, s, seed)
	assert.Equal(t, "0", result)
	assert.Equal(t, "0", code(t, s, fresh))
	s.Advance(time.Minute)
	_, result = renew(t, s, seed)
	assert.Equal(t, "10004", result, "the window is over")
	_, result = renew(t, s, fresh)
	assert.Equal(t, "0", result, "a live token can be renewed too")
	assert.Equal(t, 3, s.Calls("renewToken"))
	assert.Equal(t, 4, s.Calls(authtest.OpBusiness))
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	seed := s.Credentials().Token
	s.Revoke(authhooks.Token{Access: seed})
	assert.Equal(t, "10008", code(t, s, seed.Reveal()))
	_, result := renew(t, s, seed.Reveal())
	assert.Equal(t, "10004", result)
	region := *login(t, s)[1].Token
	assert.Equal(t, "0", code(t, s, region))
	s.RevokeAll()
	assert.Equal(t, "10008", code(t, s, region))
}

func TestSharedOptions(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), authtest.NewKillsOld(), authtest.WithLifetime(time.Hour))
	seed := s.Credentials().Token.Reveal()
	platform := *login(t, s)[0].Token
	assert.Equal(t, "10008", code(t, s, seed), "the login gave the region a new one")
	assert.Equal(t, "0", code(t, s, platform))
	fresh, _ := renew(t, s, platform)
	assert.Equal(t, "10008", code(t, s, platform))
	s.Advance(time.Hour)
	assert.Equal(t, "10008", code(t, s, fresh))
}

func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for path, header := range map[string]http.Header{pathCreateTokens: user(s), pathRenewToken: token(s.Credentials().Token.Reveal())} {
				e, err := authtest.Send(t.Context(), http.MethodPost, s.URL+path, header, "")
				if assert.NoError(t, err) {
					assert.Contains(t, string(e.ResponseBody), `"code":"0"`)
				}
			}
		})
	}
	group.Wait()
	assert.Equal(t, 100, s.Calls(""))
}

func TestRecordHasNoSecret(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	region := *login(t, s)[1].Token
	renew(t, s, region)
	code(t, s, region)
	all := ""
	for _, e := range s.Exchanges() {
		all += e.String()
	}
	for _, secret := range []string{region, s.Credentials().Token.Reveal(), s.Credentials().Password.Reveal(), "eyJ"} {
		assert.NotContains(t, all, secret)
	}
	assert.Contains(t, all, s.Credentials().User)
	assert.Contains(t, s.RawExchanges()[2].String(), region)
}
