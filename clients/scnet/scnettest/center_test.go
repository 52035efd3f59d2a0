package scnettest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

// center reads the answer as a client does.
func center(t *testing.T, s *scnettest.Server, value string) scnetapi.Center {
	t.Helper()
	var answer scnetapi.CenterAnswer
	require.NoError(t, authhooks.Unmarshal(send(t, s, http.MethodGet, pathCenter, token(value)).ResponseBody, &answer))
	require.Equal(t, scnetapi.SuccessCode("0"), answer.Code)
	return answer.Data
}

func TestCenterIsOfTheShapeOfTheSamples(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	c := s.Credentials()
	one := func(enable any) []scnettest.CenterURL {
		return []scnettest.CenterURL{{URL: "https://one.example", Enable: enable}}
	}
	s.SetCenter(c.ClusterID, scnettest.Center{
		HpcUrls: append(one("true"), one("false")...), EfileUrls: one(true), AiUrls: one(true),
	})
	e := send(t, s, http.MethodGet, pathCenter, token(c.Token.Reveal()))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "scnet", "center.0.json")), simtest.Shape(t, e.ResponseBody))
}

func TestCenterInEveryForm(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.Cluster("22222", "second"))
	list := login(t, s)
	region, second := *list[1].Token, *list[2].Token
	own := center(t, s, region)
	assert.Equal(t, list[1].ClusterName, own.Name)
	assert.Equal(t, s.Credentials().User, own.ClusterUserInfo.UserName)
	assert.Equal(t, []scnetapi.CenterURL{{URL: s.URL, Enable: true}}, own.HpcUrls)
	assert.Equal(t, []scnetapi.CenterURL{{URL: s.URL, Enable: true}}, own.EfileUrls, "as a text")
	assert.Equal(t, own.HpcUrls, own.AiUrls)

	s.SetCenter("22222", scnettest.Center{
		HpcUrls:   []scnettest.CenterURL{{URL: "https://a.example", Enable: false}, {URL: "https://b.example", Enable: "false"}, {URL: "https://c.example"}},
		EfileUrls: []scnettest.CenterURL{},
		AiUrls:    "{hpcUrls}/ai", EshellUrls: []scnettest.CenterURL{{URL: "https://e.example", Enable: true}},
	})
	other := center(t, s, second)
	assert.Equal(t, int64(22222), other.ID)
	assert.Equal(t, []scnetapi.CenterURL{{URL: "https://a.example"}, {URL: "https://b.example"}, {URL: "https://c.example"}}, other.HpcUrls)
	assert.Empty(t, other.EfileUrls)
	assert.Equal(t, []scnetapi.CenterURL{{URL: "{hpcUrls}/ai"}}, other.AiUrls, "a plain text")
	assert.Equal(t, []scnetapi.CenterURL{{URL: "https://e.example", Enable: true}}, other.EshellUrls)
	assert.Equal(t, own, center(t, s, region), "another region's")
}

// The center call has a name of its own, and is a business call.
func TestCenterIsABusinessCall(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	good := token(s.Credentials().Token.Reveal())
	for _, op := range []string{"center", authtest.OpBusiness} {
		s.Fail(authtest.Fault{Op: op, Code: "10009"})
		assert.Equal(t, "10009", code(t, send(t, s, http.MethodGet, pathCenter, good)), op)
	}
	s.Fail(authtest.Fault{Code: "10009"})
	s.Fail(authtest.Fault{Op: "center", Code: "10001"})
	assert.Equal(t, "0", code(t, send(t, s, http.MethodGet, pathUser, good)))
	assert.Equal(t, "10001", code(t, send(t, s, http.MethodGet, pathCenter, good)))
	assert.Equal(t, 3, s.Calls("center"))
	assert.Equal(t, 4, s.Calls(authtest.OpBusiness))
	assert.Zero(t, s.Calls(""))
}

// The host of a region takes that region's tokens, and records every attempt.
func TestRegionHost(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.Cluster("22222", "second"))
	host := s.RegionHost(t, "22222")
	list := login(t, s)
	platform, region, second := *list[0].Token, *list[1].Token, *list[2].Token
	assert.Equal(t, []scnetapi.CenterURL{{URL: host.URL, Enable: true}}, center(t, s, second).HpcUrls)
	assert.Equal(t, []scnetapi.CenterURL{{URL: s.URL, Enable: true}}, center(t, s, region).HpcUrls)
	call := func(header http.Header) authtest.Exchange {
		e, err := authtest.Send(t.Context(), http.MethodGet, host.URL+"/hpc/openapi/v2/jobs", header, "")
		require.NoError(t, err)
		return e
	}
	e := call(token(second))
	assert.JSONEq(t, `{"code":"0","msg":"success","data":{"clusterId":"22222","path":"/hpc/openapi/v2/jobs"}}`, string(e.ResponseBody))
	for name, header := range map[string]http.Header{"platform": token(platform), "another region": token(region), "garbage": token("garbage")} {
		assert.Equal(t, "10008", code(t, call(header)), name)
	}
	assert.Equal(t, "10003", code(t, call(nil)))
	s.Revoke(authhooks.Token{Access: authhooks.NewSecret(second)})
	assert.Equal(t, "10008", code(t, call(token(second))), "one revocation counts at both")
	assert.Equal(t, 6, host.Calls(authtest.OpBusiness))
	require.Len(t, host.RawExchanges(), 6)
	assert.Equal(t, second, host.RawExchanges()[0].RequestHeader.Get("Token"))
	for _, e := range host.Exchanges() {
		assert.NotContains(t, e.String(), second)
		assert.NotContains(t, e.String(), region)
	}
	s.Advance(scnettest.Lifetime)
	assert.Equal(t, s.Now().Unix()/60, host.Now().Unix()/60, "one clock")
}
