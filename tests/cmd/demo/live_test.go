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
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// clean removes every vendor's variables from the environment, so that a test never sends
// a developer's own credentials.
func clean(t *testing.T) {
	t.Helper()
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		for _, v := range accounts.Vendors {
			if strings.HasPrefix(name, strings.ToUpper(v.ID())+"_") {
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
		{"nothing at all", nil, nil, []string{needs(accounts.Vendors)}, ""},
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
	var sims []*authtest.Server
	for _, v := range accounts.Vendors {
		sim, address, err := v.Serve(contract.Check(t, v.ID()))
		require.NoError(t, err)
		t.Cleanup(sim.Close)
		sims = append(sims, sim)
		for _, pair := range v.Env(address) {
			t.Setenv(pair[0], pair[1])
		}
	}
	n, free := len(accounts.Vendors), 0
	for _, v := range accounts.Vendors {
		if v.Costs == "" {
			free++
		}
	}

	code, stdout, stderr := output(t, nil, "-live", "-v")
	require.Equal(t, exitOK, code, stdout+stderr)
	assert.Len(t, rows(stdout), n)
	assert.Contains(t, stdout, "REAL vendors")
	assert.Contains(t, stdout, fmt.Sprintf("ok: %d vendors, all %d checks right, %d not tried", n, 2*n+free, 3*n-free))
	assert.Contains(t, stdout, "note 3 business call: no business call is known to cost no quota")
	for i, sim := range sims {
		v, business := accounts.Vendors[i], 0
		if v.Costs == "" {
			business = 1
			assert.Contains(t, stdout, "  GET "+sim.URL+path(v)+" -> HTTP 200, ")
		}
		assert.Equal(t, 1, sim.Calls(""), "one login at %s, none with wrong credentials", v.Name)
		assert.Equal(t, business, sim.Calls(authtest.OpBusiness), v.Name)
		for _, secret := range harvest(v, sim.RawExchanges()) {
			assert.NotContains(t, stdout, secret)
		}
	}
	assert.NotContains(t, stdout, "apikey=")

	// Only configured vendors are tried, and a refusal is a wrong cell.
	for _, v := range accounts.Vendors {
		for _, variable := range append(v.Variables(), v.BaseURLVariable()) {
			if v.Name != "hitem3d" && v.Name != "zhihuiya" {
				t.Setenv(variable, "")
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
	log := newTrace(accounts.Named("hummingbird"))
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
	log := newTrace(accounts.Named("hummingbird"))
	log.base = refusing{}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://host.example/v1.0/openapi/token/canary?apikey=canary", strings.NewReader("canary"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer canary")
	_, err = log.RoundTrip(req)
	require.Error(t, err)
	assert.Regexp(t, `^  POST https://host\.example/v1\.0/openapi/token/\{refreshToken\} -> no answer, \S+\n$`, log.String())
}
