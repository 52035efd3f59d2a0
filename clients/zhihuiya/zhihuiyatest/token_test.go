package zhihuiyatest_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestTokenAnswer(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"), authtest.WithClock(authtest.NewFrozenClock(time.UnixMilli(1692347672874))))
	e := send(t, s, http.MethodPost, pathToken, good(s), grant)
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "zhihuiya", "createToken.200.json")), simtest.Shape(t, e.ResponseBody))
	assert.Regexp(t, `^\{"token":"\w{28}","token_type":"BearerToken","expires_in":`+strconv.Itoa(int(zhihuiyatest.Lifetime.Seconds()))+`,"status":"approved","issued_at":"1692347672874"\}$`,
		string(e.ResponseBody))
	first, second := login(t, s), login(t, s)
	assert.NotEqual(t, first, second)
}

func TestTokenRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	c := s.Credentials()
	id, secret := c.ClientID, c.ClientSecret.Reveal()
	form := good(s)["Content-Type"]
	const credentials, noBasic, parameter = "67200003", "68300006", "68300004"
	for name, r := range map[string]struct {
		query  string
		header http.Header
		body   string
		want   string
	}{
		"wrong secret":           {"", basic(id + ":" + secret + "x"), grant, credentials},
		"wrong id":               {"", basic("x" + id + ":" + secret), grant, credentials},
		"urlencoded Basic":       {"", basic(url.QueryEscape(id) + ":" + url.QueryEscape(secret)), grant, credentials},
		"no colon":               {"", basic(id), grant, noBasic},
		"no credentials":         {"", http.Header{"Content-Type": form}, grant, noBasic},
		"not base64":             {"", http.Header{"Content-Type": form, "Authorization": {"Basic " + id + ":" + secret}}, grant, noBasic},
		"credentials as a form":  {"", http.Header{"Content-Type": form}, grant + "&client_id=" + id + "&client_secret=" + url.QueryEscape(secret), noBasic},
		"credentials in query":   {"?client_id=" + id + "&client_secret=" + url.QueryEscape(secret), http.Header{"Content-Type": form}, grant, noBasic},
		"no grant type":          {"", good(s), "", parameter},
		"another grant type":     {"", good(s), "grant_type=password", parameter},
		"grant type in query":    {"?" + grant, good(s), "", parameter},
		"no content type":        {"", http.Header{"Authorization": good(s)["Authorization"]}, grant, parameter},
		"grant type in JSON":     {"", http.Header{"Authorization": good(s)["Authorization"], "Content-Type": {"application/json"}}, `{"grant_type":"client_credentials"}`, parameter},
		"a form that is no form": {"", good(s), "%zz=%zz", parameter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := send(t, s, http.MethodPost, pathToken+r.query, r.header, r.body)
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "zhihuiya", "createToken.67200003.json")), simtest.Shape(t, e.ResponseBody))
			assert.Contains(t, string(e.ResponseBody), `{"status":false,"error_code":`+r.want+`,`)
		})
	}
}

func TestContentTypeOfThePageIsAccepted(t *testing.T) {
	t.Parallel()
	s := zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	header := good(s)
	header.Set("Content-Type", "application/x-www-form-urlencoded ") // with the space of its curl sample
	assert.Contains(t, string(send(t, s, http.MethodPost, pathToken, header, grant).ResponseBody), `{"token":`)
}
