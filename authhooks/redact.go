package authhooks

import (
	"cmp"
	"encoding/base64"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// Caps, in runes, on vendor text kept in an error.
const (
	maxMessage = 256
	maxCode    = 64
	// What this module itself says may list things.
	maxOwnMessage = 4096
)

// What looks like a credential, whoever's it is: an Authorization value and a JWT.
var (
	authorizationValue = regexp.MustCompile(`(?i)\b(bearer|basic)(\s+|:\s*|%20|\+)([A-Za-z0-9\-._~+/*=%]{8,})`)
	jwtLike            = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*){0,2}`)
)

// redactor is the only place that turns foreign text into error text.
type redactor struct{ needles []string }

// newRedactor knows the given secrets raw and in base64, each with any of its
// bytes percent-encoded or escaped as in JSON.
func newRedactor(secrets ...Secret) redactor {
	var r redactor
	for _, s := range secrets {
		if raw := s.Reveal(); raw != "" {
			r.needles = append(r.needles, raw,
				base64.RawStdEncoding.EncodeToString([]byte(raw)), base64.RawURLEncoding.EncodeToString([]byte(raw)))
		}
	}
	// Longest first: one inside another must not split it.
	slices.SortFunc(r.needles, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	r.needles = slices.Compact(r.needles)
	return r
}

// strike replaces every writing of every needle. A text that is made to cost
// time, near misses of a long token at every byte, is cut where its budget ends:
// what is left has been searched.
func (r redactor) strike(text string) string {
	for _, needle := range r.needles {
		var b strings.Builder
		kept := 0
		budget := 4*len(text) + 1<<16
		for i := 0; i < len(text); {
			end, steps, found := writing(text[i:], needle)
			if budget -= steps; budget < 0 && !found {
				text = text[:i]
				break
			}
			if !found {
				i++
				continue
			}
			b.WriteString(text[kept:i])
			b.WriteString(wire.Redacted)
			i += end
			kept = i
		}
		if kept > 0 {
			text = b.String() + text[kept:]
		}
	}
	return text
}

// writing reports whether text begins with needle, in whatever mixture of
// escapes, where that ends, and how many steps it took to tell. The padding of a
// base64 goes with it.
func writing(text, needle string) (end, steps int, found bool) {
	for i := range len(needle) {
		n := escaped(text[end:], needle[i])
		if n == 0 {
			return 0, i + 1, false
		}
		end += n
	}
	for {
		n := escaped(text[end:], '=')
		if n == 0 {
			return end, len(needle), true
		}
		end += n
	}
}

// escaped returns how many bytes of text are a writing of c: itself, %hh, \u00hh,
// \c, or a plus for a space.
func escaped(text string, c byte) int {
	switch {
	case len(text) == 0:
		return 0
	case len(text) >= 3 && text[0] == '%' && isHex(text[1:3], c):
		return 3
	case len(text) >= 6 && text[:4] == `\u00` && isHex(text[4:6], c):
		return 6
	case len(text) >= 2 && text[0] == '\\' && text[1] == c:
		return 2
	case text[0] == c || c == ' ' && text[0] == '+':
		return 1
	}
	return 0
}

func isHex(digits string, c byte) bool {
	n, err := strconv.ParseUint(digits, 16, 8)
	return err == nil && byte(n) == c
}

// clean strikes out secrets, makes the rest printable and caps it. Striking
// comes first, since a cap could leave a part of a secret that no needle
// matches, and again at the end: a tab made a space could bring one back.
func (r redactor) clean(text string, limit int) string {
	if text == "" {
		return ""
	}
	text = r.strike(text)
	text = authorizationValue.ReplaceAllStringFunc(text, strikeAuthorization)
	text = jwtLike.ReplaceAllString(text, wire.Redacted)
	return printable(r.strike(printable(text, limit)), limit) // a placeholder may be longer than what it stands for
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
		return &struckError{text: cleaned, is: func(target error) bool { return errors.Is(err, target) }}
	}
	return err
}

// struckError stands for an error whose own text must not be shown, nor found
// by a printer that walks pointers.
type struckError struct {
	text string
	is   func(target error) bool
}

func (e *struckError) Error() string        { return e.text }
func (e *struckError) Is(target error) bool { return e.is(target) }

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
