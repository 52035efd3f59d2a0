package authhooks

import (
	"encoding/base64"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// Caps, in runes, on vendor text kept in an error.
const (
	maxMessage = 256
	maxCode    = 64
)

// What looks like a credential, whoever's it is: an Authorization value and a JWT.
var (
	authorizationValue = regexp.MustCompile(`(?i)\b(bearer|basic)(\s+|:\s*|%20|\+)([A-Za-z0-9\-._~+/*=%]{8,})`)
	jwtLike            = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*){0,2}`)
)

// redactor is the only place that turns foreign text into error text.
type redactor struct{ needles []string }

// newRedactor knows the given secrets raw, base64, percent-encoded and
// JSON-escaped. Longest first: a needle inside another must not split it.
func newRedactor(secrets ...Secret) redactor {
	var r redactor
	for _, s := range secrets {
		raw := s.Reveal()
		if raw == "" {
			continue
		}
		r.needles = append(r.needles, raw,
			base64.StdEncoding.EncodeToString([]byte(raw)), base64.RawStdEncoding.EncodeToString([]byte(raw)),
			base64.URLEncoding.EncodeToString([]byte(raw)), base64.RawURLEncoding.EncodeToString([]byte(raw)),
			url.QueryEscape(raw), url.PathEscape(raw), strings.ToLower(url.QueryEscape(raw)))
	}
	slices.SortFunc(r.needles, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	r.needles = slices.Compact(r.needles)
	return r
}

// clean strikes out secrets, makes the rest printable and caps it. Striking
// comes first: a cap could leave a part of a secret that no needle matches.
func (r redactor) clean(text string, limit int) string {
	if text == "" {
		return ""
	}
	for _, n := range r.needles {
		text = strings.ReplaceAll(text, n, wire.Redacted)
	}
	text = authorizationValue.ReplaceAllStringFunc(text, strikeAuthorization)
	text = jwtLike.ReplaceAllString(text, wire.Redacted)
	return printable(text, limit)
}

// strikeAuthorization leaves plain words ("basic authentication failed") alone.
func strikeAuthorization(match string) string {
	m := authorizationValue.FindStringSubmatch(match)
	if len(m[3]) < 20 && !strings.ContainsAny(m[3], "0123456789=+/_*%~") {
		return match
	}
	return m[1] + " " + wire.Redacted
}

// cause returns err as it may stand in an [Error]: without any *url.Error, and
// with a text that clean leaves as it is. Is still works on what is hidden.
func (r redactor) cause(err error) error {
	err = withoutURL(err)
	if err == nil {
		return nil
	}
	text := err.Error()
	if cleaned := r.clean(text, maxMessage); cleaned != text {
		return &struckError{text: cleaned, hidden: err}
	}
	return err
}

// struckError stands for an error whose own text must not be shown.
type struckError struct {
	text   string
	hidden error
}

func (e *struckError) Error() string        { return e.text }
func (e *struckError) Is(target error) bool { return errors.Is(e.hidden, target) }

// printable returns text on one line, of printable characters only, at most
// limit runes. Controls, bidi marks and other invisible runes become spaces,
// invalid bytes U+FFFD.
func printable(text string, limit int) string {
	clean := true
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c >= 0x7f {
			clean = false
			break
		}
	}
	if clean && len(text) <= limit {
		return text
	}
	var b strings.Builder
	n := 0
	for _, c := range text {
		if n == limit {
			b.WriteString("…")
			break
		}
		if !unicode.IsPrint(c) && c != utf8.RuneError {
			c = ' '
		}
		b.WriteRune(c)
		n++
	}
	return strings.TrimSpace(b.String())
}
