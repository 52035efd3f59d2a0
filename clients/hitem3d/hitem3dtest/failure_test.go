package hitem3dtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestEveryCodeInBothEnvelopes(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	for _, c := range append(hitem3d.Codes(), authhooks.CodeInfo{Code: "99999999"}, authhooks.CodeInfo{Code: "-1"}) { // undocumented codes too
		code := c.Code
		s.Fail(authtest.Fault{Op: "createToken", Code: code})
		e := send(t, s, http.MethodPost, pathToken, good(s), "")
		assert.Equal(t, http.StatusOK, e.Status)
		assert.Regexp(t, `^\{"code":`+code+`,"message":"[^"]+","data":\{\}\}$`, string(e.ResponseBody))
		assert.Equal(t, c.Err == nil, strings.Contains(string(e.ResponseBody), "unknown error"), "documented, so with a text: %s", code)

		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: code})
		e = send(t, s, http.MethodGet, pathBalance, nil, "")
		assert.Equal(t, http.StatusOK, e.Status)
		assert.Regexp(t, `^\{"code":`+code+`,"data":\{\},"msg":"[^"]+"\}$`, string(e.ResponseBody))
	}
	s.Fail(authtest.Fault{Code: "NOT.A.NUMBER"})
	assert.Contains(t, string(send(t, s, http.MethodPost, pathToken, nil, "").ResponseBody), `{"code":"NOT.A.NUMBER",`)
}

func TestTextsOfThePage(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	for code, file := range map[string]string{"40010000": "createToken.40010000.json", "10000000": "createToken.10000000.json"} {
		s.Fail(authtest.Fault{Code: code})
		assert.JSONEq(t, string(simtest.Sample(t, "hitem3d", file)), string(send(t, s, http.MethodPost, pathToken, good(s), "").ResponseBody))
	}
}
