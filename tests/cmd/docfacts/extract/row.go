package extract

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	types = `String|Integer|Int(?:eger)?(?:32|64)?|Long|Short|Byte|Number|BigDecimal|Decimal|Float|Double|Boolean|Bool|Object|Obj|Array|List|Map|JSON|Date(?:Time)?|Timestamp|File|Binary|Enum|Char|Varchar|Any`
	name  = `\*?[A-Za-z_][\w.\[\]-]*`
	marks = `是|否|必填|必选|必传|必须|可选|选填|非必填|非必选|非必传|√|×|✓|✔|✗|[YN]|[Yy]es|[Nn]o|true|True|TRUE|false|False|FALSE|[Rr]equired|[Oo]ptional|[MO]`
	arity = `(?:<[^<>]*>|\[[\w ]*\]|\(\d+\))?`
)

var (
	// A row with blanks: name, perhaps a parent before it, mark, type.
	spacedRow = regexp.MustCompile(`^(?:` + name + `[\t ]+)?(` + name + `)\*?(?:[\t ]+(` + marks + `|-)?)*[\t ]+((?i:` + types + `|str)` + arity + `)((?:[\t ]+(?:` + marks + `|-)?)*)(?:[\t ](.*)|([^\w\t ].*)|)$`)
	// A row whose cells are glued: a type in capitals after a name, or any before a word that is not Latin.
	capitalRow = regexp.MustCompile(`^(` + name + `)(` + marksGlued + `)?((?:` + types + `)` + arity + `)(` + marksGlued + `)?(.*)$`)
	lowerRow   = regexp.MustCompile(`^(` + name + `?)(` + marksGlued + `)?((?i:` + types + `|str)` + arity + `)(?:(` + marksGlued + `)(.*)|([^a-z_].*|))$`)
	// A row that needs no head: name, type and mark glued.
	markedRow = regexp.MustCompile(`^(` + name + `?)((?i:` + types + `)` + arity + `)(?:\s*·\s*\w+?)?(Required|Optional|required|optional)(.*)$`)
	// A row of a list: a name, and first of all its mark.
	statedRow = regexp.MustCompile(`^(` + name + `)\s*:\s*(必[须填选传]|可选|选填|(?i:required|optional))(?:参数|项|字段)?(?:[\s,;.(]|$)(.*)$`)
	// A row between dashes: name, type, description.
	dashedRow = regexp.MustCompile(`^(` + name + `)\s+[-–—:]\s+((?i:` + types + `)` + arity + `)(?:\s*[-–—:,;]\s*(.*))?$`)
	markIn    = regexp.MustCompile(`(?:^|[\t ])(` + marks + `)(?:[\t ]|$)`)
	onlyName  = regexp.MustCompile(`^` + name + `\*?$`)
	onlyType  = regexp.MustCompile(`^((?i:` + types + `|str)` + arity + `)$`)
	onlyMark  = regexp.MustCompile(`^(` + marks + `|-)$`)
	ordinary  = regexp.MustCompile(`(?i)^(the|a|an|this|that|each|every|any|all|of|in|is|as|to|for|and|or|if|json|java|python|shell|new|basic|public|static|final|private|token type)$`)
)

const marksGlued = `是|否|必填|必选|必传|可选|选填|非必填|Yes|No|True|False|√|×`

// row is a row of a table that describes a field.
type row struct {
	name, kind, mark, rest string
	place, value           string // where it goes, and its default
}

// parseRow reads a field's row. Without a table's head above it, only a shape that prose does not have is one.
func parseRow(text string, inTable bool) (row, bool) {
	if m := markedRow.FindStringSubmatch(text); m != nil && !ordinary.MatchString(m[1]) {
		return row{name: m[1], kind: m[2], mark: m[3], rest: m[4]}.finished(""), true
	}
	if m := dashedRow.FindStringSubmatch(text); m != nil {
		return row{name: m[1], kind: m[2], rest: m[3]}.finished(""), true
	}
	if m := statedRow.FindStringSubmatch(text); m != nil {
		return row{name: m[1], mark: m[2], rest: m[3]}.finished(""), true
	}
	if m := spacedRow.FindStringSubmatch(text); m != nil && !ordinary.MatchString(m[1]) && !ordinary.MatchString(strings.Fields(text)[0]) {
		r := row{name: m[1], kind: m[3], rest: m[5] + m[6]}
		before, _, _ := strings.Cut(text, m[3])
		_, before, _ = strings.Cut(before, m[1])
		r.mark = firstMark(before)
		after := m[4]
		if strings.HasSuffix(after, "是") && strings.HasPrefix(r.rest, "否") { // "whether", and no mark
			after, r.rest = strings.TrimSuffix(after, "是"), "是"+r.rest
		}
		if r.mark == "" {
			r.mark = firstMark(after)
		}
		if inTable || strings.ContainsRune(text, '\t') || strings.ContainsFunc(r.rest, han) || r.rest == "" || r.mark != "" {
			return r.finished(text), true
		}
		return row{}, false
	}
	if m := capitalRow.FindStringSubmatch(text); m != nil && !ordinary.MatchString(m[1]) && (inTable || strings.ContainsFunc(m[5], han)) {
		return row{name: m[1], kind: m[3], mark: m[2] + glueMark(m[4], m[5]), rest: m[4] + m[5]}.finished(text), true
	}
	if m := lowerRow.FindStringSubmatch(text); m != nil && inTable && m[1] != "" && !ordinary.MatchString(m[1]) {
		return row{name: m[1], kind: m[3], mark: m[2] + glueMark(m[4], m[5]), rest: m[4] + m[5] + m[6]}.finished(text), true
	}
	return listedRow(text)
}

// listed is a field of a list: its name, and its type and mark between brackets.
var listed = regexp.MustCompile(`^(` + name + `)\*?\s*[:–-]?\s*\(([^()]{2,60})\)\s*[:–—-]?\s*(.*)$`)

func listedRow(text string) (row, bool) {
	m := listed.FindStringSubmatch(text)
	if m == nil {
		return row{}, false
	}
	r := row{name: m[1], rest: m[3]}
	for _, word := range strings.FieldsFunc(m[2], func(c rune) bool { return strings.ContainsRune(",;/| ", c) }) {
		switch {
		case onlyType.MatchString(word):
			r.kind = word
		case anyMark.MatchString(word):
			r.mark = word
		case anyPlace.MatchString(word):
			r.place = strings.ToLower(word)
		case strings.EqualFold(word, "parameter"), strings.EqualFold(word, "in"):
		default:
			return row{}, false
		}
	}
	return r.finished(text), true
}

// parseGlued reads a row of a table whose head has no blanks: a type ends the name
// where a capital or another script follows it.
func parseGlued(text string) (row, bool) {
	if m := gluedRowStart.FindStringSubmatch(text); m != nil && !ordinary.MatchString(m[1]) {
		return row{name: m[1], kind: m[2], mark: glueMark(m[3], m[4]), rest: m[3] + m[4]}.finished(text), true
	}
	return row{}, false
}

var gluedRowStart = regexp.MustCompile(`^(` + name + `?)((?:` + types + `)` + arity + `)(` + marksGlued + `)?([A-Z\p{Han}].*)$`)

// glueMark is the mark after a type, which "whether" in a description is not.
func glueMark(mark, rest string) string {
	if mark == "是" && strings.HasPrefix(rest, "否") {
		return ""
	}
	return mark
}

func firstMark(text string) string {
	if m := markIn.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

var (
	saysOptional = regexp.MustCompile(`(?i)可选|选填|非必[填选传须]|不必填|\boptional\b`)
	saysRequired = regexp.MustCompile(`(?i)[(\[]必[填选传须][)\]]|必[填选传须]项|^required\b|[(\[]required[)\]]|(?:^|[,.; ])必[填选传须](?:[,.; ]|$)`)
	yes          = regexp.MustCompile(`(?i)^(是|必填|必选|必传|必须|必需|√|✓|✔|y|m|yes|true|required|mandatory)$`)
)

// finished puts the parts of a row into their normal form.
func (r row) finished(text string) row {
	if strings.HasPrefix(r.name, "*") || strings.HasSuffix(r.name, "*") {
		r.mark = "必填"
	}
	r.name = strings.Trim(r.name, "*-")
	for _, said := range []string{"Yes", "No", "True", "False"} {
		if r.mark == "" && !strings.ContainsAny(text, "\t ") && strings.HasSuffix(r.name, said) && len(r.name) > len(said) {
			r.name, r.mark = strings.TrimSuffix(r.name, said), said
		}
	}
	switch {
	case r.mark == "" && saysOptional.MatchString(r.rest):
		r.mark = "optional"
	case r.mark == "" && saysRequired.MatchString(r.rest):
		r.mark = "required"
	case r.mark == "":
	case yes.MatchString(r.mark):
		r.mark = "required"
	default:
		r.mark = "optional"
	}
	return r
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }
