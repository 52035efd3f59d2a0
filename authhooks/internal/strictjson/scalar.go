package strictjson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// decodeSecret takes only visible ASCII, which can be sent again.
func decodeSecret(raw []byte, s *wire.Secret, path string) error {
	if raw[0] != '"' {
		return unreadable(path, "is not a string")
	}
	var secret wire.Secret
	err := secret.UnmarshalText(text(raw))
	switch {
	case err != nil:
		return unreadable(path, "is the placeholder of a redacted secret")
	case secret.IsZero():
		return unreadable(path, "is empty")
	case !secret.Sendable():
		return unreadable(path, "has characters that no header may carry")
	}
	*s = secret
	return nil
}

func decodeString(raw []byte, v reflect.Value, path string) error {
	switch {
	case raw[0] == '"':
		v.SetString(Unquote(raw))
	case raw[0] == '-' || '0' <= raw[0] && raw[0] <= '9':
		v.SetString(string(raw))
	default:
		return unreadable(path, "is not a string")
	}
	return nil
}

func decodeInt(raw []byte, v reflect.Value, path string) error {
	text := string(raw)
	if raw[0] == '"' {
		text = Unquote(raw)
	}
	n, _, ok := wire.Whole(text)
	switch {
	case !ok:
		return unreadable(path, "is not a whole number")
	case v.CanInt() && !v.OverflowInt(n):
		v.SetInt(n)
	case v.CanUint() && n >= 0 && !v.OverflowUint(uint64(n)):
		v.SetUint(uint64(n))
	default:
		return unreadable(path, "is a number beyond its type")
	}
	return nil
}

// text reads a JSON string that json.Valid has passed, without a copy if it can. Invalid
// UTF-8 becomes U+FFFD, which no token may hold.
func text(raw []byte) []byte {
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner
	}
	var s string
	_ = json.Unmarshal(raw, &s)
	return []byte(s)
}

// Unquote returns the text of a valid JSON string.
func Unquote(raw []byte) string { return string(text(raw)) }
