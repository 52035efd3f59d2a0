package redact

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// The two patterns as regular expressions. What is written by hand must find the same.
var (
	authorizationPattern = regexp.MustCompile(`\b([Bb][Ee][Aa][Rr][Ee][Rr]|[Bb][Aa][Ss][Ii][Cc])(\s+|:\s*|%20|\+)([A-Za-z0-9\-._~+/*=%]{8,})`)
	jwtPattern           = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*){0,2}`)
)

func byPattern(text string) string {
	text = jwtPattern.ReplaceAllLiteralString(text, wire.Redacted)
	return authorizationPattern.ReplaceAllStringFunc(text, func(match string) string {
		m := authorizationPattern.FindStringSubmatch(match)
		if len(m[3]) < 20 && !strings.ContainsAny(m[3], "0123456789=+/_*%~") {
			return match
		}
		return m[1] + " " + wire.Redacted
	})
}

var credentialTexts = []string{
	"", "basic authentication failed", "Bearer abcdefgh", "Bearer abcdefg1 and Basic dXNlcjpwYXNz=", "bearer:\t\nabc_defgh.", "BASIC%20dXNlcjpwYXNz",
	"basic+dXNlcjpwYXNz", "xbearer abcdefg1", "_basic abcdefg1", "-basic abcdefg1", "bearerbearer abcdefg1", "basic : abcdefg1", "basic\vabcdefg1",
	"bearer basic abcdefg1", "Bearer abcdefghijklmnopqrst", "bearer  %%%%%%%%", "bearer +abcdefg", "eyJabcd", "eyJabc", "eyJeyJabcd", "eyJab.eyJabcdef.x.y",
	"eyJabcd...", "eyJabcd.a.b.c", "bearer eyJabcdefg.h.i", "ſeyJabcdé", "basic\u00a0abcdefg1",
}

func TestCredentialsWithoutAName(t *testing.T) {
	t.Parallel()
	for _, text := range credentialTexts {
		assert.Equal(t, byPattern(text), strikeAuthorization(strikeJWTs(text)), "%q", text)
	}
}

func FuzzCredentialsWithoutAName(f *testing.F) {
	for _, text := range credentialTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, 'ſ') { // EqualFold takes a long s for an s
			return
		}
		assert.Equal(t, byPattern(text), strikeAuthorization(strikeJWTs(text)), "%q", text)
	})
}
