package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// clean removes every vendor's variables from the environment, so that a test never sends
// a developer's own credentials.
func clean(t *testing.T) {
	t.Helper()
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		for _, v := range vendors {
			if strings.HasPrefix(name, strings.ToUpper(v.name)+"_") {
				t.Setenv(name, "")
			}
		}
	}
}

func TestLiveSaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		name    string
		args    []string
		env     map[string]string
		want    []string
		wantNot string
	}{
		{"hitem3d", []string{"-vendor", "hitem3d"}, nil, []string{"HITEM3D_CLIENT_ID", "HITEM3D_CLIENT_SECRET"}, "AMSU"},
		{
			"half a pair", nil,
			map[string]string{"ZHIHUIYA_CLIENT_ID": "id"},
			[]string{"ZHIHUIYA_CLIENT_SECRET"},
			"HITEM3D",
		},
		{
			"hummingbird",
			[]string{"-vendor", "hummingbird"},
			nil,
			[]string{"HUMMINGBIRD_USERNAME", "HUMMINGBIRD_PASSWORD", "HUMMINGBIRD_BASE_URL"},
			"",
		},
		{
			"hummingbird without a URL", nil,
			map[string]string{"HUMMINGBIRD_USERNAME": "u", "HUMMINGBIRD_PASSWORD": "canary-p"},
			[]string{"hummingbird: set the environment variable HUMMINGBIRD_BASE_URL"},
			"canary",
		},
		{
			"scnet",
			[]string{"-vendor", "scnet"},
			nil,
			[]string{"SCNET_BASE_URL", "SCNET_TOKEN", "SCNET_USER", "SCNET_PASSWORD", "SCNET_ORG_ID"},
			"",
		},
		{
			"scnet without a URL", nil,
			map[string]string{"SCNET_TOKEN": "canary-t"},
			[]string{"scnet: set the environment variable SCNET_BASE_URL"},
			"canary",
		},
		{
			"amsu in clear", nil,
			map[string]string{"AMSU_CLIENT_ID": "id", "AMSU_CLIENT_SECRET": "canary-s"},
			[]string{"WithInsecureHTTP", "WithBaseURL", "AMSU_BASE_URL", "-insecure-http"},
			"canary",
		},
		{
			"a URL with a query", nil,
			map[string]string{"HITEM3D_CLIENT_ID": "id", "HITEM3D_CLIENT_SECRET": "canary-s", "HITEM3D_BASE_URL": "https://host.example/?canary"},
			[]string{"hitem3d: new: refused by policy: the base URL has a query"},
			"canary",
		},
		{"nothing at all", nil, nil, []string{"HITEM3D_CLIENT_ID", "HUMMINGBIRD_BASE_URL", "SCNET_TOKEN", "AMSU_CLIENT_ID", "ZHIHUIYA_CLIENT_ID"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			clean(t)
			for name, value := range c.env {
				t.Setenv(name, value)
			}
			code, stdout, stderr := output(t, nil, append(c.args, "-live")...)
			assert.Equal(t, exitUsage, code)
			assert.Empty(t, stdout, "nothing is shown, since nothing was tried")
			assert.Contains(t, stderr, "nothing was sent")
			for _, want := range c.want {
				assert.Contains(t, stderr, want)
			}
			if c.wantNot != "" {
				assert.NotContains(t, stderr, c.wantNot)
			}
		})
	}
}

// A simulator stands in for each real vendor, and the demo does not notice.
func TestLive(t *testing.T) {
	clean(t)
	set := func(vendor, url string, values ...string) {
		t.Setenv(vendor+"_BASE_URL", url)
		for i := 0; i < len(values); i += 2 {
			t.Setenv(vendor+"_"+values[i], values[i+1])
		}
	}
	h, b, s, a, z := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d")), hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird")), scnettest.NewServer(t, contract.Check(t, "scnet")), amsutest.NewServer(t, contract.Check(t, "amsu")), zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	set("HITEM3D", h.URL, "CLIENT_ID", h.Credentials().ClientID, "CLIENT_SECRET", h.Credentials().ClientSecret.Reveal())
	set("HUMMINGBIRD", b.URL, "USERNAME", b.Credentials().Username, "PASSWORD", b.Credentials().Password.Reveal())
	set("SCNET", s.URL, "USER", s.Credentials().User, "PASSWORD", s.Credentials().Password.Reveal(), "ORG_ID", s.Credentials().OrgID)
	set("AMSU", a.URL, "CLIENT_ID", a.Credentials().ClientID, "CLIENT_SECRET", a.Credentials().ClientSecret.Reveal())
	set("ZHIHUIYA", z.URL, "CLIENT_ID", z.Credentials().ClientID, "CLIENT_SECRET", z.Credentials().ClientSecret.Reveal())
	sims := []*authtest.Server{h.Server, b.Server, s.Server, a.Server, z.Server}

	code, stdout, stderr := output(t, nil, "-live", "-v")
	require.Equal(t, exitOK, code, stdout+stderr)
	assert.Len(t, rows(stdout), 5)
	assert.Contains(t, stdout, "REAL vendors")
	assert.Contains(t, stdout, "ok: 5 vendors, all 14 checks right, 11 not tried")
	assert.Contains(t, stdout, "note 3 business call: no business call is known to cost no quota")
	assert.Contains(t, stdout, "  GET "+h.URL+"/open-api/v1/balance -> HTTP 200, ")
	for i, sim := range sims {
		assert.Equal(t, 1, sim.Calls(""), "one login at %s, none with wrong credentials", vendors[i].name)
		business := 1
		if vendors[i].costs != "" {
			business = 0
		}
		assert.Equal(t, business, sim.Calls(authtest.OpBusiness), vendors[i].name)
		for _, secret := range harvest(sim.RawExchanges()) {
			assert.NotContains(t, stdout, secret)
		}
	}
	assert.NotContains(t, stdout, "apikey=")

	// Only configured vendors are tried, and a refusal is a wrong cell.
	for _, name := range []string{"HUMMINGBIRD", "SCNET", "AMSU"} {
		for _, v := range vendors {
			for _, variable := range append(v.variables, name+"_BASE_URL") {
				if strings.HasPrefix(variable, name+"_") {
					t.Setenv(variable, "")
				}
			}
		}
	}
	t.Setenv("ZHIHUIYA_CLIENT_SECRET", "canary-secret")
	code, stdout, _ = output(t, nil, "-live")
	assert.Equal(t, exitWrong, code)
	assert.Equal(t, 1, strings.Count(stdout, "\nhitem3d "))
	assert.Contains(t, stdout, "WRONG 1 first token: zhihuiya: createToken: invalid credentials (67200003)")
	assert.Contains(t, stdout, "scnet: not tried, none of its variables is set")
	assert.Contains(t, stdout, "FAILED: 2 vendors, 3 checks right, 1 WRONG, 2 not reached, 4 not tried")
	assert.NotContains(t, stdout, "canary")
}

// 0.0.0.0 is not loopback to the module, and nobody listens on its port 1.
func TestLiveInsecureHTTP(t *testing.T) {
	clean(t)
	t.Setenv("AMSU_CLIENT_ID", "id")
	t.Setenv("AMSU_CLIENT_SECRET", "canary-secret")
	t.Setenv("AMSU_BASE_URL", "http://0.0.0.0:1")
	code, _, stderr := output(t, nil, "-live")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, stderr, "WithInsecureHTTP")
	code, stdout, stderr := output(t, nil, "-live", "-insecure-http", "-v")
	assert.Equal(t, exitWrong, code)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "WRONG 1 first token: amsu: createToken: transport error")
	assert.Contains(t, stdout, "POST http://0.0.0.0:1/amsu-analysis/v2/token -> no answer")
	assert.NotContains(t, stdout, "canary")
}

func TestTraceShowsTemplatesOnly(t *testing.T) {
	t.Parallel()
	log := newTrace(vendor{probe: "/v1.0/openapi/products", tokens: []string{"/v1.0/openapi/token/{refreshToken}"}})
	for path, want := range map[string]string{
		"/v1.0/openapi/token/canary":        "/v1.0/openapi/token/{refreshToken}",
		"/prefix/v1.0/openapi/token/canary": "/v1.0/openapi/token/{refreshToken}",
		"/v1.0/openapi/products?k=canary":   "/v1.0/openapi/products",
		"/canary":                           "/(a path the demo does not know)",
		"/":                                 "/(a path the demo does not know)",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://host.example"+path, bytes.NewReader(nil))
		require.NoError(t, err)
		assert.Equal(t, want, log.template(req), path)
	}
}

// refusing is a network that is down, with the URL in its error.
type refusing struct{}

func (refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("no route to %s", req.URL)
}

func TestTraceLineHoldsNoSecret(t *testing.T) {
	t.Parallel()
	log := newTrace(vendor{tokens: []string{"/token/{refreshToken}"}})
	log.base = refusing{}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://host.example/token/canary?apikey=canary", strings.NewReader("canary"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer canary")
	_, err = log.RoundTrip(req)
	require.Error(t, err)
	assert.Regexp(t, `^  POST https://host\.example/token/\{refreshToken\} -> no answer, \S+\n$`, log.String())
}
