package authhooks_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// clientFor trusts the servers of httptest.
func clientFor(server *httptest.Server) *http.Client {
	return &http.Client{Transport: server.Client().Transport}
}

// stray is an acme whose /to leads to where the test says, over a client that
// follows foreign redirects, and a TLS server of somebody else.
func stray(t *testing.T, answer http.HandlerFunc, opts ...authhooks.Option) (*acme, *httptest.Server, *atomic.Value) {
	t.Helper()
	storage := httptest.NewTLSServer(answer)
	t.Cleanup(storage.Close)
	var to atomic.Value
	to.Store(storage.URL + "/file")
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/to" {
			http.Redirect(w, r, to.Load().(string), http.StatusTemporaryRedirect)
			return
		}
		_, _ = io.WriteString(w, "home, with "+r.Header.Get("X-Acme"))
	}), append(opts, authhooks.WithHTTPClient(clientFor(storage)), authhooks.WithForeignRedirects())...)
	return a, storage, &to
}

func TestForeignRedirects(t *testing.T) {
	t.Parallel()
	a, storage, to := stray(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/down":
			http.Redirect(w, r, "http://127.0.0.1:1/plain", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/hop":
			http.Redirect(w, r, "/file", http.StatusFound)
		case "/denied":
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"code":9}`)
		default:
			_, _ = io.WriteString(w, "the file")
		}
	})
	for name, c := range map[string]struct {
		to     string
		status int
		text   string
	}{
		"followed":     {storage.URL + "/file", 200, "the file"},
		"further":      {storage.URL + "/hop", 200, "the file"},
		"down to http": {storage.URL + "/down", 302, ""},
		"http at once": {"http://127.0.0.1:1/plain", 307, ""},
		"userinfo":     {strings.Replace(storage.URL, "://", "://me:too@", 1), 307, ""},
		"ten hops":     {storage.URL + "/loop", 302, ""},
		"a secret":     {storage.URL + "/?echo=secret-canary", 307, ""},
	} {
		to.Store(c.to)
		resp, text, err := get(t, a.HTTPClient(), a.url+"/to")
		require.NoError(t, err, name)
		assert.Equal(t, c.status, resp.StatusCode, name)
		if c.text != "" {
			assert.Equal(t, c.text, text, name)
		}
	}

	to.Store(storage.URL + "/denied")
	resp, text, err := get(t, a.HTTPClient(), a.url+"/to")
	require.NoError(t, err)
	err = a.CheckBody(resp, []byte(text))
	require.ErrorIs(t, err, authhooks.ErrPermissionDenied, "a stranger's refusal, in whatever words")
	require.NotErrorIs(t, err, errAcmeDead)
	assert.Equal(t, int64(1), a.issued.Load(), "it says nothing of our token")

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/to", strings.NewReader("x"))
	require.NoError(t, err)
	resp, _, err = do(t, a.HTTPClient(), req)
	require.NoError(t, err)
	assert.Equal(t, http.StatusTemporaryRedirect, resp.StatusCode, "GET and HEAD alone")

	_, _, err = get(t, a.HTTPClient(), storage.URL+"/file")
	require.ErrorIs(t, err, authhooks.ErrPolicy, "no redirect")
	assert.ErrorContains(t, err, "a client of your own for presigned URLs")
}

// Once a call has been elsewhere, no credential goes along, not even home: the
// stranger chose where.
func TestAHopBackToTheVendorCarriesNoCredential(t *testing.T) {
	t.Parallel()
	home := httptest.NewUnstartedServer(nil)
	storage := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "theirs", Value: "1"})
		http.Redirect(w, r, home.URL+"/back", http.StatusFound)
	}))
	t.Cleanup(storage.Close)
	seen := make(chan http.Header, 1)
	home.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/back":
			http.Redirect(w, r, "/again", http.StatusFound)
		case "/again":
			seen <- r.Header
		default:
			http.Redirect(w, r, storage.URL, http.StatusFound)
		}
	})
	home.StartTLS()
	t.Cleanup(home.Close)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	u, err := url.Parse(home.URL)
	require.NoError(t, err)
	jar.SetCookies(u, []*http.Cookie{{Name: "ours", Value: "1"}})
	user := clientFor(home)
	user.Jar = jar
	a := acmeOver(t, user, issued, authhooks.WithBaseURL(home.URL), authhooks.WithForeignRedirects())
	_, _, err = get(t, a.HTTPClient(), home.URL+"/out")
	require.NoError(t, err)
	h := <-seen
	for _, name := range []string{"X-Acme", "Cookie", "Referer"} {
		assert.NotContains(t, h, name)
	}
}

// Without the option a foreign redirect is the answer.
func TestForeignRedirectsAreOffByDefault(t *testing.T) {
	t.Parallel()
	storage := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		assert.Fail(t, "nothing goes there")
	}))
	t.Cleanup(storage.Close)
	a := newACME(t, http.RedirectHandler(storage.URL, http.StatusFound), authhooks.WithHTTPClient(clientFor(storage)))
	resp, _, err := get(t, a.HTTPClient(), a.url+"/x")
	require.NoError(t, err)
	assert.Equal(t, http.StatusFound, resp.StatusCode)
}
