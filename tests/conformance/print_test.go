package conformance_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/contract"
)

// differ collects what testify would print.
type differ struct{ text string }

func (d *differ) Errorf(format string, args ...any) { d.text += fmt.Sprintf(format, args...) }

// blank is another value of v's type: testify draws a diff only of such.
func blank(v any) any {
	if t := reflect.TypeOf(v); t.Kind() == reflect.Pointer {
		return reflect.New(t.Elem()).Interface()
	}
	return reflect.Zero(reflect.TypeOf(v)).Interface()
}

// A client that has worked is full of secrets, down to the buffers of its
// connections. No printer shows one.
func TestNoPrinterShowsWhatAClientHolds(t *testing.T) {
	t.Parallel()
	type under struct {
		vendor      any // the vendor package's *Client
		core        *authhooks.Client
		credentials any
		secrets     []authhooks.Secret
		url, path   string
	}
	h, u, s, a, z := hitem3dtest.NewServer(t, contract.Check(t, "hitem3d")), hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird")), scnettest.NewServer(t, contract.Check(t, "scnet")), amsutest.NewServer(t, contract.Check(t, "amsu")), zhihuiyatest.NewServer(t, contract.Check(t, "zhihuiya"))
	hc, err := hitem3d.New(h.Credentials(), authhooks.WithBaseURL(h.URL))
	require.NoError(t, err)
	closed(t, hc)
	uc, err := hummingbird.New(u.URL, u.Credentials())
	require.NoError(t, err)
	closed(t, uc)
	sc, err := scnet.New(s.URL, s.Credentials())
	require.NoError(t, err)
	closed(t, sc)
	ac, err := amsu.New(a.Credentials(), authhooks.WithBaseURL(a.URL))
	require.NoError(t, err)
	closed(t, ac)
	zc, err := zhihuiya.New(z.Credentials(), authhooks.WithBaseURL(z.URL))
	require.NoError(t, err)
	closed(t, zc)
	for name, c := range map[string]under{
		"hitem3d":     {hc, hc.Client, h.Credentials(), []authhooks.Secret{h.Credentials().ClientSecret}, h.URL, vendors[0].business},
		"hummingbird": {uc, uc.Client, u.Credentials(), []authhooks.Secret{u.Credentials().Password}, u.URL, vendors[1].business},
		"scnet":       {sc, sc.Client, s.Credentials(), []authhooks.Secret{s.Credentials().Password, s.Credentials().Token}, s.URL, vendors[2].business},
		"amsu":        {ac, ac.Client, a.Credentials(), []authhooks.Secret{a.Credentials().ClientSecret}, a.URL, vendors[3].business},
		"zhihuiya":    {zc, zc.Client, z.Credentials(), []authhooks.Secret{z.Credentials().ClientSecret}, z.URL, vendors[4].business},
	} {
		_, err := account{client: c.core, url: c.url}.call(t, c.path)
		require.NoError(t, err, name)
		token, err := c.core.Token(t.Context())
		require.NoError(t, err, name)
		secrets := append([]authhooks.Secret{token.Access}, c.secrets...)
		if !token.Refresh.IsZero() {
			secrets = append(secrets, token.Refresh)
		}
		var out bytes.Buffer
		for _, v := range []any{c.vendor, c.core, *c.core, c.credentials, token, c.core.Source(), c.core.Source().Status(), c.core.Origins(), c.core.HTTPClient(), c.core.Guarded(), c.core.Doer()} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				fmt.Fprintf(&out, verb, v)
			}
			slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
			if text, err := json.Marshal(v); err == nil {
				out.Write(text)
			}
			d := &differ{}
			assert.Equal(d, v, blank(v))
			out.WriteString(d.text)
			assert.NotContains(t, d.text, "bufio", "%s: a connection's buffers hold the last request", name)
		}
		for _, secret := range secrets {
			text := secret.Reveal()
			for _, form := range []string{text, base64.StdEncoding.EncodeToString([]byte(text)), fmt.Sprintf("%x", text), fmt.Sprintf("%q", text)} {
				assert.NotContains(t, out.String(), form, name)
			}
		}
	}
}
