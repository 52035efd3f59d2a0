package hitem3dtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestBusinessCall(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	token := login(t, s)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		e := send(t, s, method, pathBalance, bearer(token), strings.Repeat("x", 1<<20))
		assert.Equal(t, http.StatusOK, e.Status)
		assert.JSONEq(t, `{"code":200,"data":{"totalBalance":100.5},"msg":"success"}`, string(e.ResponseBody))
	}
	for _, e := range s.RawExchanges()[1:] {
		assert.Len(t, e.RequestBody, 1<<20)
	}
}

func TestBusinessCallsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d"))
	token := login(t, s)
	for name, header := range map[string]http.Header{
		"none":              nil,
		"garbage":           bearer("garbage"),
		"lower case scheme": {"Authorization": {"bearer " + token}},
		"no scheme":         {"Authorization": {token}},
		"twice":             {"Authorization": {"Bearer " + token, "Bearer " + token}},
		"other header":      {"Token": {token}},
		"Basic":             good(s),
	} {
		e := send(t, s, http.MethodGet, pathBalance, header, "")
		assert.Equal(t, http.StatusOK, e.Status, name)
		assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"), name)
		assert.Equal(t, strings.TrimSpace(string(simtest.Sample(t, "hitem3d", "business.401.json"))), string(e.ResponseBody), name)
	}
	e := send(t, s, http.MethodGet, pathBalance+"?access_token="+token, nil, "")
	assert.Contains(t, string(e.ResponseBody), `"code":401`)
}
