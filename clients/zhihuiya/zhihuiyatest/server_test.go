package zhihuiyatest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

const (
	pathToken        = "/oauth/token"
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

// code returns the code that a business call with the token gets.
func code(t *testing.T, s *zhihuiyatest.Server, token string) int {
	t.Helper()
	var answer struct {
		Code int `json:"error_code"`
	}
	e := send(t, s, http.MethodGet, pathCount+"?apikey="+s.Credentials().ClientID, bearer(token), "")
	require.NoError(t, json.Unmarshal(e.ResponseBody, &answer))
	return answer.Code
}

func TestTokenEnds(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	first, second := login(t, s), login(t, s)
	assert.Zero(t, code(t, s, first))
	s.Revoke(authhooks.Token{Access: authhooks.NewSecret(first)})
	assert.Equal(t, 67200009, code(t, s, first))
	assert.Zero(t, code(t, s, second))
	s.Advance(zhihuiyatest.Lifetime - time.Minute)
	assert.Zero(t, code(t, s, second))
	s.Advance(time.Minute)
	assert.Equal(t, 67200009, code(t, s, second))
	third := login(t, s)
	s.RevokeAll()
	assert.Equal(t, 67200009, code(t, s, third))
	assert.Equal(t, 3, s.Calls("createToken"))
	assert.Equal(t, 6, s.Calls(authtest.OpBusiness))
}

func TestSharedOptions(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"), authtest.NewKillsOld(), authtest.WithLifetime(time.Minute))
	first, second := login(t, s), login(t, s)
	assert.Equal(t, 67200009, code(t, s, first))
	assert.Zero(t, code(t, s, second))
	assert.Contains(t, string(s.RawExchanges()[0].ResponseBody), `"expires_in":60,`)
	s.Advance(time.Minute)
	assert.Equal(t, 67200009, code(t, s, second))
}

func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			e, err := authtest.Send(t.Context(), http.MethodPost, s.URL+pathToken, good(s), grant)
			if assert.NoError(t, err) {
				assert.Contains(t, string(e.ResponseBody), `{"token":`)
			}
		})
	}
	group.Wait()
	assert.Equal(t, 50, s.Calls("createToken"))
}

func TestRecordHasNoSecret(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	token, secret := login(t, s), s.Credentials().ClientSecret.Reveal()
	code(t, s, token)
	send(t, s, http.MethodGet, pathCount+"?apikey="+url.QueryEscape(secret), nil, "")
	var all strings.Builder
	for _, e := range s.Exchanges() {
		all.WriteString(e.String())
	}
	for _, text := range []string{token, secret, url.QueryEscape(secret), good(s).Get("Authorization")} {
		assert.NotContains(t, all.String(), text)
	}
	assert.Contains(t, all.String(), "apikey="+s.Credentials().ClientID)
	assert.Equal(t, "Bearer "+token, s.RawExchanges()[1].RequestHeader.Get("Authorization"))
}
