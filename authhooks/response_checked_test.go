package authhooks_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// bare asserts that err is ours itself, and shows nothing of the vendor's URL or
// of a secret, however it is printed.
func bare(t *testing.T, err error, hints ...string) *authhooks.Error {
	t.Helper()
	e, ours := err.(*authhooks.Error) //nolint:errorlint // in no other error
	require.True(t, ours, "%T: %v", err, err)
	assert.Equal(t, "acme", e.Vendor)
	for cause := err; cause != nil; {
		text := fmt.Sprintf("%v %+v %#v", cause, cause, cause)
		for _, hidden := range append(hints, "http://", "https://", "secret-canary", "token-", "/path") {
			assert.NotContains(t, text, hidden)
		}
		_, leads := cause.(*url.Error) //nolint:errorlint // each of the chain is looked at
		assert.False(t, leads)
		u, ok := cause.(interface{ Unwrap() error })
		if !ok {
			break
		}
		cause = u.Unwrap()
	}
	return e
}

func checkedDo(t *testing.T, c *authhooks.Client, method, target string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, nil)
	require.NoError(t, err)
	resp, err := c.Checked().Do(req)
	if err != nil {
		return nil, "", err
	}
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err, "what is passed on stays readable")
	require.NoError(t, resp.Body.Close())
	return resp, string(text), nil
}

func TestCheckedReturnsRefusalsAsErrors(t *testing.T) {
	t.Parallel()
	page := "<!doctype html><html></html>"
	for name, c := range map[string]struct {
		method            string
		status            int
		contentType, body string
		header            string // Content-Disposition or Location
		want              error
		code              string
	}{
		"success":                     {"GET", 200, "application/json", `{"code":1}`, "", nil, ""},
		"no markers":                  {"GET", 200, "application/json", `{"name":"thing"}`, "", nil, ""},
		"text":                        {"GET", 200, "text/plain", "hello", "", nil, ""},
		"created":                     {"POST", 201, "application/json", `{"code":1}`, "", nil, ""},
		"nothing":                     {"DELETE", 204, "", "", "", nil, ""},
		"refusal in 200":              {"GET", 200, "application/json", `{"code":5,"text":"busy"}`, "", authhooks.ErrUnavailable, "5"},
		"refusal in 202":              {"POST", 202, "text/plain", `{"code":5}`, "", authhooks.ErrUnavailable, "5"},
		"ambiguous refusal":           {"GET", 200, "application/json", `{"code":10}`, "", authhooks.ErrPermissionDenied, "10"},
		"unknown refusal":             {"GET", 200, "application/json", `{"code":"new"}`, "", nil, "new"},
		"refusal with a status":       {"GET", 500, "application/json", `{"code":5}`, "", authhooks.ErrUnavailable, "5"},
		"success with a status":       {"GET", 500, "application/json", `{"code":1}`, "", authhooks.ErrUnavailable, ""},
		"no dialect, 400":             {"GET", 400, "text/plain", "no", "", authhooks.ErrInvalidRequest, ""},
		"no dialect, 404, other JSON": {"GET", 404, "application/problem+json", `{"title":"no"}`, "", authhooks.ErrInvalidRequest, ""},
		"no dialect, empty":           {"GET", 503, "", "", "", authhooks.ErrUnavailable, ""},
		"no dialect, beyond":          {"GET", 999, "", "", "", authhooks.ErrProtocol, ""},
		"page":                        {"GET", 200, "text/html", page, "", authhooks.ErrProtocol, ""},
		"page with a status":          {"GET", 502, "text/html", page, "attachment", authhooks.ErrUnavailable, ""},
		"page as a file":              {"GET", 200, "text/html", page, "attachment; filename=a.html", nil, ""},
		"redirect elsewhere":          {"GET", 302, "text/html", page, "https://elsewhere.invalid/", nil, ""},
		"redirect without a target":   {"GET", 301, "application/json", `{"code":5}`, "", nil, ""},
		"not modified":                {"GET", 304, "", "", "", nil, ""},
		"several choices":             {"GET", 300, "text/html", page, "", nil, ""},
		"HEAD":                        {"HEAD", 200, "text/html", "", "", nil, ""},
		"HEAD of what is not there":   {"HEAD", 404, "application/json", "", "", nil, ""},
		"HEAD of what is down":        {"HEAD", 503, "text/html", "", "", nil, ""},
	} {
		a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			if c.contentType != "" {
				w.Header().Set("Content-Type", c.contentType)
			}
			if c.header != "" {
				w.Header().Set("Content-Disposition", c.header)
				w.Header().Set("Location", c.header)
			}
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		}))
		resp, text, err := checkedDo(t, a.Client, c.method, a.url+"/path")
		if c.want == nil && c.code == "" {
			require.NoError(t, err, name)
			assert.Equal(t, c.status, resp.StatusCode, name)
			assert.Equal(t, c.body, text, name)
			continue
		}
		e := bare(t, err)
		assert.Equal(t, c.code, e.Code, name)
		assert.Equal(t, c.status, e.Status, name)
		if c.want != nil {
			assert.ErrorIs(t, err, c.want, name)
		}
	}
}

func TestCheckedClosesWhatItRefuses(t *testing.T) {
	t.Parallel()
	for body, status := range map[string]int{`{"code":5}`: 200, "no": 500, "<html>": 200, `{"code":9}`: 200} {
		var open atomic.Int64
		c, err := authhooks.New(authhooks.Vendor{Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer, Fetch: noFetch},
			"https://acme.example", "id", authhooks.NewSecret("secret-canary"), authhooks.WithHTTPClient(&http.Client{
				Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					open.Add(1)
					return &http.Response{StatusCode: status, ContentLength: -1, Body: counted{strings.NewReader(body), &open}}, nil
				}),
			}))
		require.NoError(t, err)
		_, _, err = checkedDo(t, c, http.MethodGet, "https://acme.example/path")
		bare(t, err)
		assert.Zero(t, open.Load(), body)
		require.NoError(t, c.Close())
	}
}

// All that HTTPClient does, Checked does.
func TestCheckedRenewsAndFollows(t *testing.T) {
	t.Parallel()
	var a *acme
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.guardOf(w, r) {
			return
		}
		if r.URL.Path == "/path" {
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes", Path: "/"})
			http.Redirect(w, r, "/there", http.StatusFound)
			return
		}
		_, _ = fmt.Fprintf(w, `{"code":1,"text":%q}`, r.Header.Get("Cookie"))
	}), authhooks.WithHTTPClient(&http.Client{Jar: jar}))
	_, err = a.Token(t.Context())
	require.NoError(t, err)
	a.live.Store("") // the token dies
	_, text, err := checkedDo(t, a.Client, http.MethodGet, a.url+"/path")
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":1,"text":"seen=yes"}`, text)
	assert.Equal(t, int64(2), a.issued.Load())
}

func TestCheckedReturnsFailuresAsTheyAre(t *testing.T) {
	t.Parallel()
	a := newACME(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	send := func(ctx context.Context, target string, change func(*http.Request)) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
		require.NoError(t, err)
		if change != nil {
			change(req)
		}
		_, err = a.Checked().Do(req)
		return err
	}
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	e := bare(t, send(dead, a.url+"/path", nil))
	require.ErrorIs(t, e, context.Canceled)
	assert.False(t, e.Retryable())
	brief, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, bare(t, send(brief, a.url+"/path", nil)), context.DeadlineExceeded)
	assert.Equal(t, authhooks.KindPolicy, bare(t, send(t.Context(), "https://elsewhere.example/path", nil), "elsewhere").Kind)
	require.ErrorIs(t, bare(t, send(t.Context(), a.url+"/path", func(r *http.Request) { r.RequestURI = "/path" })), authhooks.ErrInvalidRequest)
	require.ErrorIs(t, bare(t, send(t.Context(), a.url+"/path", func(r *http.Request) { r.URL = nil })), authhooks.ErrInvalidRequest)
	require.ErrorIs(t, bare(t, send(t.Context(), a.url+"/path", func(r *http.Request) { r.Header = http.Header{"Bad name": {"x"}} })), authhooks.ErrInvalidRequest)
	require.NoError(t, a.Close())
	e = bare(t, send(t.Context(), a.url+"/path", nil))
	require.ErrorIs(t, e, authhooks.ErrClosed)
	assert.Equal(t, authhooks.KindPolicy, e.Kind)
}

// net/http shows where a redirect leads when the next hop fails: one that echoes
// the credential is not followed.
func TestARedirectThatEchoesTheTokenIsTheAnswer(t *testing.T) {
	t.Parallel()
	var hops atomic.Int64
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/path":
			http.Redirect(w, r, "/next?"+r.URL.RawQuery, http.StatusFound)
		case "/token-echo":
			w.Header().Set("Location", "/next/"+r.Header.Get("X-Acme"))
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "/percent-echo":
			w.Header().Set("Location", "/next?t="+strings.ReplaceAll(r.Header.Get("X-Acme"), "-", "%2d"))
			w.WriteHeader(http.StatusSeeOther)
		default:
			hops.Add(1)
			panic(http.ErrAbortHandler)
		}
	}))
	for _, path := range []string{"/token-echo", "/percent-echo", "/path?secret=secret-canary"} {
		for _, c := range []authhooks.Doer{a.HTTPClient(), a.Checked()} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+path, nil)
			require.NoError(t, err)
			resp, err := c.Do(req)
			require.NoError(t, err, path)
			assert.Equal(t, 3, resp.StatusCode/100, path)
			require.NoError(t, resp.Body.Close())
		}
	}
	assert.Zero(t, hops.Load(), "nothing was followed")
	_, err := a.HTTPClient().Get(a.url + "/path?plain=1")
	require.ErrorIs(t, err, authhooks.ErrTransport)
	assert.NotZero(t, hops.Load(), "a redirect without it is")
}
