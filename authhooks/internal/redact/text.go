package redact

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// maxSearch is how many bytes of a text are searched. Afterwards the text is capped to
// far less.
const maxSearch = 64 << 10

// Redactor strikes out a fixed set of secrets.
type Redactor struct {
	// automaton is a function, so that a printer that walks pointers finds no text.
	automaton func() *automaton
}

// New returns a Redactor for these secrets. Empty ones are left out.
func New(secrets ...wire.Secret) *Redactor {
	return &Redactor{automaton: sync.OnceValue(func() *automaton {
		texts := make([]string, 0, len(secrets))
		for _, secret := range secrets {
			texts = append(texts, secret.Reveal())
		}
		return newAutomaton(texts)
	})}
}

// Strike replaces every secret by [wire.Redacted], together with the whole word that it
// is part of, and whatever looks like a JWT. It finds a secret as it is, and in
// hexadecimal or base64, also inside a longer one. Any byte of these may be
// percent-encoded or escaped, up to twice. If a text can be read in several ways, Strike
// takes all of them. A secret of less than four characters is struck out only if it is no
// part of a word.
//
// Its time is linear in the length of text. A text that is made to cost more is cut.
func (r *Redactor) Strike(text string) string { return r.strike(text, len(text)) }

// Clean returns text as it may be shown. It strikes out secrets and what looks like a
// credential. The result is printable, on one line, with at most limit runes. Clean
// strikes out before it caps the text, since the cap could leave a part of a secret that
// nobody recognises. Clean strikes out again after what is not printable has become a
// space, since that may bring a secret back.
func (r *Redactor) Clean(text string, limit int) string {
	if text == "" {
		return ""
	}
	text = r.hide(text)
	if shown := Printable(text, maxSearch); shown != text {
		text = r.Strike(shown)
	}
	return Printable(text, limit)
}

// strike is Strike, and cuts text after most bytes.
func (r *Redactor) strike(text string, most int) string {
	text = r.automaton().strike(text[:min(len(text), most)], len(text) > most)
	return strikeJWTs(text)
}

// hide is Clean without the changes that make a text printable.
func (r *Redactor) hide(text string) string {
	return strikeAuthorization(r.strike(text, maxSearch))
}

// Printable returns text on one line, with printable characters only and at most limit
// runes, and with no part of a mark at the end. Control characters, bidi marks and other
// invisible runes become spaces. Invalid bytes become U+FFFD.
func Printable(text string, limit int) string {
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
			return strings.TrimSpace(withoutPart(b.String())) + "…"
		}
		if !unicode.IsPrint(c) && c != utf8.RuneError {
			c = ' '
		}
		b.WriteRune(c)
		n++
	}
	return strings.TrimSpace(b.String())
}

// withoutPart drops a part of a mark at the end of text.
func withoutPart(text string) string {
	for part := len(wire.Redacted) - 1; part > 0; part-- {
		if whole, found := strings.CutSuffix(text, wire.Redacted[:part]); found {
			return whole
		}
	}
	return text
}
