package scnettest_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

var (
	pathTokens = simtest.Path("scnet", "createTokens")
	pathNext   = simtest.Path("scnet", "renewToken")
	pathState  = simtest.Path("scnet", "checkToken")
)

const (
	pathUser   = "/ac/openapi/v2/user"
	pathCenter = "/ac/openapi/v2/center"
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
	require.NoError(t, json.Unmarshal(send(t, s, http.MethodPost, pathTokens, user(s)).ResponseBody, &answer))
	require.NotEmpty(t, answer.Data)
	return answer.Data
}

func renew(t *testing.T, s *scnettest.Server, old string) (fresh, code string) {
	t.Helper()
	var answer struct{ Data, Code string }
	require.NoError(t, json.Unmarshal(send(t, s, http.MethodPost, pathNext, token(old)).ResponseBody, &answer))
	return answer.Data, answer.Code
}

func TestATokenIsRenewedForADayAfterItsEnd(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	seed := s.Credentials().Token.Reveal()
	s.Advance(scnettest.Lifetime + scnettest.RenewalWindow - time.Minute)
	fresh, result := renew(t, s, seed)
	assert.Equal(t, "0", result)
	assert.Contains(t, string(send(t, s, http.MethodGet, pathCenter, token(fresh)).ResponseBody), `{"code":"0"`)
	s.Advance(time.Minute)
	_, result = renew(t, s, seed)
	assert.Equal(t, "10004", result, "the window is over")
	_, result = renew(t, s, fresh)
	assert.Equal(t, "0", result, "a live token can be renewed too")
	s.Revoke(authhooks.Token{Access: authhooks.NewSecret(fresh)})
	_, result = renew(t, s, fresh)
	assert.Equal(t, "10004", result, "a revoked token has no window")
}

func TestBusinessCalls(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	list := login(t, s)
	for path, data := range map[string]string{
		pathUser: `"data":{"userName":"` + s.Credentials().User + `"}`, pathCenter: `"data":{"id":` + s.Credentials().ClusterID + `,`,
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			e := send(t, s, method, path, token(*list[1].Token))
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Contains(t, string(e.ResponseBody), `{"code":"0","msg":"success",`+data)
		}
	}
}
