package zhihuiyatest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestEveryCodeOfBothOperations(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	for _, c := range append(zhihuiya.Codes(), authhooks.CodeInfo{Code: "67209999"}) { // undocumented codes too
		code := c.Code
		for op, r := range map[string][2]string{"createToken": {http.MethodPost, pathToken}, authtest.OpBusiness: {http.MethodGet, pathCount}} {
			s.Fail(authtest.Fault{Op: op, Code: code})
			e := send(t, s, r[0], r[1], nil, "")
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Regexp(t, `^\{"status":false,"error_code":`+code+`,"error_msg":"[^"]+"\}$`, string(e.ResponseBody))
			assert.Equal(t, c.Err == nil, strings.Contains(string(e.ResponseBody), "Unknown error"), "documented, so with a text: %s", code)
			assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "zhihuiya", "business.67200004.json")), simtest.Shape(t, e.ResponseBody))
		}
	}
}

func TestTextOfThePage(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	s.Fail(authtest.Fault{Code: "67200002"})
	e := send(t, s, http.MethodPost, pathToken, nil, "")
	assert.JSONEq(t, `{"status":false,"error_code":67200002,"error_msg":"当前调用速率过快,超过当前配置限制QPS!"}`, string(e.ResponseBody))
}
