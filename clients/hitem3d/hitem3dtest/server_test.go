package hitem3dtest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

var pathToken = simtest.Path("hitem3d", "createToken")

const (
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

func TestBusinessCall(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	e := send(t, s, http.MethodGet, pathBalance, bearer(login(t, s)), "")
	assert.JSONEq(t, `{"code":200,"data":{"totalBalance":100.5},"msg":"success"}`, string(e.ResponseBody))
}

func TestCodesThatTheVendorCannotHave(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	for code, literal := range map[string]string{"-1": `-1`, "NOT.A.NUMBER": `"NOT.A.NUMBER"`} {
		s.Fail(authtest.Fault{Op: "createToken", Code: code})
		e := send(t, s, http.MethodPost, pathToken, good(s), "")
		assert.Equal(t, `{"code":`+literal+`,"message":"unknown error","data":{}}`, string(e.ResponseBody))
	}
}
