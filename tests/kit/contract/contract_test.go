package contract_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// The OpenAPI file has some business calls. Of the others it has only the refusals.
func TestBusinessCallsOfTheFile(t *testing.T) {
	t.Parallel()
	d, err := contract.Load("scnet")
	require.NoError(t, err)
	const center, user = "/ac/openapi/v2/center", "/ac/openapi/v2/user"
	check := func(method, path, body string, token ...string) error {
		return d.Check(authtest.Exchange{
			Op: authtest.OpBusiness, Method: method, Path: path, Host: "127.0.0.1", Status: http.StatusOK, ResponseBody: []byte(body),
			RequestHeader:  http.Header{"User-Agent": {"vendorauth-go"}, "Token": token},
			ResponseHeader: http.Header{"Content-Type": {"application/json"}},
		})
	}
	const refused = `{"code":"10008","msg":"x"}`
	const good, undeclared, mistyped = `{"code":"0","data":{"id":1,"hpcUrls":[{"url":"u","enable":"true"}],"aiUrls":"text"}}`,
		`{"code":"0","data":{"ident":1}}`, `{"code":"0","data":{"hpcUrls":[{"url":"u","enable":"yes"}]}}`
	for _, body := range []string{good, refused} {
		require.NoError(t, check(http.MethodGet, center, body, "t"))
		require.NoError(t, check(http.MethodPost, center, body, "t"))
		require.NoError(t, check(http.MethodGet, user, body, "t"))
	}
	for _, body := range []string{undeclared, mistyped} {
		require.Error(t, check(http.MethodGet, center, body, "t"), body)
		require.NoError(t, check(http.MethodPost, center, body, "t"), "the file has no POST")
		require.NoError(t, check(http.MethodGet, user, body, "t"), "the file does not have the path")
	}
	assert.ErrorContains(t, check(http.MethodGet, center, good), "no credential where scheme token has it")
	assert.Error(t, check(http.MethodGet, user, `{"msg":"x"}`, "t"))
}
