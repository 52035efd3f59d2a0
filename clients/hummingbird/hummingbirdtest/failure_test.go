package hummingbirdtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/contract"
	"github.com/vendorauth/vendorauth-go/tests/simtest"
)

func TestEveryCodeInBothEnvelopes(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for _, c := range append(hummingbird.Codes(), authhooks.CodeInfo{Code: "99999"}) { // undocumented ones too
		code := c.Code
		for op, path := range map[string]string{"login": pathLogin, "refreshToken": pathRefresh + "x"} {
			s.Fail(authtest.Fault{Op: op, Code: code})
			e := send(t, s, http.MethodPost, path, nil, "")
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Regexp(t, `^\{"code":`+code+`,("msg":"[^"]+",)?"success":false,"t":\d{13}\}$`, string(e.ResponseBody))
		}
		if code == "1108" {
			continue
		}
		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: code})
		e := send(t, s, http.MethodGet, pathProducts, nil, "")
		assert.Equal(t, http.StatusOK, e.Status)
		assert.Regexp(t, `^\{"success":false,"errorCode":`+code+`,("errorMsg":"[^"]+",)?"result":\[\]\}\n$`, string(e.ResponseBody))
	}
	s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "1108"})
	assertA(t, "login.1108.json", send(t, s, http.MethodGet, pathProducts, nil, ""))
}

func TestTextsAsObserved(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for _, code := range []string{"1104", "1108", "20101"} {
		s.Fail(authtest.Fault{Op: "login", Code: code})
		assertA(t, "login."+code+".json", send(t, s, http.MethodPost, pathLogin, nil, ""))
	}
	for _, code := range []string{"1010", "1011", "500"} {
		s.Fail(authtest.Fault{Op: "refreshToken", Code: code})
		assertA(t, "refreshToken."+code+".json", send(t, s, http.MethodPost, pathRefresh+"x", nil, ""))
	}
	s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "20604"})
	e := send(t, s, http.MethodGet, pathProducts, nil, "")
	assert.Equal(t, string(simtest.Sample(t, "hummingbird", "business.20604.json")), string(e.ResponseBody))
}
