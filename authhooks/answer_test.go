package authhooks_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestTokenAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, why string
	}{
		"empty":         {"", "empty"},
		"object":        {"{}", "neither a success nor an error"},
		"null":          {"null", "null"},
		"html":          {"<html>login</html>", "HTML"},
		"list":          {"[]", "no object"},
		"truncated":     {`{"code":1,"token":"canary`, "not JSON"},
		"trailing":      {`{"code":1,"token":"canary"}{}`, "not JSON"},
		"no token":      {`{"code":1}`, `field "token" is missing`},
		"mistyped":      {`{"code":1,"token":17}`, `field "token" is not a string`},
		"case":          {`{"code":1,"Token":"canary"}`, `field "token" is missing`},
		"twice":         {`{"code":1,"token":"canary","token":"canary2"}`, "twice"},
		"null code":     {`{"code":null,"token":"canary"}`, "neither"},
		"boolean code":  {`{"code":true,"token":"canary"}`, "neither"},
		"control bytes": {`{"code":1,"token":"canary\r\nSet-Cookie: x"}`, "no header may carry"},
	} {
		_, e := tokenCall(t, write("application/json", c.body))
		require.NotNil(t, e, name)
		assert.Equal(t, authhooks.KindProtocol, e.Kind, name)
		assert.ErrorContains(t, e, c.why, name)
		assert.Equal(t, http.StatusOK, e.Status, name)
	}
	for _, contentType := range []string{"", "text/html", "text/plain; charset=gbk", "application/octet-stream", "nonsense"} {
		tok, e := tokenCall(t, write(contentType, `{"code":"1","token":"good"}`))
		require.Nil(t, e, contentType)
		assert.Equal(t, "good", tok.Access.Reveal(), "right JSON under a wrong content type")
	}
}

func TestTokenCallStatuses(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]authhooks.Kind{
		204: authhooks.KindProtocol, 301: authhooks.KindProtocol, 307: authhooks.KindProtocol, 400: authhooks.KindInvalidRequest, 401: authhooks.KindInvalidCredentials,
		403: authhooks.KindPermissionDenied, 404: authhooks.KindInvalidRequest, 429: authhooks.KindRateLimited, 500: authhooks.KindUnavailable, 503: authhooks.KindUnavailable,
	} {
		for _, body := range []string{"", "<html>", `{"code":"new","text":"x"}`, `{"code":1,"token":"t"}`} {
			if status == 204 && body != "" {
				continue
			}
			_, e := tokenCall(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "http://"+r.Host+"/token")
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
			})
			require.NotNil(t, e, "%d %s", status, body)
			assert.Equal(t, kind, e.Kind, "%d %s", status, body)
			assert.Equal(t, status, e.Status)
			assert.Equal(t, 7*time.Second, e.RetryAfter)
			assert.Equal(t, strings.Contains(body, "new"), e.Code == "new")
		}
	}
}

func TestRetryAfterIsBounded(t *testing.T) {
	t.Parallel()
	date := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"-5": 0, "0": 0, "1e3": 1000 * time.Second, "99999999999": 24 * time.Hour, "9223372037": 24 * time.Hour, "99999999999999999999999": 0, "12": 12 * time.Second, "soon": 0,
		"30.0": 30 * time.Second, "3e1": 30 * time.Second, "30.5": 31 * time.Second, "0.25": time.Second, "-0.5": 0, "-1.5": 0, "86400.5": 24 * time.Hour, "1e18": 24 * time.Hour,
		"1e999999999": 0, "30.": 0, "30s": 0, "0x10": 0, "NaN": 0,
		date.Add(time.Minute).Format(http.TimeFormat): time.Minute, date.Add(-time.Hour).Format(http.TimeFormat): 0,
		date.Add(9999 * time.Hour).Format(http.TimeFormat): 24 * time.Hour,
	} {
		_, e := tokenCall(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", date.Format(http.TimeFormat))
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		assert.Equal(t, want, e.RetryAfter, header)
	}
	_, e := tokenCall(t, write("", `{"code":5,"wait":3}`))
	assert.Equal(t, 3*time.Second, e.RetryAfter, "stated in the body")
}

func TestVendorTextIsCleaned(t *testing.T) {
	t.Parallel()
	echo := "bad secret-canary / " + base64.StdEncoding.EncodeToString([]byte("id:secret-canary")) + ` \u001b[31m\u202e\n%s`
	_, e := tokenCall(t, write("", `{"code":"7\u001b[0m secret-canary","text":"`+echo+`"}`))
	require.NotNil(t, e)
	assert.Equal(t, "7 [0m [redacted]", e.Code)
	assert.Equal(t, "bad [redacted] / [redacted]  [31m  %s", e.Message)
	assert.Equal(t, authhooks.KindUnknown, e.Kind)
}

func TestNewReportsEveryWrongArgument(t *testing.T) {
	t.Parallel()
	good := authhooks.Vendor{
		Name: "acme", Parse: acmeParse, Put: authhooks.PutBearer,
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) { return authhooks.Token{}, nil },
	}
	without := func(f func(*authhooks.Vendor)) authhooks.Vendor { v := good; f(&v); return v }
	const https = "https://h.example"
	for name, c := range map[string]struct {
		vendor          authhooks.Vendor
		url, id, secret string
		opts            []authhooks.Option
		want            error
		says            string
	}{
		"no URL":         {good, "", "id", "s", nil, authhooks.ErrPolicy, "empty"},
		"userinfo":       {good, "https://id:canary@h.example", "id", "s", nil, authhooks.ErrPolicy, "userinfo"},
		"query":          {good, https + "?canary", "id", "s", nil, authhooks.ErrPolicy, "query"},
		"unparsable":     {good, "https://id:can ary@h", "id", "s", nil, authhooks.ErrPolicy, "parsed"},
		"plain http":     {good, "http://h.example", "id", "s", nil, authhooks.ErrPolicy, "WithInsecureHTTP"},
		"plain origin":   {good, https, "id", "s", []authhooks.Option{authhooks.WithAllowedOrigins("http://canary.example")}, authhooks.ErrPolicy, "WithBaseURL"},
		"bad origin":     {good, https, "id", "s", []authhooks.Option{authhooks.WithAllowedOrigins("canary")}, authhooks.ErrPolicy, "scheme"},
		"option's URL":   {good, https, "id", "s", []authhooks.Option{authhooks.WithBaseURL("ftp://canary")}, authhooks.ErrPolicy, "scheme"},
		"colon":          {good, https, "canary:x", "s", nil, authhooks.ErrInvalidRequest, "colon"},
		"no secret":      {good, https, "id", "", nil, authhooks.ErrInvalidRequest, "secret is empty"},
		"newline secret": {good, https, "id", "canary\n", nil, authhooks.ErrInvalidRequest, "line break"},
		"newline id":     {good, https, "canary\n", "s", nil, authhooks.ErrInvalidRequest, "line break"},
		"no name":        {without(func(v *authhooks.Vendor) { v.Name = "" }), https, "id", "s", nil, authhooks.ErrInvalidRequest, "Vendor"},
		"no parse":       {without(func(v *authhooks.Vendor) { v.Parse = nil }), https, "id", "s", nil, authhooks.ErrInvalidRequest, "Vendor"},
		"no put":         {without(func(v *authhooks.Vendor) { v.Put = nil }), https, "id", "s", nil, authhooks.ErrInvalidRequest, "Vendor"},
		"no fetch":       {without(func(v *authhooks.Vendor) { v.Fetch = nil }), https, "id", "s", nil, authhooks.ErrInvalidRequest, "Vendor"},
		"body cap":       {good, https, "id", "s", []authhooks.Option{authhooks.WithMaxTokenBody(0)}, authhooks.ErrInvalidRequest, "WithMaxTokenBody"},
		"user agent":     {good, https, "id", "s", []authhooks.Option{authhooks.WithUserAgent("a\r\nb")}, authhooks.ErrInvalidRequest, "WithUserAgent"},
		"timeout":        {good, https, "id", "s", []authhooks.Option{authhooks.WithTimeout(0)}, authhooks.ErrInvalidRequest, "WithTimeout"},
	} {
		_, err := authhooks.New(c.vendor, c.url, c.id, authhooks.NewSecret(c.secret), c.opts...)
		require.ErrorIs(t, err, c.want, name)
		require.ErrorContains(t, err, c.says, name)
		assert.NotContains(t, err.Error(), "canary", name)
		var e *authhooks.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, "new", e.Op, name)
	}
	c, err := authhooks.New(good, "https://other.example", "id", authhooks.NewSecret("s"), nil, authhooks.WithBaseURL("https://h.example/pre/fix//"), authhooks.WithHTTPClient(nil))
	require.NoError(t, err)
	assert.Equal(t, "https://h.example/pre/fix", c.BaseURL())
	require.NoError(t, c.Close())
	_, err = c.Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrClosed)
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	var agents []string
	record := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agents = append(agents, r.UserAgent())
		_, _ = w.Write([]byte(`{"code":1,"token":"t"}`))
	})
	plain, named := newACME(t, record), newACME(t, record, authhooks.WithUserAgent("app/1"))
	for _, a := range []*acme{plain, named} {
		_, err := a.createToken(t.Context(), "/answer")
		require.NoError(t, err)
		_, _, err = get(t, a.HTTPClient(), a.url+"/x")
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"vendorauth-go", "Go-http-client/1.1", "app/1", "app/1"}, agents)
}
