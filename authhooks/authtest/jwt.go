package authtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
)

// Signer makes JWTs with HS256 and a random key of its own. The same claims give the same
// bytes, as with the real vendors.
type Signer struct{ key []byte }

// NewSigner returns a signer with a new key.
func NewSigner() *Signer { return &Signer{key: []byte(RandomHex(64))} }

// Sign returns a JWT of claims. The keys have the order of claims' fields. Generation 0
// uses the signer's key. Every other generation uses a key derived from it (see
// [Tokens.Issue]).
func (s *Signer) Sign(claims any, generation int) string {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "" // cannot happen, because claims are structs of strings and numbers
	}
	body := jwtHeader + "." + base64.RawURLEncoding.EncodeToString(payload)
	key := s.key
	if generation > 0 {
		key = mac(s.key, strconv.Itoa(generation))
	}
	return body + "." + base64.RawURLEncoding.EncodeToString(mac(key, body))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	_, _ = h.Write([]byte(text)) // never fails
	return h.Sum(nil)
}

var jwtHeader = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))

// Claims decodes the claims of a JWT and does not check the signature. It reports whether
// the JWT is well formed.
func Claims(token string, into any) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil || !json.Valid(header) {
		return false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	return err == nil && json.Unmarshal(payload, into) == nil
}
