package authtest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// RandomText returns n random letters and digits.
func RandomText(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails
	return strings.NewReplacer("+", "x", "/", "y").Replace(base64.StdEncoding.EncodeToString(raw))[:n]
}

// RandomSecret returns a random secret of n characters with a plus, a slash, an equals
// sign, a percent sign and an ampersand. So a test notices a client that escapes a secret
// twice or not at all.
func RandomSecret(n int) string { return "+" + RandomText(n-5) + "/%&=" }

// RandomHex returns n random hex digits.
func RandomHex(n int) string {
	raw := make([]byte, (n+1)/2)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)[:n]
}

// UUID returns a random UUID, for correlation ids.
func UUID() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
}
