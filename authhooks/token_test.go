package authhooks_test

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestTokenValidAt(t *testing.T) {
	t.Parallel()
	now := time.Now()
	access := authhooks.NewSecret("a")
	assert.False(t, authhooks.Token{}.ValidAt(now), "no token")
	assert.False(t, authhooks.Token{ExpiresAt: now.Add(time.Hour)}.ValidAt(now), "no access token")
	assert.True(t, authhooks.Token{Access: access}.ValidAt(now), "no known end")
	assert.True(t, authhooks.Token{Access: access, ExpiresAt: now.Add(time.Second)}.ValidAt(now))
	assert.False(t, authhooks.Token{Access: access, ExpiresAt: now.Round(0)}.ValidAt(now), "the end itself is too late")
}

func TestTokenEqualAndFingerprint(t *testing.T) {
	t.Parallel()
	now := time.Now()
	a := authhooks.Token{Access: authhooks.NewSecret("a"), Refresh: authhooks.NewSecret("r"), Type: "T", IssuedAt: now, ExpiresAt: now, RefreshExpiresAt: now}
	assert.True(t, a.Equal(a))
	for name, change := range map[string]func(*authhooks.Token){
		"access":          func(x *authhooks.Token) { x.Access = authhooks.NewSecret("b") },
		"refresh":         func(x *authhooks.Token) { x.Refresh = authhooks.Secret{} },
		"type":            func(x *authhooks.Token) { x.Type = "" },
		"issued":          func(x *authhooks.Token) { x.IssuedAt = time.Time{} },
		"expires":         func(x *authhooks.Token) { x.ExpiresAt = now.Add(1) },
		"refresh expires": func(x *authhooks.Token) { x.RefreshExpiresAt = now.Add(1) },
	} {
		b := a
		change(&b)
		assert.False(t, a.Equal(b), name)
	}
	assert.Equal(t, "ca978112", a.Fingerprint(), "SHA-256 of a")
	assert.Empty(t, authhooks.Token{}.Fingerprint())
}

func TestStaticSource(t *testing.T) {
	t.Parallel()
	want := authhooks.Token{Access: authhooks.NewSecret("a")}
	got, err := authhooks.StaticSource(want).Token(context.Background())
	require.NoError(t, err)
	assert.True(t, got.Equal(want))
}

func TestClaim(t *testing.T) {
	t.Parallel()
	// {"exp":1686393296,"expireTime":"1634178984498","big":"x","neg":-5,"nul":null}
	const payload = "eyJleHAiOjE2ODYzOTMyOTYsImV4cGlyZVRpbWUiOiIxNjM0MTc4OTg0NDk4IiwiYmlnIjoieCIsIm5lZyI6LTUsIm51bCI6bnVsbH0"
	jwt := authhooks.NewSecret("eyJhbGciOiJIUzI1NiJ9." + payload + ".sig")
	v, ok := authhooks.Claim(jwt, "big")
	assert.True(t, ok)
	assert.Equal(t, "x", v)
	assert.Equal(t, int64(1686393296), authhooks.ClaimTime(jwt, "exp", time.Second).Unix())
	assert.Equal(t, int64(1634178984498), authhooks.ClaimTime(jwt, "expireTime", time.Millisecond).UnixMilli(), "a string of milliseconds")
	for _, name := range []string{"big", "neg", "nul", "absent"} {
		assert.True(t, authhooks.ClaimTime(jwt, name, time.Second).IsZero(), name)
	}
	for _, bad := range []string{"", "opaque", "a.b", "a.b.c", "..", "eyJ." + payload + "\x00.c", "eyJ." + payload[:9] + "\r" + payload[9:] + ".c", "eyJ." + payload + "\n.c", "a." + string(make([]byte, 9<<10)) + ".c"} {
		_, ok := authhooks.Claim(authhooks.NewSecret(bad), "exp")
		assert.False(t, ok)
	}
	long := "eyJhbGciOiJIUzI1NiJ9." + payload + "."
	for pad, want := range map[int]bool{8<<10 - len(long): true, 8<<10 - len(long) + 1: false} {
		_, ok := authhooks.Claim(authhooks.NewSecret(long+strings.Repeat("s", pad)), "exp")
		assert.Equal(t, want, ok, "a longer one is not looked at")
	}
}

// RFC 7519 section 2: a NumericDate may have a fraction.
func TestClaimOfANumberHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	jwt := func(claims string) authhooks.Secret {
		return authhooks.NewSecret("eyJh." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".sig")
	}
	for _, written := range []string{"1893456000", "1893456000.25", "1893456000.0", "1.893456e9", "1893456000250e-3", `"1893456000.25"`, `"1.893456E+9"`} {
		assert.Equal(t, int64(1893456000), authhooks.ClaimTime(jwt(`{"exp":`+written+`}`), "exp", time.Second).Unix(), written)
	}
	assert.Equal(t, int64(1893456000250), authhooks.ClaimTime(jwt(`{"end":1893456000250.75}`), "end", time.Millisecond).UnixMilli())
	for _, written := range []string{"1e999999999", "1e30", "-1.5e9", "0.5", `"1893456000s"`, "true", "{}"} {
		assert.True(t, authhooks.ClaimTime(jwt(`{"exp":`+written+`}`), "exp", time.Second).IsZero(), written)
	}
	for written, want := range map[string]string{`7.0`: "7", `7e1`: "70", `7.5`: "7.5", `"7.0"`: "7.0", `"2e2"`: "2e2", `1e999999999`: "1e999999999"} {
		value, ok := authhooks.Claim(jwt(`{"ver":`+written+`}`), "ver")
		assert.True(t, ok, written)
		assert.Equal(t, want, value, "a text is verbatim, a whole number is its digits")
	}
}

func TestUnixTime(t *testing.T) {
	t.Parallel()
	assert.Equal(t, int64(1700000000123), authhooks.UnixTime(1700000000123, time.Millisecond).UnixMilli())
	for _, n := range []int64{0, -1, 1 << 62, 1<<63 - 1, 253402300800} {
		assert.True(t, authhooks.UnixTime(n, time.Second).IsZero(), n)
	}
	assert.True(t, authhooks.UnixTime(1, time.Hour).IsZero(), "a unit that is no part of a second")
}
