package decoders_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

// answers is a transport that gives one answer to every request.
type answers struct {
	status int
	body   []byte
	asked  *http.Request
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	a.asked = r
	return &http.Response{
		StatusCode: a.status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)),
	}, nil
}

func (a *answers) client() authhooks.Option {
	return authhooks.WithHTTPClient(&http.Client{Transport: a})
}

const base = "https://vendor.example"

var pair = authhooks.ClientCredentials{ClientID: "id", ClientSecret: authhooks.NewSecret("secret-canary")}

// holds fuzzes one typed call. Both sides return the tokens of an answer, one
// after the other, a space between. reference assumes that no key stands twice:
// where one does, a token is no mistake in a part that nobody reads, and none
// is none anywhere.
func holds(f *testing.F, vendor string, reference func(status int, o object) (string, bool), call func(a *answers) (string, error), seeds ...string) {
	f.Helper()
	samples, err := filepath.Glob(filepath.Join("..", "..", "..", "specs", vendor, "examples", "*.json"))
	require.NoError(f, err)
	require.NotEmpty(f, samples)
	for _, name := range samples {
		body, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(body, uint16(http.StatusOK))
	}
	for _, seed := range seeds {
		f.Add([]byte(seed), uint16(http.StatusOK))
		f.Add([]byte(seed), uint16(http.StatusUnauthorized))
	}
	f.Add([]byte(`{"code":0,"CODE":1,"data":{"token":"a","token":"b"}}`), uint16(http.StatusCreated))
	f.Fuzz(func(t *testing.T, body []byte, status uint16) {
		a := &answers{status: 200 + int(status)%400, body: body}
		got, err := call(a)
		if err != nil {
			e, ok := errors.AsType[*authhooks.Error](err)
			if !ok || e.Vendor != vendor || e.Status != a.status {
				t.Fatalf("%#v", err)
			}
			if strings.Contains(err.Error(), "canary") {
				t.Fatalf("the error holds a secret: %v", err)
			}
		}
		want, ok := "", false
		text := bytes.TrimPrefix(body, []byte("\ufeff"))
		if o := objectOf(text); o != nil && a.status/100 == 2 {
			want, ok = reference(a.status, o)
		}
		switch {
		case err == nil && !ok:
			t.Fatalf("HTTP %d %q: took %q, the reference nothing", a.status, body, got)
		case err == nil && got != want:
			t.Fatalf("HTTP %d %q: took %q, the reference %q", a.status, body, got, want)
		case err != nil && ok && !twins(text):
			t.Fatalf("HTTP %d %q: %v, but the reference read %q", a.status, body, err, want)
		}
	})
}

func FuzzHitem3D(f *testing.F) {
	holds(f, "hitem3d", func(_ int, o object) (string, bool) {
		token, ok := o.object("data").token("accessToken")
		return token, ok && o.code("code") == "200"
	}, func(a *answers) (string, error) {
		c, err := hitem3d.New(pair, authhooks.WithBaseURL(base), a.client())
		if err != nil {
			return "", err
		}
		token, err := c.CreateToken(context.Background())
		if err != nil {
			return "", err
		}
		return token.AccessToken.Reveal(), nil
	}, `{"code":"200","data":{"accessToken":"t","accesstoken":"evil"}}`, `{"code":200,"data":{"accessToken":"a","accessToken":"b"}}`,
		`{"code":2e2,"data":{"accessToken":"t"}}`, `{"code":200,"Data":{"accessToken":"t"}}`, `{"code":200,"data":{"access\u0054oken":"t"}} `)
}

func FuzzHummingbird(f *testing.F) {
	holds(f, "hummingbird", func(_ int, o object) (string, bool) {
		token, ok := o.object("result").token("access_token")
		code := o.code("code")
		if code == "" {
			code = o.code("errorCode") // the envelope of business calls
		}
		return token, ok && code == "0" && o.is("success", "true")
	}, func(a *answers) (string, error) {
		c, err := hummingbird.New(base, hummingbird.Credentials{Username: "u", Password: authhooks.NewSecret("secret-canary")}, a.client())
		if err != nil {
			return "", err
		}
		session, err := c.Login(context.Background())
		if err != nil {
			return "", err
		}
		return session.AccessToken.Reveal(), nil
	}, `{"success":true,"code":"0","result":{"access_token":"t","expire":"1","refresh_token":7}}`, `{"result":{"access_token":"t"}}`,
		`{"success":true,"errorCode":0,"result":{"access_token":"t"}}`, `{"success":"true","code":0,"result":{"access_token":"t"}}`, `{"success":true,"code":-0,"result":{"access_token":"t"}}`)
}

func FuzzSCNet(f *testing.F) {
	holds(f, "scnet", func(_ int, o object) (string, bool) {
		var list []json.RawMessage
		if o.code("code") != "0" || !bytes.HasPrefix(o["data"], []byte("[")) || json.Unmarshal(o["data"], &list) != nil {
			return "", false
		}
		var all []string
		for _, raw := range list {
			region := objectOf(raw)
			token, ok := region.token("token")
			if !ok && !region.is("token", "null") {
				return "", false
			}
			all = append(all, token)
		}
		return strings.Join(all, " "), true
	}, func(a *answers) (string, error) {
		c, err := scnet.New(base, scnet.Credentials{User: "u", OrgID: "o", Password: authhooks.NewSecret("secret-canary")}, a.client())
		if err != nil {
			return "", err
		}
		regions, err := c.CreateTokens(context.Background())
		all := make([]string, 0, len(regions))
		for _, r := range regions {
			token := ""
			if r.Token != nil {
				token = r.Token.Reveal()
			}
			all = append(all, token)
		}
		return strings.Join(all, " "), err
	}, `{"code":0,"data":[{"clusterId":1,"token":"a"},{"clusterId":"2","token":null}]}`, `{"code":"0","data":[{}]}`, `{"code":"0","data":[]}`,
		`{"code":"0","data":[null]}`, `{"code":"0","data":null}`, `{"code":"0","data":[{"token":"a","Token":"b"}]}`)
}

// FuzzSCNetRenewal: data is a bare token or a list with one region.
func FuzzSCNetRenewal(f *testing.F) {
	holds(f, "scnet", func(_ int, o object) (string, bool) {
		if o.code("code") != "0" {
			return "", false
		}
		if token, ok := o.token("data"); ok {
			return token, true
		}
		var list []json.RawMessage
		if json.Unmarshal(o["data"], &list) != nil {
			return "", false
		}
		found, known := "", false
		for _, raw := range list {
			region := objectOf(raw)
			token, ok := region.token("token")
			if !ok && !region.is("token", "null") {
				return "", false
			}
			if id := region.code("clusterId"); ok && !known && (id == "7" || id == "" && len(list) == 1) {
				found, known = token, true
			}
		}
		return found, known
	}, func(a *answers) (string, error) {
		seed := authhooks.NewSecret("seed-canary")
		c, err := scnet.New(base, scnet.Credentials{Token: seed, ClusterID: "7"}, a.client())
		if err != nil {
			return "", err
		}
		token, err := c.RenewToken(context.Background(), seed)
		return token.Reveal(), err
	}, `{"code":0,"data":[{"clusterId":7,"token":"a"},{"clusterId":"2","token":null}]}`, `{"code":"0","data":"t"}`, `{"code":"0","data":[{"token":"t"}]}`,
		`{"code":"0","data":[{"clusterId":"7","token":null},{"clusterId":"7","token":"t"}]}`, `{"code":"0","data":{"token":"t"}}`)
}

func FuzzAMSU(f *testing.F) {
	holds(f, "amsu", func(status int, o object) (string, bool) {
		token, ok := o.token("access_token")
		return token, ok && status == http.StatusOK && o.object("error").code("code") == ""
	}, func(a *answers) (string, error) {
		c, err := amsu.New(pair, authhooks.WithBaseURL(base), a.client())
		if err != nil {
			return "", err
		}
		token, err := c.CreateToken(context.Background())
		if err != nil {
			return "", err
		}
		return token.AccessToken.Reveal(), nil
	}, `{"access_token":"t","expires_in":"86400","token_type":"bearer"}`, `{"access_token":"t","error":{"code":"COMMON.X"}}`, `{"access_token":"t","error":null}`,
		`{"access_token":"t","error":{"code":"X","code":"Y"}}`, `{"access_token":"t","refresh_token":5}`, `{"Access_token":"t"}`)
}

func FuzzZhihuiya(f *testing.F) {
	holds(f, "zhihuiya", func(status int, o object) (string, bool) {
		if code := o.code("error_code"); code != "" { // the envelope, or a flat answer with its fields
			from := o
			if !o.has("token") {
				from = o.object("data")
			}
			token, ok := from.token("token")
			return token, ok && code == "0" && (!o.has("status") || o.is("status", "true"))
		}
		word, isText := o.text("status")
		token, ok := o.token("token")
		return token, ok && status == http.StatusOK && (isText && word == "approved" || !isText && !o.is("status", "false"))
	}, func(a *answers) (string, error) {
		c, err := zhihuiya.New(pair, authhooks.WithBaseURL(base), a.client())
		if err != nil {
			return "", err
		}
		token, err := c.CreateToken(context.Background())
		if err != nil {
			return "", err
		}
		return token.Token.Reveal(), nil
	}, `{"token":"t","status":"denied"}`, `{"status":true,"error_code":0,"data":{"token":"t"}}`, `{"status":true,"error_code":"0","token":"t","data":{"token":"u"}}`,
		`{"status":null,"error_code":0,"data":{"token":"t"}}`, `{"token":"t","status":7}`, `{"token":"t","expires_in":1e3,"issued_at":5}`, `{"to\u212aen":"t"}`)
}

// FuzzRefreshPath: a refresh token stays one segment of the documented path.
func FuzzRefreshPath(f *testing.F) {
	for _, seed := range []string{"a.b.c", "", ".", "..", "../../v1.0/openapi/products", "a/b", "%2e%2e", "a?b#c", "a b", "é\x00\r\n", "a;b", `..\`, "%2F"} {
		f.Add(seed)
	}
	prefix := strings.TrimSuffix(simtest.Path("hummingbird", "refreshToken"), "{refreshToken}")
	f.Fuzz(func(t *testing.T, refresh string) {
		a := &answers{status: http.StatusOK, body: []byte(`{"success":true,"code":0,"result":{"access_token":"t"}}`)}
		c, err := hummingbird.New(base, hummingbird.Credentials{Username: "u", Password: authhooks.NewSecret("p")}, a.client())
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.RefreshToken(t.Context(), authhooks.NewSecret(refresh))
		if err != nil && len(refresh) > 12 && strings.Contains(err.Error(), refresh) {
			t.Fatalf("the error quotes the token: %v", err)
		}
		if a.asked == nil {
			if err == nil {
				t.Fatal("no request and no error")
			}
			return
		}
		segment, ok := strings.CutPrefix(a.asked.URL.EscapedPath(), prefix)
		if !ok || segment == "" || strings.ContainsAny(segment, "/?#") || a.asked.URL.Path != prefix+refresh || a.asked.URL.RawQuery != "" || a.asked.URL.Host != "vendor.example" {
			t.Fatalf("%q became %s", refresh, a.asked.URL)
		}
	})
}
