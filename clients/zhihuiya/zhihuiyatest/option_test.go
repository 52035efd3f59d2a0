package zhihuiyatest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestWrappedAnswer(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"), zhihuiyatest.WrappedAnswer())
	e := send(t, s, http.MethodPost, pathToken, good(s), grant)
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "zhihuiya", "createToken.200.wrapped.json")), simtest.Shape(t, e.ResponseBody))
	assert.Contains(t, string(e.ResponseBody), fmt.Sprintf(`"expires_in":%.0f`, zhihuiyatest.Lifetime.Seconds()))
}

func TestErrorStatus(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"), zhihuiyatest.ErrorStatus(http.StatusUnauthorized))
	e := send(t, s, http.MethodPost, pathToken, basic("a:b"), grant)
	assert.Equal(t, http.StatusUnauthorized, e.Status)
	assert.Contains(t, string(e.ResponseBody), `"error_code":67200003,`)
	assert.Equal(t, http.StatusOK, send(t, s, http.MethodPost, pathToken, good(s), "").Status, "another code")
	assert.Equal(t, http.StatusOK, send(t, s, http.MethodGet, pathCount, nil, "").Status, "a business call")
}

func TestStringNumbers(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, zhihuiyatest.StringNumbers()) // no document describes this answer, so none is compared
	assert.Contains(t, string(send(t, s, http.MethodPost, pathToken, good(s), grant).ResponseBody), fmt.Sprintf(`"expires_in":"%.0f",`, zhihuiyatest.Lifetime.Seconds()))
}
