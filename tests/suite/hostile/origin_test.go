package hostile_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// lookalikes are URLs that a reader, or a careless check, takes for one at
// 127.0.0.1 and that port.
func lookalikes(port string) map[string]string {
	return map[string]string{
		"another port": "http://127.0.0.1:1/x", "no port": "http://127.0.0.1/x", "another scheme": "https://127.0.0.1:" + port + "/x",
		"a name that begins so": "http://127.0.0.1.evil.invalid:" + port + "/x", "a name that ends so": "http://evil.invalid.127.0.0.1:" + port + "/x",
		"userinfo": "http://user:pass@127.0.0.1:" + port + "/x", "the host as userinfo": "http://127.0.0.1:" + port + "@evil.invalid/x",
		"an escaped at sign": "http://127.0.0.1:" + port + "%40evil.invalid/x", "a backslash": "http://127.0.0.1:" + port + `\@evil.invalid/x`,
		"a trailing dot": "http://127.0.0.1.:" + port + "/x", "mapped IPv6": "http://[::ffff:127.0.0.1]:" + port + "/x", "mapped IPv6 in hex": "http://[::ffff:7f00:1]:" + port + "/x",
		"IPv6 loopback": "http://[::1]:" + port + "/x", "a zone": "http://[fe80::1%25lo]:" + port + "/x", "a name": "http://localhost:" + port + "/x",
		"a short address": "http://127.1:" + port + "/x", "a decimal address": "http://2130706433:" + port + "/x", "an octal address": "http://0177.0.0.1:" + port + "/x",
		"a hex address": "http://0x7f000001:" + port + "/x", "full width": "http://１２７.0.0.1:" + port + "/x", "an ideographic stop": "http://127。0.0.1:" + port + "/x",
		"punycode": "http://xn--127-0-0-1.invalid:" + port + "/x", "zero": "http://0.0.0.0:" + port + "/x", "a port with a zero": "http://127.0.0.1:0" + port + "/x",
		"an empty port": "http://127.0.0.1:/x", "another loopback": "http://127.0.0.2:" + port + "/x", "a long port": "http://127.0.0.1:" + port + "0/x",
		"a fragment": "http://evil.invalid#127.0.0.1:" + port, "a query": "http://evil.invalid?127.0.0.1:" + port + "/", "a websocket": "ws://127.0.0.1:" + port + "/x",
	}
}

// No credential goes to what only looks like the vendor's origin: by the editor,
// by HTTPClient, and where URL or Host change after the editor has run.
func TestOriginsThatLookAlike(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v accounts.Vendor) {
		network := newNetwork(t)
		a := v.Open(t, nil, network.option())
		token, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		var known canary.Set
		learn(&known, secretsOf(a.Address)...)
		learn(&known, token.Access.Reveal())
		own := strings.TrimPrefix(a.URL, "http://")
		_, port, err := net.SplitHostPort(own)
		require.NoError(t, err)
		calls := a.Calls("")
		refused := func(name string, err error) {
			t.Helper()
			require.ErrorIs(t, err, authhooks.ErrPolicy, name)
			if v.Spec().Place == "query" { // net/http's own error has the caller's URL, in which the editor put the token
				var ours *authhooks.Error
				require.ErrorAs(t, err, &ours, name)
				err = ours
			}
			assert.Empty(t, known.Search(canary.Chain(err)), name)
		}
		for name, raw := range lookalikes(port) {
			u, err := url.Parse(raw)
			if err != nil {
				continue // net/http would not make a request of it either
			}
			_, err = authhooks.NewOrigins(raw)
			assert.Empty(t, known.Search(canary.Chain(err)), name)
			blank := request(t, a.URL+"/x")
			blank.URL, blank.Host = u, u.Host
			refused(name, a.Client.Editor()(t.Context(), blank))
			assert.Empty(t, known.Search(fmt.Sprint(blank.Header, blank.URL)), name)
			_, err = a.Client.HTTPClient().Do(blank)
			refused(name, err)

			edited := request(t, a.URL+"/x")
			require.NoError(t, a.Client.Editor()(t.Context(), edited))
			edited.URL = u
			_, err = a.Client.HTTPClient().Do(edited)
			refused(name+", after the editor", err)
		}
		for _, host := range []string{"evil.invalid", "127.0.0.1.", own + ".", own + "@evil.invalid", "[::ffff:127.0.0.1]:" + port, "localhost:" + port, "127.0.0.1"} {
			r := request(t, a.URL+"/x")
			r.Host = host
			refused("Host "+host, a.Client.Editor()(t.Context(), r))
			r = request(t, a.URL+"/x")
			require.NoError(t, a.Client.Editor()(t.Context(), r))
			r.Host = host
			_, err := a.Client.HTTPClient().Do(r)
			refused("Host "+host+", after the editor", err)
		}
		assert.Empty(t, network.others(own), "nobody else was asked for")
		assert.Zero(t, a.Calls(authtest.OpBusiness))
		assert.Equal(t, calls, a.Calls(""))
	})
}

func request(t *testing.T, target string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	require.NoError(t, err)
	return r
}

// A business call's redirect to another origin comes back as it is. One within
// the origin is followed, and its Referer has nothing that was injected.
func TestRedirectsOfBusinessCalls(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v accounts.Vendor) {
		network := newNetwork(t)
		a := v.Open(t, nil, network.option())
		token, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, to := range []string{"http://evil.invalid/", "http://127.0.0.1:9/", "https://127.0.0.1/", "//evil.invalid/", strings.Replace(a.URL, "127.0.0.1", "127.0.0.1.", 1)} {
				a.Fail(authtest.Redirect(authtest.OpBusiness, status, to))
				resp, err := a.Client.HTTPClient().Do(request(t, a.URL+v.Business))
				require.NoError(t, err)
				assert.Equal(t, status, resp.StatusCode, to)
				require.ErrorIs(t, a.Client.CheckResponse(resp), authhooks.ErrProtocol)
				require.NoError(t, resp.Body.Close())
			}
			a.Fail(authtest.Redirect(authtest.OpBusiness, status, a.URL+v.Business))
			resp, err := a.Client.HTTPClient().Do(request(t, a.URL+v.Business))
			require.NoError(t, err)
			require.NoError(t, a.Client.CheckResponse(resp))
			require.NoError(t, resp.Body.Close())
			all := a.RawExchanges()
			referer := all[len(all)-1].RequestHeader.Get("Referer")
			assert.Equal(t, a.URL+v.Business, referer)
			assert.NotContains(t, referer, token.Access.Reveal())
			assert.NotContains(t, referer, "apikey")
		}
		assert.Empty(t, network.others(strings.TrimPrefix(a.URL, "http://")), "nobody else was asked for")
	})
}

const proxied = "VENDORAUTH_HOSTILE_PROXIED"

// net/http reads the environment once a process, so the calls are made by
// another one, whose environment names a proxy for everything.
func TestProxyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	if os.Getenv(proxied) != "" {
		t.Skip("this is that process")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxied$", "-test.count=1")
	cmd.Env = append(os.Environ(), proxied+"=1", "NO_PROXY=", "no_proxy=")
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		cmd.Env = append(cmd.Env, name+"=http://proxy.invalid:3128")
	}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// TestProxied is run by TestProxyOfTheEnvironment. That a plain client does ask
// the proxy shows that there is one.
func TestProxied(t *testing.T) {
	if os.Getenv(proxied) == "" {
		t.Skip("run by TestProxyOfTheEnvironment")
	}
	var asked atomic.Pointer[string]
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
		asked.Store(&address)
		return nil, &net.OpError{Op: "dial", Err: os.ErrPermission}
	}}
	_, err := (&http.Client{Transport: transport}).Do(request(t, "http://vendor.invalid/x"))
	require.Error(t, err)
	require.Equal(t, "proxy.invalid:3128", *asked.Load())
	for _, v := range accounts.Vendors {
		a := v.Open(t, nil, authhooks.WithHTTPClient(&http.Client{Transport: transport}), authhooks.WithBaseURL("http://vendor.invalid"), authhooks.WithInsecureHTTP())
		for _, op := range a.Operations[:min(1, len(a.Operations))] {
			_, err := op.Call(t.Context())
			require.ErrorIs(t, err, authhooks.ErrTransport)
			assert.Equal(t, "vendor.invalid:80", *asked.Load(), "%s %s", v.Name, op.Name)
		}
		_, err := a.Client.HTTPClient().Do(request(t, "http://vendor.invalid/x"))
		require.ErrorIs(t, err, authhooks.ErrTransport)
		assert.Equal(t, "vendor.invalid:80", *asked.Load(), v.Name)
	}
}
