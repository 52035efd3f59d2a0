package authhooks_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestNewOriginsRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "host", "//host", "ftp://host", "https://", "https:///path", "https:host", "https://user:canary@host", "https://canary@host",
		"https://host?canary=1", "https://host?", "https://host#canary", "https://host/#", "https://ho st/canary", "https://h\u00f6st", "https://host:canary", "https://host:0", "https://host:65536", "https://host:99999",
		"https://id:can ary@host", "http://[::1", "javascript:canary",
	} {
		_, err := authhooks.NewOrigins("https://ok.example", bad)
		require.ErrorIs(t, err, authhooks.ErrPolicy, bad)
		assert.NotContains(t, err.Error(), "canary")
	}
}

func TestOriginsCheck(t *testing.T) {
	t.Parallel()
	o, err := authhooks.NewOrigins("https://API.example:443/ignored/path", "http://127.0.0.1:8080", "https://other.example:8443")
	require.NoError(t, err)
	for _, good := range []string{
		"https://api.example/x?y=1#z", "https://api.example:443", "HTTPS://Api.Example/", "http://127.0.0.1:8080/a", "https://other.example:8443",
	} {
		u, err := url.Parse(good)
		require.NoError(t, err)
		require.NoError(t, o.Check(u), good)
	}
	for _, bad := range []string{
		"http://api.example", "http://api.example:443", "https://api.example:444", "https://api.example.", "https://api.example.evil", "https://evil/api.example",
		"https://xapi.example", "https://user@api.example", "https://:@api.example/", "http://127.0.0.1:8081", "http://127.0.0.1.evil:8080", "http://[::ffff:127.0.0.1]:8080",
		"https://other.example", "//api.example", "https:api.example", "https://ap\u0131.example", "",
	} {
		u, err := url.Parse(bad)
		require.NoError(t, err, bad)
		require.ErrorIs(t, o.Check(u), authhooks.ErrPolicy, bad)
	}
	require.ErrorIs(t, o.Check(nil), authhooks.ErrPolicy)
	kelvin, err := authhooks.NewOrigins("https://kk.example")
	require.NoError(t, err)
	require.ErrorIs(t, kelvin.Check(&url.URL{Scheme: "https", Host: "\u212ak.example"}), authhooks.ErrPolicy, "the Kelvin sign folds to k")
	require.ErrorIs(t, authhooks.Origins{}.Check(&url.URL{Scheme: "https", Host: "api.example"}), authhooks.ErrPolicy, "the zero set allows nothing")
}

func request(t *testing.T, target string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, target, nil)
	require.NoError(t, err)
	return req
}

func TestEditorsPlaceTheCredential(t *testing.T) {
	t.Parallel()
	o, err := authhooks.NewOrigins("https://api.example")
	require.NoError(t, err)
	src := authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret("t*k+n/="), Type: "BearerToken"})
	cases := map[string]struct {
		edit authhooks.RequestEditor
		want func(*http.Request) string
		text string
	}{
		"bearer": {authhooks.Bearer(o, src), func(r *http.Request) string { return r.Header.Get("Authorization") }, "Bearer t*k+n/="},
		"header": {authhooks.Header(o, "x-token", src), func(r *http.Request) string { return r.Header.Get("X-Token") }, "t*k+n/="},
		"query":  {authhooks.QueryToken(o, "access token", src), func(r *http.Request) string { return r.URL.RawQuery }, "keep=%2f&access+token=t%2Ak%2Bn%2F%3D"},
		"plain":  {authhooks.Query(o, "apikey", "a b"), func(r *http.Request) string { return r.URL.RawQuery }, "keep=%2f&apikey=a+b"},
		"basic":  {authhooks.Basic(o, "id", authhooks.NewSecret("s+/ é")), func(r *http.Request) string { return r.Header.Get("Authorization") }, "Basic aWQ6cysvIMOp"},
	}
	for name, c := range cases {
		req := request(t, "https://api.example/p?keep=%2f")
		for range 2 { // sets, never adds
			require.NoError(t, c.edit(t.Context(), req), name)
		}
		assert.Equal(t, c.want(req), c.text, name)
		assert.LessOrEqual(t, len(req.Header.Values("Authorization")), 1)

		for _, foreign := range []string{"https://evil.example/", "http://api.example/", "https://api.example:444/"} {
			req := request(t, foreign)
			require.ErrorIs(t, c.edit(t.Context(), req), authhooks.ErrPolicy, name+foreign)
			assert.Empty(t, req.Header, name)
			assert.Empty(t, req.URL.RawQuery, name)
		}
		masked := request(t, "https://api.example/")
		masked.Host = "evil.example"
		require.ErrorIs(t, c.edit(t.Context(), masked), authhooks.ErrPolicy, name)
		assert.Empty(t, masked.Header, name)
	}
}

// A header may stand in the map in a spelling that is not canonical. Ours goes out
// alone, whatever that spelling is, and other headers stay.
func TestNoSpellingOfAHeaderGoesOutBesideOurs(t *testing.T) {
	t.Parallel()
	o, err := authhooks.NewOrigins("https://api.example")
	require.NoError(t, err)
	src := authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret("ours")})
	for name, edit := range map[string]authhooks.RequestEditor{
		"X-Token": authhooks.Header(o, "x-token", src), "Token": authhooks.Header(o, "TOKEN", src),
		"Authorization": authhooks.Bearer(o, src),
	} {
		req := request(t, "https://api.example/")
		for _, spelling := range []string{strings.ToLower(name), strings.ToUpper(name), name, "x" + strings.ToLower(name), "tO" + "keN", "aUTHORIZATION"} {
			req.Header[spelling] = []string{"theirs", "twice"}
		}
		require.NoError(t, edit(t.Context(), req))
		var sent []string
		for key, values := range req.Header {
			if strings.EqualFold(key, name) {
				sent = append(sent, values...)
			}
		}
		require.Len(t, sent, 1, name)
		assert.Contains(t, sent[0], "ours")
		assert.Len(t, req.Header["x"+strings.ToLower(name)], 2, "another header")
	}
	basic := request(t, "https://api.example/")
	basic.Header["authorization"] = []string{"theirs"}
	require.NoError(t, authhooks.Basic(o, "id", authhooks.NewSecret("s"))(t.Context(), basic))
	assert.Len(t, basic.Header, 1)
}

func TestEditorsRefusePlainHTTPBeyondLoopback(t *testing.T) {
	t.Parallel()
	src := authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret("t")})
	for host, loopback := range map[string]bool{
		"127.0.0.1": true, "127.8.9.1:80": true, "[::1]:99": true, "localhost": true, "LocalHost:8": true, "[::ffff:127.0.0.1]": true,
		"127.0.0.1.evil": false, "localhost.": false, "localhost.evil": false, "0.0.0.0": false, "10.0.0.1": false, "[::1%25lo]": false, "api.example": false,
	} {
		o, err := authhooks.NewOrigins("http://" + host)
		require.NoError(t, err, host)
		req := request(t, "http://"+host+"/")
		err = authhooks.Bearer(o, src)(t.Context(), req)
		if loopback {
			require.NoError(t, err, host)
			continue
		}
		require.ErrorIs(t, err, authhooks.ErrPolicy, host)
		assert.ErrorContains(t, err, "WithInsecureHTTP")
		assert.Empty(t, req.Header)
		require.NoError(t, authhooks.Bearer(o.AllowInsecureHTTP(), src)(t.Context(), req), host)
	}
}

func TestEditorsRefuseTokensNoHeaderMayCarry(t *testing.T) {
	t.Parallel()
	o, err := authhooks.NewOrigins("https://api.example")
	require.NoError(t, err)
	for _, bad := range []string{"", "canary\r\nX: 1", "canary\x00", "canary ", "can ary", "canaryé"} {
		src := authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret(bad)})
		for _, edit := range []authhooks.RequestEditor{authhooks.Bearer(o, src), authhooks.Header(o, "token", src)} {
			err := edit(t.Context(), request(t, "https://api.example"))
			require.ErrorIs(t, err, authhooks.ErrPolicy, "%q", bad)
			assert.NotContains(t, err.Error(), "canary")
		}
	}
	err = authhooks.QueryToken(o, "t", authhooks.StaticSource(authhooks.Token{}))(t.Context(), request(t, "https://api.example"))
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	err = authhooks.Basic(o, "a:b", authhooks.NewSecret("s"))(t.Context(), request(t, "https://api.example"))
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
}

func TestChainAndForOrigins(t *testing.T) {
	t.Parallel()
	o, err := authhooks.NewOrigins("https://api.example")
	require.NoError(t, err)
	var ran strings.Builder
	note := func(s string) authhooks.RequestEditor {
		return func(context.Context, *http.Request) error { ran.WriteString(s); return nil }
	}
	chain := authhooks.Chain(note("a"), authhooks.ForOrigins(o, note("b")), note("c"))
	require.NoError(t, chain(t.Context(), request(t, "https://api.example")))
	require.ErrorIs(t, chain(t.Context(), request(t, "https://evil.example")), authhooks.ErrPolicy)
	assert.Equal(t, "abca", ran.String())
}

func TestSetQueryReplacesEncodedTwins(t *testing.T) {
	t.Parallel()
	req := request(t, "https://api.example/?a=1&%61pikey=old&b=%2F&apikey=older&&c")
	authhooks.SetQuery(req, "apikey", "new")
	assert.Equal(t, "a=1&b=%2F&c&apikey=new", req.URL.RawQuery)
}
