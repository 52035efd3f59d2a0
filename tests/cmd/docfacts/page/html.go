package page

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// skipped elements hold no word of the documentation.
var skipped = []atom.Atom{
	atom.Script, atom.Style, atom.Nav, atom.Footer, atom.Noscript, atom.Template, atom.Svg,
	atom.Aside, atom.Button, atom.Select, atom.Iframe, atom.Object, atom.Title,
}

// blocks start and end a line.
var blocks = []atom.Atom{
	atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
	atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre, atom.Blockquote, atom.Table, atom.Thead, atom.Tbody, atom.Tr,
	atom.Caption, atom.Figure, atom.Figcaption, atom.Hr, atom.Br, atom.Details, atom.Summary, atom.Body, atom.Html, atom.Textarea,
}

var void = []atom.Atom{atom.Br, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Wbr, atom.Source, atom.Col, atom.Area, atom.Base, atom.Embed, atom.Track}

// aside are the words by which sites mark what stands beside the text, as a
// role, an id or a class of its own.
var aside = []string{
	"nav", "navbar", "navigation", "menu", "sidebar", "breadcrumb", "breadcrumbs", "toc", "footer", "banner", "contentinfo", "search",
	"complementary", "pagination", "pager", "gutter", "linenos", "line-numbers", "line-numbers-rows", "hljs-ln-numbers", "skip-link",
	"header-anchor", "headerlink", "anchor", "anchor-link", "hash-link",
}

var aroundTabs = regexp.MustCompile(` *\t *`)

// htmlReader turns a stream of tokens into lines. A tokenizer and not a tree:
// it knows the line of each word in the file.
type htmlReader struct {
	lines   []Line
	current strings.Builder
	number  int         // of the source line that is read
	started int         // source line on which current began
	skip    []atom.Atom // open elements below one that is skipped, it first
	pre     int
	cell    int // depth of td and th
	row     bool
	heads   int  // th elements of the row less td elements
	mixed   bool // a text with some HTML in it: its line ends count
}

func htmlLines(text string) []Line {
	r := &htmlReader{number: 1, mixed: !wholeHTML(text)}
	tokenizer := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := tokenizer.Next()
		if kind == html.ErrorToken { // the end; the tokenizer takes any text for HTML
			r.flush()
			return r.lines
		}
		raw := string(tokenizer.Raw())
		token := tokenizer.Token()
		switch kind { //nolint:exhaustive // comments and the like are no text
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(token, kind == html.SelfClosingTagToken || slices.Contains(void, token.DataAtom))
		case html.EndTagToken:
			r.end(token.DataAtom)
		case html.TextToken:
			r.text(token.Data)
		}
		if kind != html.TextToken || len(r.skip) > 0 {
			r.number += strings.Count(raw, "\n")
		}
	}
}

func (r *htmlReader) start(token html.Token, alone bool) {
	a := token.DataAtom
	if len(r.skip) > 0 {
		if !alone && a == r.skip[0] {
			r.skip = append(r.skip, a)
		}
		return
	}
	if !alone && (slices.Contains(skipped, a) || besides(token)) {
		r.flush()
		r.skip = []atom.Atom{a}
		return
	}
	switch {
	case a == atom.Td || a == atom.Th:
		r.cell++
		if r.heads++; a == atom.Td {
			r.heads -= 2
		}
		if r.current.Len() > 0 {
			r.current.WriteByte('\t')
		}
	case a == atom.Br && r.cell > 0 && r.pre == 0:
		r.current.WriteByte(' ')
	case slices.Contains(blocks, a):
		r.breakLine(a)
	}
	switch a { //nolint:exhaustive // few elements count
	case atom.Pre:
		r.pre++
	case atom.Tr:
		r.cell, r.row, r.heads = 0, true, 0
	}
}

func (r *htmlReader) end(a atom.Atom) {
	if len(r.skip) > 0 {
		if a == r.skip[0] {
			r.skip = r.skip[1:]
		}
		return
	}
	switch a { //nolint:exhaustive // few elements count
	case atom.Td, atom.Th:
		r.cell = max(0, r.cell-1)
	case atom.Tr, atom.Table:
		r.cell, r.row = 0, false
	case atom.Pre:
		r.pre = max(0, r.pre-1)
	}
	if slices.Contains(blocks, a) {
		r.breakLine(a)
	}
}

// apart are the blocks that stand apart from what is around them.
var apart = []atom.Atom{atom.P, atom.Pre, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Br, atom.Hr, atom.Section}

// breakLine ends a line, which a paragraph inside a cell does not.
func (r *htmlReader) breakLine(a atom.Atom) {
	if r.cell > 0 && r.pre == 0 {
		r.current.WriteByte(' ')
		return
	}
	empty := strings.TrimSpace(r.current.String()) == ""
	r.flush()
	if n := len(r.lines); empty && n > 0 && r.lines[n-1].Text != "" && slices.Contains(apart, a) {
		r.lines = append(r.lines, Line{Number: r.number})
	}
}

// text adds words; outside of pre, white space is one blank.
func (r *htmlReader) text(data string) {
	if len(r.skip) > 0 {
		return
	}
	for i, part := range strings.Split(data, "\n") {
		if i > 0 {
			if r.pre > 0 || r.mixed && !r.row {
				r.flush()
			} else {
				r.blank()
			}
			r.number++
		}
		if r.pre == 0 {
			fields := strings.Fields(part)
			if len(fields) == 0 {
				if part != "" {
					r.blank()
				}
				continue
			}
			if strings.ContainsAny(part[:1], " \t") {
				r.blank()
			}
			r.write(strings.Join(fields, " "))
			if strings.ContainsAny(part[len(part)-1:], " \t") {
				r.blank()
			}
			continue
		}
		r.write(part)
	}
}

func (r *htmlReader) blank() {
	if s := r.current.String(); s != "" && !strings.HasSuffix(s, " ") && !strings.HasSuffix(s, "\t") {
		r.current.WriteByte(' ')
	}
}

func (r *htmlReader) write(s string) {
	if strings.TrimSpace(r.current.String()) == "" && strings.TrimSpace(s) != "" {
		r.started = r.number
	}
	r.current.WriteString(s)
}

func (r *htmlReader) flush() {
	line := r.current.String()
	r.current.Reset()
	if strings.TrimSpace(line) == "" {
		if (r.pre > 0 || r.mixed) && len(r.lines) > 0 {
			r.lines = append(r.lines, Line{Number: r.number})
		}
		return
	}
	if r.pre == 0 {
		line = aroundTabs.ReplaceAllString(strings.TrimLeft(line, " "), "\t")
	}
	r.lines = append(r.lines, Line{Number: r.started, Text: line, Head: r.heads > 1})
	r.heads = 0
}

// besides reports whether the element says that it is not the text.
func besides(token html.Token) bool {
	if slices.Contains([]atom.Atom{atom.Body, atom.Html, atom.Main, atom.Article}, token.DataAtom) {
		return false // a body with class "with-sidebar nav" is still the page
	}
	for _, attribute := range token.Attr {
		switch attribute.Key {
		case "role", "id", "class":
			for word := range strings.FieldsSeq(strings.ToLower(attribute.Val)) {
				if slices.Contains(aside, word) {
					return true
				}
			}
		}
	}
	return false
}
