package amsutest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

var (
	pathToken   = simtest.Path("amsu", "createToken")
	pathRefresh = simtest.Path("amsu", "refreshTokenByPost")
)

const (
	pathTimes = "/amsu-analysis/v2/available-times"
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

func TestBusinessCall(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	e := send(t, s, http.MethodGet, pathTimes, bearer(login(t, s).Access), "")
	assert.Equal(t, `{"arrhythmia_analysis":9613,"hrv_analysis":4970,"health_analysis":-1,"calorie_analysis":6024}`, string(e.ResponseBody))
}

// No page states a status. The refresh by POST is a call that the client makes only if a
// PUT is blocked.
func TestEveryCodeHasItsStatus(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	for code, status := range map[string]int{
		"COMMON.AUTHENTICATION_FAILED": 401, "COMMON.INVALID_CREDENTIALS": 401, "COMMON.INVALID_FILE_TYPE": 400,
		"ECG.INVALID_DATA": 422, "COMMON.NO_SUCH_CODE": 400, // undocumented codes too
	} {
		for op, r := range map[string][2]string{
			"createToken": {http.MethodPost, pathToken}, "refreshToken": {http.MethodPut, pathToken},
			"refreshTokenByPost": {http.MethodPost, pathRefresh}, authtest.OpBusiness: {http.MethodGet, pathTimes},
		} {
			s.Fail(authtest.Fault{Op: op, Code: code})
			e := send(t, s, r[0], r[1], nil, "")
			assert.Equal(t, status, e.Status, "%s %s", op, code)
			assert.Regexp(t, `^\{"error":\{"code":"`+regexp.QuoteMeta(code)+`","msg":"[^"]+"\}\}$`, string(e.ResponseBody))
		}
	}
}
