package main

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	ends = regexp.MustCompile(`[.!?]["')\]]?(?:\s+|$)|^\. `)
	code = regexp.MustCompile("`[^`]*`" + `|"[^"]*"|\[[^\]]*\](?:\([^)]*\))?|\bhttps?://\S+|\b\d+:\d+\b|\w+::\w+|\(\w+://\S*`)
	// A place may have "where"; a condition has "if".
	whereIf = regexp.MustCompile(`(?i)(?:, |\b(?:only|even|and|or|but|also) )where\b|\bwhere (?:it|that|there|no|one|nobody|they|this|its|not|both|an|each|such|something|nothing|time|what|another|we) `)
	told    = regexp.MustCompile(`\b(?:is|are|was|were) told\b`)
	beIt    = regexp.MustCompile(`\bbe (?:it|they)\b`)
	who     = regexp.MustCompile(`^Who [a-z]`)
)

// sentences splits prose. What stands in quotes or brackets is code, or a link.
func sentences(prose string) []string {
	var out []string
	prose = code.ReplaceAllString(strings.Join(strings.Fields(prose), " "), "x")
	for _, s := range ends.Split(prose, -1) {
		if s = strings.TrimSpace(s); s != "" && !strings.HasPrefix(s, "nolint") {
			out = append(out, s)
		}
	}
	return out
}

// findings returns what is wrong with a sentence.
func findings(s string) []string {
	var out []string
	for _, rule := range []struct {
		match *regexp.Regexp
		say   string
	}{
		{whereIf, `"where" for "if"`}, {told, `"is told": name who says what`}, {beIt, `"be it"`}, {who, `"Who" at the start`},
	} {
		if rule.match.MatchString(s) {
			out = append(out, rule.say)
		}
	}
	if strings.Count(s, ": ") > 1 {
		out = append(out, "more than one colon")
	}
	return out
}

// measure counts what the house rules bound.
type measure struct{ sentences, where, colons int }

func (m *measure) add(s string) {
	m.sentences++
	m.colons += strings.Count(s, ":") + strings.Count(s, ";")
	if whereIf.MatchString(s) {
		m.where++
	}
}

// String has the share of "where" for "if", and the colons and semicolons a sentence.
func (m *measure) String() string {
	n := float64(max(m.sentences, 1))
	return fmt.Sprintf("%5d sentences, %4.1f %% where for if, %.3f colons and semicolons a sentence", m.sentences, 100*float64(m.where)/n, float64(m.colons)/n)
}
