package scnettest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// No page has a sample of these refusals. Beside the renewal's, the code comes first.
func TestRefusalsWithoutASample(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	for op, r := range map[string][2]string{
		"createTokens": {http.MethodPost, pathTokens}, "checkToken": {http.MethodGet, pathState}, authtest.OpBusiness: {http.MethodGet, pathUser},
	} {
		for code, text := range map[string]string{"10009": "没有权限访问接口", "99999": "未知错误"} {
			s.Fail(authtest.Fault{Op: op, Code: code})
			e := send(t, s, r[0], r[1], nil)
			assert.Equal(t, http.StatusOK, e.Status, op)
			assert.Equal(t, `{"code":"`+code+`","msg":"`+text+`"}`, string(e.ResponseBody), op)
		}
	}
}

func TestBusinessCallsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	seed := s.Credentials().Token.Reveal()
	for name, r := range map[string]struct {
		path   string
		header http.Header
		want   string
	}{
		"none":         {pathUser, nil, "10003"},
		"as a bearer":  {pathUser, http.Header{"Authorization": {"Bearer " + seed}}, "10003"},
		"in the query": {pathUser + "?token=" + seed, nil, "10003"},
		"with a word":  {pathCenter, token("Bearer " + seed), "10008"},
	} {
		e := send(t, s, http.MethodGet, r.path, r.header)
		assert.Equal(t, http.StatusOK, e.Status, name)
		assert.Contains(t, string(e.ResponseBody), `{"code":"`+r.want+`"`, name)
	}
}
