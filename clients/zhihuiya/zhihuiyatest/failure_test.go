package zhihuiyatest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func TestTextOfThePage(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	s.Fail(authtest.Fault{Code: "67200002"})
	e := send(t, s, http.MethodPost, pathToken, nil, "")
	assert.JSONEq(t, `{"status":false,"error_code":67200002,"error_msg":"当前调用速率过快,超过当前配置限制QPS!"}`, string(e.ResponseBody))
}

func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	assert.Contains(t, string(send(t, s, http.MethodGet, pathToken, good(s), "").ResponseBody), `"error_code":67200101,`)
}

func TestBusinessCallsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	token, query := login(t, s), "?apikey="+s.Credentials().ClientID
	const noKey, mismatch = "67200008", "67200009"
	for name, r := range map[string]struct {
		query  string
		header http.Header
		want   string
	}{
		"no apikey":          {"", bearer(token), noKey},
		"an empty apikey":    {"?apikey=", bearer(token), noKey},
		"apikey as a header": {"", http.Header{"Authorization": {"Bearer " + token}, "Apikey": {s.Credentials().ClientID}}, noKey},
		"another apikey":     {"?apikey=another", bearer(token), mismatch},
		"no token":           {query, nil, mismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := send(t, s, http.MethodGet, pathBibliography+r.query, r.header, "")
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Contains(t, string(e.ResponseBody), `{"status":false,"error_code":`+r.want+`,`)
		})
	}
}
