package zhihuiyatest_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// result is the code of an answer.
func result(t *testing.T, e authtest.Exchange) string {
	t.Helper()
	var answer struct {
		Code json.Number `json:"error_code"`
	}
	require.NoError(t, json.Unmarshal(e.ResponseBody, &answer), "%s", e.ResponseBody)
	return answer.Code.String()
}

func TestAPIKey(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	key := s.APIKey().Reveal()
	assert.Regexp(t, `^sk-[A-Za-z0-9]{40}$`, key)
	assert.Equal(t, key, s.APIKey().Reveal(), "one key")
	id := s.Credentials().ClientID
	for name, c := range map[string]struct {
		query  string
		header http.Header
		want   string
	}{
		"alone":                 {"", bearer(key), "0"},
		"beside a client id":    {"?apikey=" + id, bearer(key), "0"},
		"beside anything":       {"?apikey=x", bearer(key), "0"},
		"another key":           {"", bearer("sk-another"), "67200202"},
		"another, with the id":  {"?apikey=" + id, bearer("sk-another"), "67200202"},
		"in the query":          {"?apikey=" + key, nil, "67200009"},
		"in a header":           {"", http.Header{"X-Api-Key": {key}}, "67200008"},
		"with another word":     {"", http.Header{"Authorization": {"Token " + key}}, "67200008"},
		"no key":                {"", nil, "67200008"},
		"as a token, by its id": {"?apikey=" + id, bearer(key[3:]), "67200009"},
	} {
		e := send(t, s, http.MethodGet, pathCount+c.query, c.header, "")
		assert.Equal(t, http.StatusOK, e.Status, name)
		assert.Equal(t, c.want, result(t, e), name)
	}
	assert.Zero(t, s.Calls(""))
	for _, e := range s.Exchanges() {
		assert.NotContains(t, e.String(), key)
	}
}

// A key has no end. It is withdrawn as tokens are revoked.
func TestAPIKeyWithdrawn(t *testing.T) {
	t.Parallel()
	for name, withdraw := range map[string]func(s *zhihuiyatest.Server){
		"alone":           func(s *zhihuiyatest.Server) { s.Revoke(authhooks.Token{Access: s.APIKey()}) },
		"with all tokens": func(s *zhihuiyatest.Server) { s.RevokeAll() },
	} {
		for _, status := range []int{http.StatusOK, http.StatusUnauthorized} {
			s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"), zhihuiyatest.KeyErrorStatus(status))
			key := bearer(s.APIKey().Reveal())
			s.ExpireAll()
			s.Advance(10 * 365 * 24 * time.Hour)
			assert.Equal(t, "0", result(t, send(t, s, http.MethodGet, pathCount, key, "")), name)
			withdraw(s)
			e := send(t, s, http.MethodGet, pathCount, key, "")
			assert.Equal(t, "67200202", result(t, e), name)
			assert.Equal(t, status, e.Status, name)
			assert.Equal(t, "67200009", result(t, send(t, s, http.MethodGet, pathCount+"?apikey=x", bearer("t"), "")), "a token's refusal is another")
		}
	}
}

// A simulator of which nobody wanted a key has issued nothing.
func TestNoAPIKeyByItself(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t)
	assert.Empty(t, s.Issued())
	s.APIKey()
	require.Len(t, s.Issued(), 1)
	assert.Equal(t, "API key", s.Issued()[0].Kind)
}
