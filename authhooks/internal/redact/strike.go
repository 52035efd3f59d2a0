package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// strike returns text with each secret, and the whole word around it, replaced by a mark.
// cut says that text was longer. Then the beginning of a secret at the end of text is
// struck out too.
func (a *automaton) strike(text string, cut bool) string {
	return a.bounded(text, cut, stepsPerByte*len(text)+freeSteps)
}

func (a *automaton) bounded(text string, cut bool, steps int) string {
	s := scan{automaton: a, text: text, steps: steps, sure: len(text)}
	if cut {
		s.sure = max(0, len(text)-maxEscape)
	}
	if spent, ok := s.search(); !ok {
		return a.bounded(text[:spent], true, steps)
	}
	s.strike(s.sure, len(text))
	s.marks()
	var b strings.Builder
	kept := 0
	for i := 0; i < len(text); {
		if !s.struck[i] {
			i++
			continue
		}
		start, end := s.run(i)
		b.WriteString(text[kept:max(kept, s.wordStart(start))])
		b.WriteString(wire.Redacted)
		for end < len(text) && (s.struck[end] || s.within(end)) {
			_, size := utf8.DecodeRuneInString(text[end:])
			end += size
		}
		for end < len(text) { // the padding of base64 is struck out too
			pad := one(text, end, nested, func(b byte) bool { return b == '=' })
			if pad.end == 0 {
				break
			}
			end = pad.end
		}
		kept, i = end, end
	}
	if kept == 0 {
		return text
	}
	b.WriteString(text[kept:])
	return b.String()
}

// run returns the bounds of what is struck out around i.
func (s *scan) run(i int) (start, end int) {
	for start = i; start > 0 && s.struck[start-1]; {
		start--
	}
	for end = i; end < len(s.text) && s.struck[end]; {
		end++
	}
	return start, end
}

// marks keeps earlier marks whole. What is found inside a mark is not a secret. What
// reaches into a mark is struck out together with the mark.
func (s *scan) marks() {
	for at := 0; ; {
		i := strings.Index(s.text[at:], wire.Redacted)
		if i < 0 {
			return
		}
		start := at + i
		at = start + len(wire.Redacted)
		inside := (start == 0 || !s.struck[start-1] || !s.struck[start]) && (at == len(s.text) || !s.struck[at] || !s.struck[at-1])
		found := false
		for k := start; k < at; k++ {
			found = found || s.struck[k]
		}
		for k := start; k < at && found; k++ {
			s.struck[k] = !inside
		}
	}
}

// wordStart returns the start of the word that goes on at start.
func (s *scan) wordStart(start int) int {
	for s.within(start) {
		_, size := utf8.DecodeLastRuneInString(s.text[:start])
		start -= size
	}
	return start
}

// within reports whether i is a place inside a word. The end of an escape is no such
// place.
func (s *scan) within(i int) bool {
	for _, escape := range []struct {
		sign   string
		digits int
	}{{"%", 2}, {`\`, 1}, {`\x`, 2}, {`\u`, 4}} {
		if from := i - escape.digits - len(escape.sign); from >= 0 && strings.HasPrefix(s.text[from:], escape.sign) &&
			(escape.digits == 1 || isHex(s.text[i-escape.digits:i])) {
			return false
		}
	}
	before, _ := utf8.DecodeLastRuneInString(s.text[:i])
	after, _ := utf8.DecodeRuneInString(s.text[i:])
	return isWord(before) && isWord(after)
}

func isHex(digits string) bool {
	for i := range len(digits) {
		if hexValue(digits[i]) < 0 {
			return false
		}
	}
	return true
}

// spaceless scripts write sentences without spaces, so that the end of a word in them
// cannot be seen.
var spaceless = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

func isWord(c rune) bool {
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c)) && !unicode.In(c, spaceless...)
}
