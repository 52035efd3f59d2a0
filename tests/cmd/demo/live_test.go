package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
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
		{
			"scnet with half an access key", nil,
			map[string]string{"SCNET_BASE_URL": "https://api.scnet.cn", "SCNET_USER": "u", "SCNET_ACCESS_KEY": "canary-a", "SCNET_ORG_ID": ""},
			[]string{"SCNET_SECRET_KEY", "scnet (access key)"},
			"canary",
		},
		{
			"an access key of which the password's row must know nothing", nil,
			map[string]string{
				"SCNET_BASE_URL": "https://api.scnet.cn", "SCNET_USER": "u", "SCNET_PASSWORD": "canary-p", "SCNET_ACCESS_KEY": "canary-a", "SCNET_SECRET_KEY": "canary-k",
			},
			[]string{"SCNET_ORG_ID"},
			"canary",
		},
		{"an API key", []string{"-vendor", "zhihuiya (API key)"}, nil, []string{"ZHIHUIYA_API_KEY"}, "ZHIHUIYA_CLIENT"},
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

// A simulator stands in for each real vendor, and the demo does not notice. The variables of
// one way to log in are set for each vendor, and the demo tries that way only.
func TestLive(t *testing.T) {
	first := accounts.First()
	others := slices.DeleteFunc(slices.Clone(accounts.Vendors), func(v accounts.Vendor) bool { return !v.IsFurther() })
	for name, set := range map[string][]accounts.Vendor{"the first ways": first, "the other ways": others} {
		t.Run(name, func(t *testing.T) { showLive(t, set) })
	}

	// A refusal is a wrong cell.
	clean(t)
	for _, name := range []string{"hitem3d", "zhihuiya"} {
		sim, address, err := accounts.Named(name).Serve()
		require.NoError(t, err)
		t.Cleanup(sim.Close)
		for _, pair := range accounts.Named(name).Env(address) {
			t.Setenv(pair[0], pair[1])
		}
	}
	t.Setenv("ZHIHUIYA_CLIENT_SECRET", "canary-secret")
	code, stdout, _ := output(t, nil, "-live")
	assert.Equal(t, exitWrong, code)
	assert.Equal(t, 1, strings.Count(stdout, "\nhitem3d "))
	assert.Contains(t, stdout, "WRONG 1 first token: zhihuiya: createToken: invalid credentials (67200003)")
	assert.Contains(t, stdout, "FAILED: 2 rows, 3 checks right, 1 WRONG, 2 not reached, 4 not tried")
	assert.NotContains(t, stdout, "canary")
}

func showLive(t *testing.T, set []accounts.Vendor) {
	t.Helper()
	clean(t)
	var sims []*authtest.Server
	for _, v := range set {
		sim, address, err := v.Serve(contract.Check(t, v.ID()))
		require.NoError(t, err)
		t.Cleanup(sim.Close)
		sims = append(sims, sim)
		for _, pair := range v.Env(address) {
			t.Setenv(pair[0], pair[1])
		}
	}
	n, free, want := len(set), 0, []string{}
	for _, v := range set {
		want = append(want, v.Name)
		if v.Costs == "" {
			free++
		}
	}

	code, stdout, stderr := output(t, nil, "-live", "-v")
	require.Equal(t, exitOK, code, stdout+stderr)
	assert.Equal(t, want, rows(stdout))
	for _, name := range names() {
		assert.Equal(t, !slices.Contains(want, name), strings.Contains(stdout, "\n"+name+": not tried, none of its own variables is set\n"), name)
	}
	assert.Contains(t, stdout, "REAL vendors")
	assert.Contains(t, stdout, fmt.Sprintf("ok: %d rows, all %d checks right, %d not tried", n, 2*n+free, 3*n-free))
	assert.Contains(t, stdout, "note 3 business call: no business call is known to cost no quota")
	for i, sim := range sims {
		v, business, logins := set[i], 0, 1
		if v.Static {
			logins = 0
		}
		if v.Costs == "" {
			business = 1
			assert.Contains(t, stdout, "  GET "+sim.URL+path(v)+" -> HTTP 200, ")
		}
		assert.Equal(t, logins, sim.Calls(""), "one login at %s, none with wrong credentials", v.Name)
		assert.Equal(t, business, sim.Calls(authtest.OpBusiness), v.Name)
		for _, secret := range harvest(v, sim.RawExchanges()) {
			assert.NotContains(t, stdout, secret)
		}
	}
	assert.NotContains(t, stdout, "apikey=")
}

// With all variables of a vendor set, each row logs in its own way.
func TestLiveTriesEachWay(t *testing.T) {
	clean(t)
	sim := scnettest.NewServer(t, contract.Check(t, "scnet"))
	c := sim.Credentials()
	for name, value := range map[string]string{
		"SCNET_BASE_URL": sim.URL, "SCNET_USER": c.User, "SCNET_PASSWORD": c.Password.Reveal(), "SCNET_ORG_ID": c.OrgID,
		"SCNET_CLUSTER_ID": c.ClusterID, "SCNET_ACCESS_KEY": c.AccessKey, "SCNET_SECRET_KEY": c.SecretKey.Reveal(),
	} {
		t.Setenv(name, value)
	}
	for name, want := range map[string][]string{
		"scnet": {"scnet", "scnet (access key)"}, "scnet (access key)": {"scnet (access key)"},
	} {
		passwords, signed := sim.Calls("createTokens"), sim.Calls("createTokensByKey")
		code, stdout, stderr := output(t, nil, "-live", "-vendor", name)
		require.Equal(t, exitOK, code, stdout+stderr)
		assert.Equal(t, want, rows(stdout))
		assert.Equal(t, len(want)-1, sim.Calls("createTokens")-passwords)
		assert.Equal(t, 1, sim.Calls("createTokensByKey")-signed)
	}
}

// A row is tried if a variable is set that only this row reads.
func TestWhichRowsAreWanted(t *testing.T) {
	for _, c := range []struct{ set, want []string }{
		{nil, nil},
		{[]string{"SCNET_USER"}, []string{"scnet"}},
		{[]string{"SCNET_BASE_URL", "SCNET_CLUSTER_ID"}, []string{"scnet"}},
		{[]string{"SCNET_USER", "SCNET_ACCESS_KEY"}, []string{"scnet (access key)"}},
		{[]string{"SCNET_SECRET_KEY"}, []string{"scnet (access key)"}},
		{[]string{"SCNET_TOKEN"}, []string{"scnet"}},
		{[]string{"SCNET_ORG_ID", "SCNET_ACCESS_KEY"}, []string{"scnet", "scnet (access key)"}},
		{[]string{"ZHIHUIYA_API_KEY"}, []string{"zhihuiya (API key)"}},
		{[]string{"ZHIHUIYA_CLIENT_ID"}, []string{"zhihuiya"}},
		{[]string{"ZHIHUIYA_CLIENT_ID", "ZHIHUIYA_API_KEY", "AMSU_CLIENT_ID"}, []string{"amsu", "zhihuiya", "zhihuiya (API key)"}},
	} {
		t.Run(strings.Join(c.set, " "), func(t *testing.T) {
			clean(t)
			for _, name := range c.set {
				t.Setenv(name, "x")
			}
			var wanted []string
			for _, v := range accounts.Vendors {
				if isWanted(v) {
					wanted = append(wanted, v.Name)
				}
			}
			assert.Equal(t, c.want, wanted)
		})
	}
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
