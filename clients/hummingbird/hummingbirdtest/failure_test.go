package hummingbirdtest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

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
	s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "1108"})
	assertA(t, "login.1108.json", send(t, s, http.MethodGet, pathProducts, nil, ""))
	for _, sample := range []string{"10001", "10003.en", "10009", "10010", "20604", "10006", "10006.en"} {
		code, english, _ := strings.Cut(sample, ".")
		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: code})
		e := send(t, s, http.MethodGet, pathProducts, http.Header{"Accept-Language": {english}}, "")
		assert.Equal(t, string(simtest.Sample(t, "hummingbird", "business."+sample+".json")), string(e.ResponseBody))
	}
	for code, text := range map[string]string{
		"10001": "A system error has occurred while processing your request.",
		"10009": "Resource already exists, repeat operation",
		"10010": "The request ID is empty and the resource does not exist",
		"20101": "The specified password is incorrect.",
		"20604": "Product not exist.",
		"31415": "31415",
	} {
		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: code})
		e := send(t, s, http.MethodGet, pathProducts, http.Header{"Accept-Language": {"en"}}, "")
		assert.Equal(t, `{"success":false,"errorCode":`+code+`,"errorMsg":"`+text+`","result":[]}`+"\n", string(e.ResponseBody))
	}
}

func TestALockedDatabaseRefusesTheRightPassword(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	refresh := login(t, s).Result.Refresh
	locked := hummingbirdtest.DatabaseLocked()
	assert.Equal(t, 5*time.Second, locked.Delay)
	locked.Delay = 0
	locked.Times = 2
	s.Fail(locked)
	assertA(t, "login.20101.json", send(t, s, http.MethodPost, pathLogin, jsonType, credentials(t, s)))
	assert.Zero(t, decode(t, send(t, s, http.MethodPost, pathRefresh+refresh, nil, "")).Code, "a refresh does not look at the user")
	assertA(t, "login.20101.json", send(t, s, http.MethodPost, pathLogin, jsonType, credentials(t, s)))
	login(t, s)
}
