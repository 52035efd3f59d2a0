package authhooks_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// heard is a transport that keeps what it was asked to send, and answers nothing.
type heard struct{ requests []*http.Request }

func (h *heard) RoundTrip(r *http.Request) (*http.Response, error) {
	h.requests = append(h.requests, r)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
}

// place is an origin in one writing.
func place(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme + "://" + u.Hostname() + "|" + port)
}

// FuzzBaseURL gives a client any base URL: it is refused, with a type and
// without a word of it, or the credential goes to that very origin by https, or
// to loopback.
func FuzzBaseURL(f *testing.F) {
	for _, seed := range []string{
		"https://api.example/v1/", "http://127.0.0.1:80", "http://localhost.:1", "http://127.0.0.1.evil", "http://[::ffff:127.0.0.1]", "http://[::1%25lo]",
		"https://id:pass word canary@h", "https://h/%2e%2e/a", "https://h/a?x=canary", "https://h#canary", "HTTP://LOCALHOST", "https://h:0", "https:h", "http://0x7f.1", "https://\u212a", "https://h:",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, base string) {
		wire := &heard{}
		c, err := authhooks.New(authhooks.Vendor{
			Name: "acme", Put: authhooks.PutBearer,
			Parse: func(int, http.Header, []byte) authhooks.Outcome { return authhooks.Outcome{} },
			Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
				return authhooks.Token{Access: authhooks.NewSecret("tok-canary")}, nil
			},
		}, base, "id", authhooks.NewSecret("secret"), authhooks.WithHTTPClient(&http.Client{Transport: wire}))
		if err != nil {
			if e, ok := errors.AsType[*authhooks.Error](err); !ok || e.Kind != authhooks.KindPolicy {
				t.Fatalf("no policy error: %v", err)
			}
			if len(base) > 40 && strings.Contains(err.Error(), base) || strings.Contains(base, "canary") && strings.Contains(err.Error(), "canary") {
				t.Fatalf("the error quotes the URL: %v", err)
			}
			return
		}
		defer func() { _ = c.Close() }()
		want, err := url.Parse(base)
		if err != nil || want.User != nil || want.RawQuery != "" || want.Fragment != "" || want.Host == "" {
			t.Fatalf("accepted: %q", base)
		}
		if host := want.Hostname(); want.Scheme == "http" && !strings.EqualFold(host, "localhost") && !net.ParseIP(host).IsLoopback() {
			t.Fatalf("accepted in clear: %q", base)
		}
		got, err := url.Parse(c.BaseURL() + "/x")
		if err != nil || place(got) != place(want) || !strings.HasSuffix(got.Path, "/x") {
			t.Fatalf("%q became %q: %v", base, c.BaseURL(), err)
		}
		for _, target := range []string{c.BaseURL() + "/x", "https://evil.example/x"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
			if err != nil {
				t.Fatalf("%q is no base of a request: %v", base, err)
			}
			if resp, err := c.HTTPClient().Do(req); err == nil {
				_ = resp.Body.Close()
			}
		}
		if len(wire.requests) == 0 {
			t.Fatalf("%q does not admit itself", base)
		}
		for _, r := range wire.requests {
			if place(r.URL) != place(want) {
				t.Fatalf("the credential for %q went to %s", base, r.URL)
			}
		}
	})
}

// FuzzTokenText puts any text where a token goes: it is refused without being
// quoted, or it arrives as it was, and nothing beside it.
func FuzzTokenText(f *testing.F) {
	for _, seed := range []string{
		"abc.def.ghi", "", "canary\r\nX-Evil: 1", "canary\x00", "canary é", " canary", "canary\t", "a&apikey=b", "%0d%0a", "a+b/c==", "\x7f", strings.Repeat("t", 10<<10),
	} {
		f.Add(seed)
	}
	origins, err := authhooks.NewOrigins("https://h.example")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		source := authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret(text)})
		for name, c := range map[string]struct {
			editor authhooks.RequestEditor
			read   func(*http.Request) string
		}{
			"bearer": {authhooks.Bearer(origins, source), func(r *http.Request) string { return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") }},
			"header": {authhooks.Header(origins, "X-Token", source), func(r *http.Request) string { return r.Header.Get("X-Token") }},
			"query":  {authhooks.QueryToken(origins, "token", source), func(r *http.Request) string { return r.URL.Query().Get("token") }},
		} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://h.example/a?b=c", nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.editor(t.Context(), req); err != nil {
				if len(text) > 12 && strings.Contains(err.Error(), text) || strings.Contains(text, "canary") && strings.Contains(err.Error(), "canary") {
					t.Fatalf("%s: the error quotes the token: %v", name, err)
				}
				continue
			}
			var sent bytes.Buffer
			if err := req.Write(&sent); err != nil {
				t.Fatalf("%s: %q was put, and cannot be sent: %v", name, text, err)
			}
			arrived, err := http.ReadRequest(bufio.NewReader(&sent))
			if err != nil {
				t.Fatalf("%s: %q: %v", name, text, err)
			}
			if got := c.read(arrived); got != text || text == "" {
				t.Fatalf("%s: %q arrived as %q", name, text, got)
			}
			if arrived.URL.Path != "/a" || arrived.URL.Query().Get("b") != "c" || len(arrived.URL.Query()) > 2 || len(arrived.Header) > 2 || arrived.Host != "h.example" {
				t.Fatalf("%s: %q changed the request: %s %v", name, text, arrived.URL, arrived.Header)
			}
		}
	})
}
