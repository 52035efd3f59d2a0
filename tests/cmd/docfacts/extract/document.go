package extract

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
)

// Roles of a section.
const (
	request = "request"
	answer  = "answer"
)

// line is a line of the page with what is known of it.
type line struct {
	number   int
	text     string // trimmed; cells between tabs
	language string // of a sample, else empty
	json     bool   // part of a JSON sample
	table    bool   // part of a table
	coded    bool   // part of a table of codes
	head     bool   // of a table
	marked   bool   // as the head of a table by the markup
	role     string
	region   int // index of its operation, -1 without one
}

// sample reports whether the line is code and no text.
func (l *line) sample() bool { return l.language != "" || l.json }

type document struct {
	lines      []line
	operations []string // "METHOD path", by region
	containers map[string]bool
	values     map[string]bool // sample values, which are no facts wherever they stand
	out        []Statement
	fieldNames map[string]bool
}

// Page returns every statement of the page.
func Page(lines []page.Line) []Statement { return read(lines).out }

func read(lines []page.Line) *document {
	d := &document{containers: map[string]bool{}, values: map[string]bool{}, fieldNames: map[string]bool{}}
	for _, l := range lines {
		d.lines = append(d.lines, line{number: l.Number, text: strings.Trim(l.Text, " \t"), region: -1, marked: l.Head})
	}
	d.languages()
	samples := d.findJSON()
	d.align()
	d.regions()
	d.roles()
	d.tables()
	d.codes()
	for _, s := range samples {
		d.shape(s)
	}
	d.tokens()
	d.sentences()
	d.templates()
	d.known()
	return d
}

// column is what stands between the cells of a table that blanks align.
var column = regexp.MustCompile(`(\S) {2,}(\S)`)

// align makes tabs of the blanks between aligned cells.
func (d *document) align() {
	for i := range d.lines {
		if l := &d.lines[i]; !l.sample() {
			l.text = column.ReplaceAllString(l.text, "$1\t$2")
		}
	}
}

// state records a statement of line i; kinds that belong to an operation get it as owner.
func (d *document) state(i int, f Fact, readings ...string) {
	l := &d.lines[i]
	switch f.Kind {
	case Host, Path, Endpoint, Algorithm, Quantity, Fixed, Identifier, Code, Claim, Auth, Status:
	case Method, Port, Media:
		f.Owner = d.operation(l)
	case Field, Shape, Constant, Unit:
		f.Owner = join(d.operation(l), l.role)
	default:
		f.Owner = join(d.operation(l), request)
	}
	place := d.place(i)
	switch f.Kind {
	case Algorithm, Identifier, Fixed, Quantity: // words of a description, in a table as well
		if !l.sample() {
			place = Prose
		}
	}
	d.out = append(d.out, Statement{Fact: f, Place: place, Line: l.number, Readings: readings})
}

func (d *document) operation(l *line) string {
	if l.region < 0 || l.region >= len(d.operations) {
		return ""
	}
	return d.operations[l.region]
}

func join(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

func (d *document) place(i int) string {
	l := &d.lines[i]
	switch {
	case l.json && l.language != "curl":
		return "json"
	case l.language != "":
		return l.language
	case l.table || l.coded:
		return "table"
	case structured(l.text) || gluedRow(l.text):
		return "label"
	}
	return Prose
}

var (
	label = regexp.MustCompile(`^[^::/]{1,16}[::]\s*`)
	token = regexp.MustCompile(`https?://[^\s"'<>(),;\p{Han}]+|/[\w.{}/~-]+|\b(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b|(application|text|multipart)/[\w.+-]+|\b\d{2,5}\b`)
)

// structured reports whether a text is a label and its value, not a sentence.
func structured(text string) bool {
	if !token.MatchString(text) {
		return false
	}
	value := text
	if l := label.FindString(text); !strings.HasSuffix(l, "http:") && !strings.HasSuffix(l, "https:") {
		value = text[len(l):]
	}
	left := token.ReplaceAllString(value, "")
	count := 0
	for _, r := range left {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			count++
		}
	}
	if count <= 4 {
		return true
	}
	// The label may hold the colon of a URL, or there is none.
	left = token.ReplaceAllString(text, " ")
	words := strings.FieldsFunc(left, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return len(words) <= 1 && len([]rune(strings.Join(words, ""))) <= 8
}

// heading reports whether a line may be a heading: short, and no sentence.
func (d *document) heading(i int) bool {
	l := &d.lines[i]
	return l.text != "" && !l.sample() && !l.table && !strings.ContainsRune(l.text, '\t') && len([]rune(l.text)) <= 40 && !strings.ContainsAny(strings.TrimRight(l.text, ":."), ",;!?。")
}

// next returns the index of the next line after i that is not blank, or len.
func (d *document) next(i int) int {
	i++
	for i < len(d.lines) && d.lines[i].text == "" {
		i++
	}
	return i
}

// before returns the index of the line before i that is not blank, or -1.
func (d *document) before(i int) int {
	i--
	for i >= 0 && d.lines[i].text == "" {
		i--
	}
	return i
}

var (
	aboutRequest = regexp.MustCompile(`(?i)请求|入参|输入|body ?参数|路径参数|query ?参数|header ?参数|\brequest\b|\bparam(?:eter)?s?\b|\bheaders\b`)
	aboutAnswer  = regexp.MustCompile(`(?i)响应|返回|应答|出参|输出|object ?表|\bresponses?\b|\breturns?\b|\banswer\b|\breply\b`)
)

// roles tells request from answer by the headings; a new operation starts anew.
func (d *document) roles() {
	role, region := "", -1
	for i := range d.lines {
		l := &d.lines[i]
		if l.region != region {
			role, region = "", l.region
		}
		if d.heading(i) {
			switch {
			case aboutAnswer.MatchString(l.text):
				role = answer
			case aboutRequest.MatchString(l.text):
				role = request
			}
		}
		l.role = role
	}
}
