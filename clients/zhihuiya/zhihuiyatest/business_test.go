package zhihuiyatest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestBusinessCalls(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	token := login(t, s)
	for path, data := range map[string]string{pathBibliography: `[]`, pathCount: `{"total_search_result_count":42}`} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			e := send(t, s, method, path+"?patent_id=x&apikey="+s.Credentials().ClientID, bearer(token), strings.Repeat("x", 1<<20))
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Equal(t, `{"status":true,"error_code":0,"data":`+data+`}`, string(e.ResponseBody))
			assert.NotEmpty(t, e.ResponseHeader.Get("X-Correlation-Id"))
			assert.NotEmpty(t, e.ResponseHeader.Get("X-OpenAPI-Amount"))
		}
	}
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
		"no apikey":           {"", bearer(token), noKey},
		"an empty apikey":     {"?apikey=", bearer(token), noKey},
		"apikey as a header":  {"", http.Header{"Authorization": {"Bearer " + token}, "Apikey": {s.Credentials().ClientID}}, noKey},
		"another apikey":      {"?apikey=another", bearer(token), mismatch},
		"no token":            {query, nil, mismatch},
		"garbage":             {query, bearer("garbage"), mismatch},
		"the type as a word":  {query, http.Header{"Authorization": {"BearerToken " + token}}, mismatch},
		"the token in query":  {query + "&access_token=" + token, nil, mismatch},
		"Basic, as for login": {query, good(s), mismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := send(t, s, http.MethodGet, pathBibliography+r.query, r.header, "")
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Contains(t, string(e.ResponseBody), `{"status":false,"error_code":`+r.want+`,`)
			assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "zhihuiya", "business.67200004.json")), simtest.Shape(t, e.ResponseBody))
		})
	}
}
