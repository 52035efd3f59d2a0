package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
)

var (
	// keyedLine is a line of a sample that names something.
	keyedLine = regexp.MustCompile(`^['"]([A-Za-z_][\w.-]*)['"]\s*(?::|=>|=)`)
	// codeLike is a number that may be a code, in a line that speaks of codes.
	codeLike = regexp.MustCompile(`(?:^|[^\w./:-])([A-Z]{1,5}-?\d{3,6}|\d{3,8})(?:[^\w./%:-]|$)`)
	// typedLine is a name with its type.
	typedLine = regexp.MustCompile(`^[a-z_]\w*[\t :|(–-]+(?i:` + types + `)(?:[\t,;:)|]|$)`)
	// requiredLine says of a parameter that it is needed.
	requiredLine = regexp.MustCompile(`^` + name + `[\t :|(].*(?i:必[填选传须]|可选|\brequired\b|\boptional\b|\bmandatory\b)`)
)

// Read returns every statement of the page, and the lines that look as if they
// stated a fact and gave none.
func Read(lines []page.Line) (statements []Statement, unread []page.Line) {
	d := read(lines)
	said := map[int]bool{}
	for _, s := range d.out {
		said[s.Line] = true
	}
	for i := range d.lines {
		l := &d.lines[i]
		if l.text == "" || l.json || l.coded || l.head || said[l.number] || l.sample() && comment.MatchString(l.text) {
			continue
		}
		if d.looksLikeAFact(i) {
			unread = append(unread, page.Line{Number: l.number, Text: l.text})
		}
	}
	return d.out, unread
}

func (d *document) looksLikeAFact(i int) bool {
	l := &d.lines[i]
	text := userAgent.ReplaceAllString(l.text, " ")
	if m := keyedLine.FindStringSubmatch(text); m != nil {
		return !slices.Contains(carried, strings.ToLower(m[1]))
	}
	words := urls.ReplaceAllString(text, " ")
	for _, url := range urls.FindAllString(text, -1) {
		if !siteURL.MatchString(words+" "+d.labelOf(i)) && !siteHost.MatchString(splitURL(url).origin) {
			return true
		}
	}
	if l.sample() {
		return false
	}
	if m := bareHost.FindStringSubmatch(words); m != nil && likelyHost.MatchString(m[1]) && !fileName.MatchString(m[1]) && !siteURL.MatchString(words) {
		return true
	}
	for _, path := range pathsOf(text, false) {
		if !siteURL.MatchString(words) && strings.Count(path, "/") > 1 {
			return true
		}
	}
	if typedLine.MatchString(text) && !ordinary.MatchString(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\t :|(", r) })[0]) {
		return true
	}
	if requiredLine.MatchString(text) && (l.table || strings.ContainsAny(text, ":|\t")) {
		return true
	}
	dateless := date.ReplaceAllString(words, " ")
	return ofCodes.MatchString(text) && codeLike.MatchString(dateless) && !algorithms.MatchString(dateless)
}

// Blind are the kinds of facts without which a page cannot be compared, and of
// which it has none: where to send a call.
func Blind(statements []Statement) (kinds []string) {
	for _, needed := range [][]string{{Host, Port}, {Path, Endpoint}} {
		if !slices.ContainsFunc(statements, func(s Statement) bool {
			return slices.Contains(needed, s.Kind) && !strings.HasPrefix(s.Value, "protocol ")
		}) {
			kinds = append(kinds, needed[0])
		}
	}
	return kinds
}
