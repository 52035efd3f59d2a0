package ledger

import (
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
)

// ByHand is the place of a fact that a person wrote down with its line.
const ByHand = "by hand"

// Lines are the lines of the facts that a person wrote down.
func (l *Ledger) Lines() (lines []string) {
	for _, e := range l.Facts {
		if e.Line != "" {
			lines = append(lines, e.Line)
		}
	}
	return lines
}

// Watched states the facts that a person wrote down, as their lines on a page now
// say them beside what was read, and returns the numbers of these lines. A fact whose line is gone is not stated.
func (l *Ledger) Watched(lines []page.Line, read []extract.Statement) (found []extract.Statement, at []int) {
	for _, e := range l.Facts {
		if e.Line == "" || slices.ContainsFunc(read, func(s extract.Statement) bool { return s.Same() == e.Fact().Same() }) {
			continue // the reader sees the fact itself
		}
		fact, number, ok := e.watched(lines)
		if !ok {
			continue
		}
		found = append(found, extract.Statement{Fact: fact, Place: ByHand, Line: number})
		at = append(at, number)
	}
	return found, at
}

// watched finds the entry's line: the same one, one in which only the fact's value
// or name is another, or one that is much alike and still has them.
func (e Entry) watched(lines []page.Line) (fact extract.Fact, number int, ok bool) {
	fact, written := e.Fact(), squeezed(page.Text(e.Line))
	for _, l := range lines {
		if squeezed(l.Text) == written {
			return fact, l.Number, true
		}
	}
	for _, part := range []*string{&fact.Value, &fact.Name} {
		before, after, there := strings.Cut(written, squeezed(*part))
		if !there || *part == "" || len(before)+len(after) < 3 {
			continue
		}
		for _, l := range lines {
			text := squeezed(l.Text)
			if len(text) > len(before)+len(after) && strings.HasPrefix(text, before) && strings.HasSuffix(text, after) {
				*part = text[len(before) : len(text)-len(after)]
				return fact, l.Number, true
			}
		}
	}
	for _, l := range lines {
		if text := squeezed(l.Text); strings.Contains(text, fact.Value) && strings.Contains(text, fact.Name) && alike(text, written) {
			return fact, l.Number, true
		}
	}
	return fact, 0, false
}

// alike reports whether half of the words of one line are in the other.
func alike(a, b string) bool {
	words, shared := strings.Fields(b), 0
	for word := range strings.FieldsSeq(a) {
		if slices.Contains(words, word) {
			shared++
		}
	}
	return 2*shared >= len(words)
}

// squeezed is a text without what layout adds to it.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }
