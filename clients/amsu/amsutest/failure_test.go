package amsutest_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func TestEveryCodeOfEveryOperation(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	status := map[string]int{
		"COMMON.AUTHENTICATION_FAILED": 401, "COMMON.INVALID_CREDENTIALS": 401, "COMMON.INVALID_FILE_TYPE": 400,
		"ECG.INVALID_DATA": 422, "COMMON.NO_SUCH_CODE": 400,
	}
	for _, c := range append(amsu.Codes(), authhooks.CodeInfo{Code: "COMMON.NO_SUCH_CODE"}) { // undocumented codes too
		code := c.Code
		for op, r := range map[string][2]string{
			"createToken": {http.MethodPost, pathToken}, "refreshToken": {http.MethodPut, pathToken},
			"refreshTokenByPost": {http.MethodPost, pathRefresh}, authtest.OpBusiness: {http.MethodGet, pathTimes},
		} {
			s.Fail(authtest.Fault{Op: op, Code: code})
			e := send(t, s, r[0], r[1], nil, "")
			assert.Equal(t, status[code], e.Status, code)
			assert.Regexp(t, `^\{"error":\{"code":"`+regexp.QuoteMeta(code)+`","msg":"[^"]+"\}\}$`, string(e.ResponseBody))
			assert.Equal(t, c.Err == nil, strings.Contains(string(e.ResponseBody), "Unknown error"), "documented, so with a text: %s", code)
		}
	}
}
