package zhihuiyatest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

var pathToken = simtest.Path("zhihuiya", "createToken")

const (
	pathBibliography = "/basic-patent-data/simple-bibliography"
	pathCount        = "/search/patent/query-search-count"
	grant            = "grant_type=client_credentials"
)

func send(t *testing.T, s *zhihuiyatest.Server, method, path string, header http.Header, body string) authtest.Exchange {
	t.Helper()
	e, err := authtest.Send(t.Context(), method, s.URL+path, header, body)
	require.NoError(t, err)
	return e
}

func basic(text string) http.Header {
	return http.Header{
		"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(text))},
		"Content-Type":  {"application/x-www-form-urlencoded"},
	}
}

func good(s *zhihuiyatest.Server) http.Header {
	c := s.Credentials()
	return basic(c.ClientID + ":" + c.ClientSecret.Reveal())
}

func login(t *testing.T, s *zhihuiyatest.Server) string {
	t.Helper()
	var answer struct{ Token string }
	require.NoError(t, json.Unmarshal(send(t, s, http.MethodPost, pathToken, good(s), grant).ResponseBody, &answer))
	require.NotEmpty(t, answer.Token)
	return answer.Token
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

func TestBusinessCalls(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	token := login(t, s)
	for path, data := range map[string]string{pathBibliography: `[]`, pathCount: `{"total_search_result_count":42}`} {
		e := send(t, s, http.MethodPost, path+"?patent_id=x&apikey="+s.Credentials().ClientID, bearer(token), "")
		assert.Equal(t, http.StatusOK, e.Status)
		assert.Equal(t, `{"status":true,"error_code":0,"data":`+data+`}`, string(e.ResponseBody))
		assert.NotEmpty(t, e.ResponseHeader.Get("X-Correlation-Id"))
		assert.NotEmpty(t, e.ResponseHeader.Get("X-OpenAPI-Amount"))
	}
}
