package redact

import (
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// The value of an Authorization header and a JWT look like a credential, even if nobody has
// named it. They are found by hand, because a program that links regexp is 3 % larger.

// strikeAuthorization replaces what follows the word Bearer or Basic and a separator, if
// the value has 8 characters or more. It leaves plain words ("basic authentication failed")
// alone.
func strikeAuthorization(text string) string {
	var b strings.Builder
	kept := 0
	for i := 0; i < len(text); i++ {
		word := schemeAt(text, i)
		if word == 0 {
			continue
		}
		start := i + word + separator(text[i+word:])
		value := span(text[start:], isCredentialByte)
		if start == i+word || value < 8 {
			continue
		}
		if value >= 20 || strings.ContainsAny(text[start:start+value], "0123456789=+/_*%~") {
			b.WriteString(text[kept:i+word] + " " + wire.Redacted)
			kept = start + value
		}
		i = start + value - 1
	}
	if kept == 0 {
		return text
	}
	return b.String() + text[kept:]
}

// schemeAt returns the length of the scheme that begins at text[i], 0 if there is none.
func schemeAt(text string, i int) int {
	if i > 0 && isWordByte(text[i-1]) {
		return 0
	}
	for _, scheme := range []string{"bearer", "basic"} {
		if len(text)-i >= len(scheme) && strings.EqualFold(text[i:i+len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

// separator returns the length of what stands between a scheme and its value: blanks, or a
// colon with or without blanks, or a blank that is encoded.
func separator(text string) int {
	switch {
	case strings.HasPrefix(text, "%20"):
		return 3
	case strings.HasPrefix(text, "+"):
		return 1
	case strings.HasPrefix(text, ":"):
		return 1 + span(text[1:], isBlank)
	default:
		return span(text, isBlank)
	}
}

// strikeJWTs replaces whatever begins as the header of a JWT, with up to two further parts.
func strikeJWTs(text string) string {
	const begin, least = "eyJ", 4
	var b strings.Builder
	kept, from := 0, 0
	for {
		i := strings.Index(text[from:], begin)
		if i < 0 {
			break
		}
		i += from
		from = i + 1
		end := i + len(begin) + span(text[i+len(begin):], isBase64URL)
		if end < i+len(begin)+least {
			continue
		}
		for part := 0; part < 2 && end < len(text) && text[end] == '.'; part++ {
			end += 1 + span(text[end+1:], isBase64URL)
		}
		b.WriteString(text[kept:i] + wire.Redacted)
		kept, from = end, end
	}
	if kept == 0 {
		return text
	}
	return b.String() + text[kept:]
}

// span returns how many bytes at the start of text are of a kind.
func span(text string, is func(byte) bool) int {
	for i := range len(text) {
		if !is(text[i]) {
			return i
		}
	}
	return len(text)
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isWordByte(c byte) bool  { return isAlphanumeric(c) || c == '_' }
func isBase64URL(c byte) bool { return isWordByte(c) || c == '-' }
func isBlank(c byte) bool     { return c == ' ' || '\t' <= c && c <= '\r' && c != '\v' }
func isCredentialByte(c byte) bool {
	return isAlphanumeric(c) || strings.IndexByte("-._~+/*=%", c) >= 0
}
