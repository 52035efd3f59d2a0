package authhooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
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

func TestClientInjectsRenewsAndReplays(t *testing.T) {
	t.Parallel()
	var a *acme
	var bodies []string
	var mu sync.Mutex
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b strings.Builder
		buf := make([]byte, 99)
		n, _ := r.Body.Read(buf)
		b.Write(buf[:n])
		mu.Lock()
		bodies = append(bodies, b.String())
		mu.Unlock()
		if a.guardOf(w, r) {
			_, _ = w.Write([]byte(`{"code":1,"data":"x"}`))
		}
	}))
	_, text, err := get(t, a.HTTPClient(), a.url+"/things")
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":1,"data":"x"}`, text)

	a.live.Store("") // the token dies
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/things", strings.NewReader("payload"))
	require.NoError(t, err)
	resp, text, err := do(t, a.HTTPClient(), req)
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":1,"data":"x"}`, text)
	assert.Equal(t, []string{"", "payload", "payload"}, bodies)
	assert.Equal(t, int64(2), a.issued.Load())
	assert.Empty(t, req.Header, "the caller's request is untouched")
	assert.Same(t, req, resp.Request, "the answer names the caller's request, not the clone with the credential")

	a.live.Store("")
	stream, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/things", struct{ *strings.Reader }{strings.NewReader("stream")})
	require.NoError(t, err)
	require.Nil(t, stream.GetBody)
	_, text, err = do(t, a.HTTPClient(), stream)
	require.NoError(t, err)
	assert.Contains(t, text, `"9"`, "a streamed body is not sent twice")
	_, text, err = get(t, a.HTTPClient(), a.url+"/things")
	require.NoError(t, err)
	assert.Contains(t, text, "data", "but its token was dropped")
}

func TestMassRevocationCostsOneFetch(t *testing.T) {
	t.Parallel()
	var a *acme
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.guardOf(w, r) {
			_, _ = w.Write([]byte(`{"code":1}`))
		}
	}))
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	a.live.Store("")
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"/x", nil)
			resp, err := a.HTTPClient().Do(req)
			if assert.NoError(t, err) {
				assert.NoError(t, a.CheckResponse(resp))
				assert.NoError(t, resp.Body.Close())
			}
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, a.issued.Load(), int64(3))
}

func TestSecondRefusalIsBelieved(t *testing.T) {
	t.Parallel()
	var business atomic.Int64
	now := time.Now()
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		business.Add(1)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write([]byte(`{"code":10,"text":"not yours"}`))
	}), authhooks.WithClock(func() time.Time { return now }))
	for range 20 {
		resp, text, err := get(t, a.HTTPClient(), a.url+"/x")
		require.NoError(t, err)
		assert.JSONEq(t, `{"code":10,"text":"not yours"}`, text)
		resp.Body = http.NoBody
		assert.NoError(t, a.CheckResponse(resp))
	}
	assert.Equal(t, int64(2), a.issued.Load(), "one renewal for the token, then the refusal is believed")
	assert.Equal(t, int64(21), business.Load())
}

func TestBareUnauthorizedIsReplayed(t *testing.T) {
	t.Parallel()
	var a *acme
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Acme") != a.live.Load() {
			http.Error(w, "who are you", http.StatusUnauthorized)
		}
	}))
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	a.live.Store("token-2")
	resp, _, err := get(t, a.HTTPClient(), a.url+"/x")
	require.NoError(t, err)
	assert.Equal(t, 200, resp.StatusCode)
}

func TestLargeAndForeignAnswersAreStreamedUntouched(t *testing.T) {
	t.Parallel()
	refusal := `{"code":"9","text":"dead"}`
	large := `{"code":"9","pad":"` + strings.Repeat("x", 9<<10) + `"}`
	for name, c := range map[string]struct {
		contentType, body string
		replayed          bool
	}{
		"json":              {"application/json", refusal, true},
		"json with charset": {"application/json; charset=UTF-8", refusal, true},
		"bad parameter":     {"application/json; charset", refusal, true},
		"+json":             {"application/vnd.acme+json", refusal, true},
		"upper case":        {"Application/JSON", refusal, true},
		"large":             {"application/json", large, false},
		"ndjson":            {"application/x-ndjson", refusal, false},
		"event stream":      {"text/event-stream", refusal, false},
		"text":              {"text/plain", refusal, false},
		"jsonp":             {"application/jsonp", refusal, false},
	} {
		for _, chunked := range []bool{false, true} {
			a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.contentType)
				if !chunked {
					w.Header().Set("Content-Length", fmt.Sprint(len(c.body)))
				}
				for i := 0; i < len(c.body); i += 1000 {
					_, _ = w.Write([]byte(c.body[i:min(i+1000, len(c.body))]))
					if chunked {
						w.(http.Flusher).Flush()
					}
				}
			}))
			_, text, err := get(t, a.HTTPClient(), a.url+"/x")
			require.NoError(t, err, name)
			assert.Equal(t, c.body, text, name)
			assert.Equal(t, c.replayed, a.issued.Load() == 2, "%s chunked=%v", name, chunked)
		}
	}
}

func TestBusinessCallsStayAtTheirOrigin(t *testing.T) {
	t.Parallel()
	var evil atomic.Int64
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { evil.Add(1) }))
	t.Cleanup(foreign.Close)
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, foreign.URL+"/?x=1", http.StatusTemporaryRedirect)
		case "/home":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			_, _ = w.Write([]byte(r.Header.Get("X-Acme")))
		}
	}))
	resp, _, err := get(t, a.HTTPClient(), a.url+"/away")
	require.NoError(t, err)
	assert.Equal(t, http.StatusTemporaryRedirect, resp.StatusCode)
	_, text, err := get(t, a.HTTPClient(), a.url+"/home")
	require.NoError(t, err)
	assert.Equal(t, "token-1", text, "the same origin's redirect is followed, with the credential")
	resp, _, err = get(t, a.HTTPClient(), a.url+"/loop")
	require.NoError(t, err)
	assert.Equal(t, http.StatusFound, resp.StatusCode)
	_, _, err = get(t, a.HTTPClient(), foreign.URL)
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "acme", e.Vendor)
	assert.Zero(t, evil.Load())

	wide := newACME(t, nil, authhooks.WithAllowedOrigins(foreign.URL))
	_, _, err = get(t, wide.HTTPClient(), foreign.URL)
	require.NoError(t, err)
	assert.Equal(t, int64(1), evil.Load())
}

func TestUsersHTTPClientIsNeverModified(t *testing.T) {
	t.Parallel()
	transport := &http.Transport{MaxResponseHeaderBytes: 7 << 20}
	user := &http.Client{Transport: transport, Timeout: 50 * time.Millisecond}
	block := make(chan struct{})
	a := newACME(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-block }), authhooks.WithHTTPClient(user))
	t.Cleanup(func() { close(block) })
	assert.Nil(t, user.CheckRedirect)
	assert.Equal(t, int64(7<<20), transport.MaxResponseHeaderBytes)
	_, _, err := get(t, a.HTTPClient(), a.url+"/slow")
	var e *authhooks.Error
	require.ErrorAs(t, err, &e, "net/http's own timeout would have lost the type")
	assert.Equal(t, authhooks.KindTransport, e.Kind)
	assert.True(t, e.Retryable())
	_, err = a.createToken(t.Context(), "/slow")
	require.ErrorIs(t, err, authhooks.ErrTransport, "the user's shorter timeout wins on token calls too")
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
		"not JSON":                 {200, "text/html", `<html>`, nil, ""},
		"a code in another type":   {200, "text/plain", `{"code":9}`, nil, ""},
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
		"long error":               {500, "text/html", strings.Repeat("x", 9000), authhooks.ErrUnavailable, ""},
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
