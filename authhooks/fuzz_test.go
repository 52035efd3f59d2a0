package authhooks_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"strconv"
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
		`{"token":"a","expires":1e3}`, `{"token":"a","expires":"600.0","id":"i","name":"n"}`, `{"token":"a","expires":-6.5e1,"id":7,"count":"2e2"}`, `{"token":"a","expires":1e999999999}`, `{"token":"\ud800"}`, `{}`, `null`, `[]`, `{"token":"a"}x`, "\ufeff{}", `{"token":"a","x":{"y":[1,"}"]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got struct {
			inner
			*Base

			Count uint8 `json:"count"`
		}
		err := authhooks.Unmarshal(data, &got)
		if err != nil {
			return
		}
		text := got.Token.Reveal()
		if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Fatalf("an unsendable token was taken: %q", text)
		}
		var reference map[string]json.RawMessage
		if json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &reference) != nil {
			t.Fatal("taken, though it is no JSON object")
		}
		var want string
		if json.Unmarshal(reference["token"], &want) != nil || want != text {
			t.Fatalf("token %q, encoding/json says %q", text, want)
		}
		if n := referenceWhole(reference["expires"]); !n.IsInt64() && got.Expires != 0 || n.IsInt64() && got.Expires != n.Int64() {
			t.Fatalf("expires %d, the reference says %v", got.Expires, n)
		}
		if n := referenceWhole(reference["count"]); uint64(got.Count) != n.Uint64() && (got.Count != 0 || n.IsUint64() && n.Uint64() < 256) {
			t.Fatalf("count %d, the reference says %v", got.Count, n)
		}
		var id string
		if json.Unmarshal(reference["id"], &id) == nil && id != "" && got.ID != id {
			t.Fatalf("id %q of an embedded struct, encoding/json says %q", got.ID, id)
		}
	})
}

// referenceWhole reads the whole part of a number or a numeric string, or zero if there
// is none.
func referenceWhole(raw json.RawMessage) *big.Int {
	text := string(raw)
	_ = json.Unmarshal(raw, &text)
	if strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789.eE+-", r) }) {
		return new(big.Int)
	}
	unsigned := strings.TrimPrefix(text, "-")
	if trimmed := strings.TrimLeft(unsigned, "0"); trimmed == "" || trimmed[0] < '0' || trimmed[0] > '9' {
		trimmed = unsigned[max(len(unsigned)-len(trimmed)-1, 0):]
		unsigned = trimmed
	} else {
		unsigned = trimmed // encoding/json takes no zeros in front
	}
	if !json.Valid([]byte(unsigned)) {
		return new(big.Int)
	}
	near, err := strconv.ParseFloat(unsigned, 64)
	if err != nil || near > 1e30 || near < 0.5 {
		return new(big.Int)
	}
	n, _ := new(big.Rat).SetString(unsigned)
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	if strings.HasPrefix(text, "-") {
		whole.Neg(whole)
	}
	return whole
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
		return referenceNumber(v.String())
	default:
		return ""
	}
}

// referenceNumber writes a whole number that an int64 can hold as its digits, and
// leaves every other as it is. math/big would write a huge exponent out.
func referenceNumber(text string) string {
	near, err := strconv.ParseFloat(text, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	switch {
	case !strings.ContainsAny(mantissa, "123456789"):
		return "0"
	case err != nil || near < -1e19 || near > 1e19 || near > -0.5 && near < 0.5:
		return text
	}
	if n, ok := new(big.Rat).SetString(text); ok && n.IsInt() && n.Num().IsInt64() {
		return n.Num().String()
	}
	return text
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
