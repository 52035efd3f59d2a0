package authhooks_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// FuzzUnmarshal holds the strict decoder against encoding/json: what it takes
// for a token, the other takes too, unless keys differ in case or stand twice.
func FuzzUnmarshal(f *testing.F) {
	for _, seed := range []string{
		`{"token":"good"}`, `{"token":"good","TOKEN":"evil"}`, `{"to\u212aen":"evil"}`, `{"token":"a","token":"b"}`, `{"token":7,"expires":"1799"}`,
		`{"token":"a","expires":1e3}`, `{"token":"\ud800"}`, `{}`, `null`, `[]`, `{"token":"a"}x`, "\ufeff{}", `{"token":"a","x":{"y":[1,"}"]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got inner
		err := authhooks.Unmarshal(data, &got)
		if err != nil {
			return
		}
		text := got.Token.Reveal()
		if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Fatalf("an unsendable token was taken: %q", text)
		}
		var reference map[string]json.RawMessage
		if json.Unmarshal(data, &reference) != nil {
			t.Fatal("taken, though it is no JSON object")
		}
		var want string
		if json.Unmarshal(reference["token"], &want) != nil || want != text {
			t.Fatalf("token %q, encoding/json says %q", text, want)
		}
		if n, expires := int64(0), reference["expires"]; got.Expires != 0 && json.Unmarshal(expires, &n) == nil && n != got.Expires {
			t.Fatalf("expires %d, encoding/json says %d", got.Expires, n)
		}
	})
}

// referenceClaim reads the same by other means: segments by Split, numbers as
// encoding/json keeps them.
func referenceClaim(token, name string) string {
	segments := strings.Split(token, ".")
	if len(segments) < 3 || len(token) > 8<<10 {
		return ""
	}
	payload := segments[1]
	for strings.HasSuffix(payload, "=") {
		payload = payload[:len(payload)-1]
	}
	raw, err := base64.URLEncoding.Strict().DecodeString(payload + strings.Repeat("=", -len(payload)&3))
	if err != nil || strings.ContainsAny(payload, "\r\n") {
		return ""
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var claims map[string]any
	if decoder.Decode(&claims) != nil || len(bytes.Trim(raw[decoder.InputOffset():], " \t\r\n")) > 0 {
		return ""
	}
	switch v := claims[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	default:
		return ""
	}
}

// FuzzClaim holds the claim reader against a reference, and its times to sense.
func FuzzClaim(f *testing.F) {
	for _, claims := range []string{`{"exp":1e9,"exp":"2"}`, `{"expireTime":"1686393296000"} `, `{"Exp":1,"e\u0078p":7}`, `{"exp":null}`, `[1]`, `{"exp":1}{}`} {
		f.Add("h."+base64.RawURLEncoding.EncodeToString([]byte(claims))+".s", "exp")
	}
	f.Add("eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE2ODYzOTMyOTZ9.sig", "exp")
	f.Add("a.b.c", "")
	f.Add("..", "x")
	f.Fuzz(func(t *testing.T, token, name string) {
		value, ok := authhooks.Claim(authhooks.NewSecret(token), name)
		if ok == (value == "") {
			t.Fatalf("%q, %v", value, ok)
		}
		if want := referenceClaim(token, name); value != want {
			t.Fatalf("claim %q of %q is %q, the reference says %q", name, token, value, want)
		}
		if end := authhooks.ClaimTime(authhooks.NewSecret(token), name, time.Second); !end.IsZero() && (end.Year() < 1970 || end.Year() > 9999) {
			t.Fatal(end)
		}
	})
}

// FuzzOrigins: what is refused is refused with a type and without a piece of
// the input; what is accepted admits its own URL and no userinfo.
func FuzzOrigins(f *testing.F) {
	for _, seed := range []string{
		"https://api.example/v1", "http://127.0.0.1:80", "https://id:se cret@h", "https://[::1%25lo]:9", "HTTPS://H.example:443/", "https://h?x", "https://h:99999", "//h", "https://\u212a.example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		o, err := authhooks.NewOrigins(raw)
		if err != nil {
			var e *authhooks.Error
			if !errors.As(err, &e) || e.Kind != authhooks.KindPolicy || len(raw) > 30 && strings.Contains(err.Error(), raw) {
				t.Fatalf("%v", err)
			}
			return
		}
		u, err := url.Parse(raw)
		if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("accepted: %q", raw)
		}
		if err := o.Check(u); err != nil {
			t.Fatalf("%q does not admit itself: %v", raw, err)
		}
		u.Host = "x" + u.Host
		if o.Check(u) == nil {
			t.Fatalf("%q admits another host", raw)
		}
	})
}

// FuzzSetQuery: the parameter is there once, all others are as they were.
func FuzzSetQuery(f *testing.F) {
	f.Add("a=1&apikey=2&%61pikey=3", "apikey", "v")
	f.Add("&&=&", "", "&=#")
	f.Fuzz(func(t *testing.T, raw, name, value string) {
		req := &http.Request{URL: &url.URL{RawQuery: raw}}
		authhooks.SetQuery(req, name, value)
		after, err := url.ParseQuery(req.URL.RawQuery)
		before, errBefore := url.ParseQuery(raw)
		if errBefore != nil {
			return
		}
		if err != nil || len(after[name]) != 1 || after.Get(name) != value {
			t.Fatalf("%q: %v %v", req.URL.RawQuery, after[name], err)
		}
		for k, v := range before {
			if k != name && strings.Join(after[k], "\x00") != strings.Join(v, "\x00") {
				t.Fatalf("%q was %q, is %q", k, v, after[k])
			}
		}
	})
}
