package authhooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

var errAcmeDead = errors.New("acme: dead token")

// acme is a private vendor: {"code":…,"text":…} inside HTTP 200, 1 is success,
// 9 a dead token, 10 an ambiguous one.
type acme struct {
	*authhooks.Client
	url    string
	issued atomic.Int64
	live   atomic.Value // the one token that is good
}

func acmeCodes() []authhooks.CodeInfo {
	return []authhooks.CodeInfo{
		{Code: "2", Kind: authhooks.KindInvalidCredentials},
		{Code: "5", Kind: authhooks.KindUnavailable},
		{Code: "9", Kind: authhooks.KindTokenRejected, Err: errAcmeDead, Rejects: true},
		{Code: "10", Kind: authhooks.KindPermissionDenied, Rejects: true},
	}
}

func acmeParse(_ int, h http.Header, body []byte) authhooks.Outcome {
	var a struct {
		Code wire.Code `json:"code,omitempty"`
		Text string    `json:"text,omitempty"`
		Wait int64     `json:"wait,omitempty"`
	}
	if authhooks.Unmarshal(body, &a) != nil || a.Code == "" {
		return authhooks.Outcome{}
	}
	return authhooks.Outcome{
		Documented: true, OK: a.Code == "1", Code: string(a.Code), Message: a.Text,
		RequestID: h.Get("X-Request-Id"), RetryAfter: time.Duration(a.Wait) * time.Second,
	}
}

// newACME serves token calls at /token itself and business calls by business.
func newACME(t *testing.T, business http.Handler, opts ...authhooks.Option) *acme {
	t.Helper()
	a := &acme{}
	a.live.Store("")
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		text := fmt.Sprintf("token-%d", a.issued.Add(1))
		a.live.Store(text)
		_ = json.NewEncoder(w).Encode(map[string]any{"code": 1, "token": text})
	})
	if business != nil {
		mux.Handle("/", business)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	a.url = server.URL
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			return a.createToken(ctx, "/token")
		},
	}, server.URL+"/", "id", authhooks.NewSecret("secret-canary"), opts...)
	require.NoError(t, err)
	a.Client = client
	t.Cleanup(func() { _ = client.Close() })
	return a
}

func (a *acme) createToken(ctx context.Context, path string) (authhooks.Token, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.BaseURL()+path, strings.NewReader("secret-canary"))
	if err != nil {
		return authhooks.Token{}, err
	}
	var out struct {
		Token authhooks.Secret `json:"token"`
	}
	resp, err := a.Guarded().Do(req)
	_, err = a.Receive("createToken", resp, err, &out)
	return authhooks.Token{Access: out.Token}, err
}

// guardOf answers in acme's way: 9 unless the request carries the live token.
func (a *acme) guardOf(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Content-Type", "application/json")
	if r.Header.Get("X-Acme") != a.live.Load() || r.Header.Get("X-Acme") == "" {
		_, _ = w.Write([]byte(`{"code":"9","text":"dead"}`))
		return false
	}
	return true
}

func get(t *testing.T, c *http.Client, url string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	return do(t, c, req)
}

func do(t *testing.T, c *http.Client, req *http.Request) (*http.Response, string, error) {
	t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer func() { require.NoError(t, resp.Body.Close()) }()
	var b strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := resp.Body.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			return resp, b.String(), nil
		}
	}
}

func TestUsersHTTPClientIsNeverModified(t *testing.T) {
	t.Parallel()
	transport := &http.Transport{MaxResponseHeaderBytes: 7 << 20}
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	user := &http.Client{Transport: transport, Timeout: 50 * time.Millisecond, Jar: jar}
	_ = transport.Clone() // net/http itself fills in some fields at first use
	clientBefore, transportBefore := fieldsOf(user), fieldsOf(transport)
	block := make(chan struct{})
	a := newACME(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-block }), authhooks.WithHTTPClient(user))
	t.Cleanup(func() { close(block) })
	_, _, err = get(t, a.HTTPClient(), a.url+"/slow")
	var e *authhooks.Error
	require.ErrorAs(t, err, &e, "net/http's own timeout would have lost the type")
	assert.Equal(t, authhooks.KindTransport, e.Kind)
	assert.True(t, e.Retryable())
	_, err = a.createToken(t.Context(), "/slow")
	require.ErrorIs(t, err, authhooks.ErrTransport, "the user's shorter timeout wins on token calls too")
	require.NoError(t, a.Close())
	assert.Equal(t, clientBefore, fieldsOf(user))
	assert.Equal(t, transportBefore, fieldsOf(transport))
}

// fieldsOf tells each exported field of a struct; what points somewhere, by where.
func fieldsOf(pointer any) map[string]string {
	v := reflect.ValueOf(pointer).Elem()
	fields := map[string]string{}
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.IsExported() {
			fields[f.Name] = fmt.Sprintf("%#v", v.FieldByIndex(f.Index).Interface())
		}
	}
	return fields
}

func TestCheckResponse(t *testing.T) {
	t.Parallel()
	a := newACME(t, nil)
	for name, c := range map[string]struct {
		status            int
		contentType, body string
		want              error
		code              string
	}{
		"fine":                     {200, "application/json", `{"code":1}`, nil, ""},
		"no markers":               {200, "application/json", `{"a":1}`, nil, ""},
		"a page":                   {200, "text/html", `<html>`, authhooks.ErrProtocol, ""},
		"no page":                  {200, "text/plain", `hello`, nil, ""},
		"a code in another type":   {200, "text/plain", `{"code":9}`, errAcmeDead, "9"},
		"dead token":               {200, "application/json", `{"code":9}`, errAcmeDead, "9"},
		"unknown code":             {200, "application/json", `{"code":"new"}`, nil, "new"},
		"unknown code, status":     {403, "application/json", `{"code":"new"}`, authhooks.ErrPermissionDenied, "new"},
		"table beats status":       {503, "application/json", `{"code":9}`, authhooks.ErrTokenRejected, "9"},
		"401":                      {401, "text/html", `<html>`, authhooks.ErrTokenRejected, ""},
		"403":                      {403, "", ``, authhooks.ErrPermissionDenied, ""},
		"404":                      {404, "", ``, authhooks.ErrInvalidRequest, ""},
		"429":                      {429, "text/html", `<html>`, authhooks.ErrRateLimited, ""},
		"502":                      {502, "text/html", `<html>`, authhooks.ErrUnavailable, ""},
		"an error in another type": {500, "text/plain", `{"code":5}`, authhooks.ErrUnavailable, "5"},
		"redirect":                 {307, "", ``, authhooks.ErrProtocol, ""},
		"not modified":             {304, "", ``, nil, ""},
		"long":                     {200, "application/json", `{"code":9,"pad":"` + strings.Repeat("x", 9000) + `"}`, nil, ""},
		"long error":               {500, "text/plain", `{"code":9,"pad":"` + strings.Repeat("x", 9000), authhooks.ErrUnavailable, ""},
		"success in an error":      {500, "application/json", `{"code":1}`, authhooks.ErrUnavailable, ""},
	} {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", c.contentType)
		w.Header().Set("X-Request-Id", "rid\x1b")
		w.WriteHeader(c.status)
		_, _ = w.WriteString(c.body)
		resp := w.Result()
		err := a.CheckResponse(resp)
		if c.want == nil && c.code == "" {
			assert.NoError(t, err, name)
		} else {
			var e *authhooks.Error
			require.ErrorAs(t, err, &e, name)
			assert.Equal(t, c.code, e.Code, name)
			assert.Equal(t, len(c.body) > 8192, strings.Contains(err.Error(), "longer than"), name)
			assert.Equal(t, c.status, e.Status, name)
			if c.want != nil {
				assert.ErrorIs(t, err, c.want, name)
			} else {
				assert.Equal(t, authhooks.KindUnknown, e.Kind, name)
			}
			if e.Code != "" {
				assert.Equal(t, "rid", e.RequestID)
			}
		}
		left, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		assert.Equal(t, c.body, string(left), "the body stays readable: %s", name)
	}
	require.ErrorIs(t, a.CheckResponse(nil), authhooks.ErrInvalidRequest)
}
