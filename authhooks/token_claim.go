package authhooks

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/strictjson"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// maxJWT bounds what Claim reads. No vendor's token comes near it.
const maxJWT = 8 << 10

// Claim reads one claim of a JWT and returns it as text. A string is verbatim. A whole
// number is its digits, however the token writes it. Claim verifies nothing and must
// never decide on trust. It only tells when to renew. ok is false if token is no JWT or
// has no such claim as a number or a string.
func Claim(token Secret, name string) (value string, ok bool) {
	text := token.Reveal()
	if len(text) > maxJWT {
		return "", false
	}
	_, rest, ok1 := strings.Cut(text, ".")
	payload, _, ok2 := strings.Cut(rest, ".")
	if !ok1 || !ok2 || strings.ContainsAny(payload, "\r\n") { // encoding/base64 skips these
		return "", false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(strings.TrimRight(payload, "="))
	if err != nil {
		return "", false
	}
	var claims map[string]json.RawMessage
	if json.Unmarshal(raw, &claims) != nil {
		return "", false
	}
	claim := claims[name]
	if len(claim) > 0 && claim[0] == '"' {
		value = strictjson.Unquote(claim)
		return value, value != ""
	}
	var c wire.Code
	if c.UnmarshalJSON(claim) != nil || c == "" {
		return "", false
	}
	return string(c), true
}

// ClaimTime reads a claim that counts unit since 1970. unit is time.Second for "exp", and
// time.Millisecond for some vendors. It takes the whole part of a number with a fraction
// (RFC 7519 section 2 allows one). An unreadable claim gives the zero time.
func ClaimTime(token Secret, name string, unit time.Duration) time.Time {
	text, ok := Claim(token, name)
	if !ok {
		return time.Time{}
	}
	n, _, ok := wire.Whole(text)
	if !ok {
		return time.Time{}
	}
	return UnixTime(n, unit)
}

// lastSecond is the end of the year 9999. Go's own encoders refuse later times.
const lastSecond = 253402300799

// UnixTime returns the instant n units after 1970, or the zero time if n is not positive
// or past the year 9999. A vendor's number may be wrong.
func UnixTime(n int64, unit time.Duration) time.Time {
	if n <= 0 || unit <= 0 || unit > time.Second {
		return time.Time{}
	}
	perSecond := int64(time.Second / unit)
	if n/perSecond > lastSecond {
		return time.Time{}
	}
	return time.Unix(n/perSecond, (n%perSecond)*int64(unit))
}
