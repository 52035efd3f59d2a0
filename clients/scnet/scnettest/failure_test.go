package scnettest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestEveryCodeOfEveryOperation(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	for _, c := range append(scnet.Codes(), authhooks.CodeInfo{Code: "99999"}, authhooks.CodeInfo{Code: "911404"}) { // undocumented codes too
		code := c.Code
		for op, r := range map[string][3]string{
			"createTokens":      {http.MethodPost, pathCreateTokens, `^\{"code":"` + code + `","msg":"[^"]+"\}$`},
			"renewToken":        {http.MethodPost, pathRenewToken, `^\{"msg":"[^"]+","code":"` + code + `"\}$`},
			"checkToken":        {http.MethodGet, pathCheckToken, `^\{"code":"` + code + `","msg":"[^"]+"\}$`},
			authtest.OpBusiness: {http.MethodGet, pathUser, `^\{"code":"` + code + `","msg":"[^"]+"\}$`},
		} {
			s.Fail(authtest.Fault{Op: op, Code: code})
			e := send(t, s, r[0], r[1], nil)
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Regexp(t, r[2], string(e.ResponseBody))
			assert.Equal(t, c.Err == nil, strings.Contains(string(e.ResponseBody), "未知错误"), "documented, so with a text: %s", code)
		}
	}
}

func TestTextsOfThePage(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	for _, code := range []string{"10001", "10008"} {
		s.Fail(authtest.Fault{Op: "renewToken", Code: code})
		e := send(t, s, http.MethodPost, pathRenewToken, nil)
		assert.Equal(t, strings.TrimSpace(string(simtest.Sample(t, "scnet", "renewToken."+code+".json"))), string(e.ResponseBody))
	}
}
