package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// columns are the words of a table's head, in the two languages of the pages.
var columns = sortedByLength([]string{
	"参数名称", "参数名", "参数类型", "参数说明", "参数描述", "参数位置", "参数", "字段名称", "字段名", "字段类型", "字段说明", "字段描述", "字段", "子字段", "子参数", "名称", "变量名",
	"数据类型", "类型", "是否必选", "是否必填", "是否必传", "是否必须", "是否可选", "必选", "必填", "必传", "必须", "可选", "描述", "说明", "备注", "含义", "解释", "范围", "取值范围", "取值", "默认值", "默认",
	"示例值", "示例", "样例", "位置", "长度", "最大长度", "值",
	"错误码", "错误代码", "状态码", "返回码", "响应码", "错误信息", "错误描述", "错误说明", "错误消息", "提示信息", "解决方案", "处理建议", "原因",
	"网络协议", "协议", "请求地址", "请求方法", "请求方式", "鉴权方式", "请求格式", "响应格式", "请求类型", "地址", "方法",
	"parameters", "parameter", "param", "subfield", "field", "name", "datatype", "type", "required", "mandatory", "optional", "description", "desc", "remarks", "remark", "notes", "note",
	"default", "range", "example", "sample", "location", "length", "value", "values",
	"errorcode", "error_code", "code", "errormessage", "error_msg", "message", "msg", "meaning", "reason", "solution", "protocol", "method", "url", "address", "authentication",
})

func sortedByLength(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}

// columnsOf returns the words of a table's head, or nil if the text has others.
func columnsOf(text string) []string {
	left := strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("|()*:/", r) {
			return -1
		}
		return r
	}, text))
	var found []string
	for left != "" {
		word := ""
		for _, c := range columns {
			if strings.HasPrefix(left, c) {
				word = c
				break
			}
		}
		if word == "" {
			return nil
		}
		found = append(found, word)
		left = left[len(word):]
	}
	return found
}

const (
	types = `String|Integer|Int(?:eger)?(?:32|64)?|Long|Short|Byte|Number|BigDecimal|Decimal|Float|Double|Boolean|Bool|Object|Obj|Array|List|Map|JSON|Date(?:Time)?|Timestamp|File|Binary|Enum|Char|Varchar|Any`
	name  = `\*?[A-Za-z_][\w.\[\]-]*`
	marks = `是|否|必填|必选|必传|必须|可选|选填|非必填|非必选|非必传|√|×|✓|✔|✗|[YN]|[Yy]es|[Nn]o|[Tt]rue|[Ff]alse|TRUE|FALSE|[Rr]equired|[Oo]ptional|[MO]`
	arity = `(?:<[^<>]*>|\[[\w ]*\]|\(\d+\))?`
)

var (
	// A row with blanks: name, perhaps a parent before it, mark, type.
	spacedRow = regexp.MustCompile(`^(?:` + name + `[\t ]+)?(` + name + `)\*?(?:[\t ]+(` + marks + `|-)?)*[\t ]+((?i:` + types + `|str)` + arity + `)((?:[\t ]+(?:` + marks + `|-)?)*)(?:[\t ](.*)|([^\w\t ].*)|)$`)
	// A row whose cells are glued: a type in capitals after a name, or any before a word that is not Latin.
	capitalRow = regexp.MustCompile(`^(` + name + `)(` + marksGlued + `)?((?:` + types + `)` + arity + `)(` + marksGlued + `)?(.*)$`)
	lowerRow   = regexp.MustCompile(`^(` + name + `?)(` + marksGlued + `)?((?i:` + types + `|str)` + arity + `)(` + marksGlued + `)?([^A-Za-z_].*|)$`)
	markIn     = regexp.MustCompile(`(?:^|[\t ])(` + marks + `)(?:[\t ]|$)`)
	onlyName   = regexp.MustCompile(`^` + name + `\*?$`)
	onlyType   = regexp.MustCompile(`^((?i:` + types + `|str)` + arity + `)$`)
	onlyMark   = regexp.MustCompile(`^(` + marks + `|-)$`)
	ordinary   = regexp.MustCompile(`(?i)^(the|a|an|this|that|each|every|any|all|of|in|is|as|to|for|and|or|if|json|java|python|shell|new|basic|public|static|final|private|token type)$`)
)

const marksGlued = `是|否|必填|必选|必传|可选|选填|非必填|Yes|No|True|False|√|×`

// row is a row of a table that describes a field.
type row struct {
	name, kind, mark, rest string
	columns                int
}

// parseRow reads a field's row. Without a table's head above it, only a shape that prose does not have is one.
func parseRow(text string, inTable bool) (row, bool) {
	if m := spacedRow.FindStringSubmatch(text); m != nil && !ordinary.MatchString(m[1]) && !ordinary.MatchString(strings.Fields(text)[0]) {
		r := row{name: m[1], kind: m[3], rest: m[5] + m[6]}
		before := text[:strings.Index(text, m[3])]
		r.mark = firstMark(before[strings.Index(before, m[1])+len(m[1]):])
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
		return row{name: m[1], kind: m[3], mark: m[2] + glueMark(m[4], m[5]), rest: m[4] + m[5]}.finished(text), true
	}
	return row{}, false
}

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
	saysRequired = regexp.MustCompile(`(?i)[(\[]必[填选传须][)\]]|必[填选传须]项|[(\[]required[)\]]|(?:^|[,.; ])必[填选传须](?:[,.; ]|$)`)
	yes          = regexp.MustCompile(`^(是|必填|必选|必传|必须|√|✓|✔|Y|M|[Yy]es|[Tt]rue|TRUE|[Rr]equired)$`)
)

// finished puts the parts of a row into their normal form.
func (r row) finished(text string) row {
	if strings.HasPrefix(r.name, "*") || strings.HasSuffix(r.name, "*") {
		r.mark = "必填"
	}
	r.name = strings.Trim(r.name, "*-")
	r.columns = strings.Count(text, "\t") + 1
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

// tables finds the tables of fields and of headers.
func (d *document) tables() {
	var head []string
	idle := 0 // lines since the last row
	for i := 0; i < len(d.lines); i++ {
		l := &d.lines[i]
		switch {
		case l.text == "":
			continue
		case l.sample():
			head = nil
			continue
		}
		if c := columnsOf(l.text); len(c) >= 2 {
			head, idle, l.table, l.head = c, 0, true, true
			d.named(i, c)
			continue
		}
		if c, last := d.tallHead(i); len(c) >= 2 {
			for ; i <= last; i++ {
				d.lines[i].table, d.lines[i].head = true, true
			}
			i--
			d.named(i, c)
			head, idle = c, 0
			continue
		}
		r, ok := parseRow(l.text, head != nil && typed(head))
		last := i
		if !ok {
			r, last, ok = d.tallRow(i)
		}
		if ok {
			for j := i; j <= last; j++ {
				d.lines[j].table = true
			}
			d.field(i, r, head)
			i, idle = last, 0
			continue
		}
		if head != nil && !typed(head) && d.headerRow(i, head) {
			idle = 0
			continue
		}
		if strings.ContainsRune(l.text, '\t') {
			l.table = true
		}
		if idle++; idle > 4 || d.heading(i) && (aboutRequest.MatchString(l.text) || aboutAnswer.MatchString(l.text)) {
			head = nil
		}
	}
}

// named states the columns that bear the name of a field.
func (d *document) named(i int, head []string) {
	for _, c := range head {
		if strings.ContainsRune(c, '_') {
			d.state(i, Fact{Kind: Identifier, Name: c})
		}
	}
}

var typeColumns = []string{"类型", "参数类型", "数据类型", "字段类型", "type", "datatype"}

func typed(head []string) bool {
	return slices.ContainsFunc(head, func(c string) bool { return slices.Contains(typeColumns, c) })
}

// tallHead reads a head with one cell a line.
func (d *document) tallHead(i int) (head []string, last int) {
	last = i
	for j := i; j < len(d.lines); j = d.next(j) {
		c := columnsOf(d.lines[j].text)
		if len(c) != 1 || d.lines[j].sample() || d.startsRow(j) {
			break
		}
		head, last = append(head, c[0]), j
	}
	return head, last
}

// startsRow reports whether a type or a mark follows a name on the next line,
// so that "code" is a field here and no column.
func (d *document) startsRow(i int) bool {
	following := d.next(i)
	return following < len(d.lines) && onlyName.MatchString(d.lines[i].text) &&
		(onlyType.MatchString(d.lines[following].text) || d.lines[following].text == "-")
}

// tallRow reads a row with one cell a line: a name, perhaps a child's name or a
// mark, and a type; what follows is its description.
func (d *document) tallRow(i int) (r row, last int, ok bool) {
	text := d.lines[i].text
	if !onlyName.MatchString(text) || ordinary.MatchString(text) {
		return row{}, i, false
	}
	r.name = text
	j := i
	for range 3 {
		if j = d.next(j); j >= len(d.lines) || d.lines[j].sample() {
			return row{}, i, false
		}
		switch cell := d.lines[j].text; {
		case onlyType.MatchString(cell):
			r.kind, last = cell, j
			k := d.next(j)
			if k < len(d.lines) && onlyMark.MatchString(d.lines[k].text) {
				if d.lines[k].text != "-" && r.mark == "" {
					r.mark = d.lines[k].text
				}
				last, k = k, d.next(k)
			}
			if k < len(d.lines) && !d.lines[k].sample() && strings.ContainsFunc(d.lines[k].text, han) {
				r.rest = d.lines[k].text
				if m := d.next(k); m < len(d.lines) && onlyWord.MatchString(d.lines[m].text) && !d.startsRow(m) {
					r.rest, last = r.rest+" "+d.lines[m].text, m
				}
			}
			return r.finished(""), last, true
		case cell == "-":
		case onlyMark.MatchString(cell):
			r.mark = cell
		case onlyName.MatchString(cell) && !ordinary.MatchString(cell):
			r.name = cell
		default:
			return row{}, i, false
		}
	}
	return row{}, i, false
}

var (
	unitOf = []struct {
		unit string
		word *regexp.Regexp
	}{
		{"milliseconds", regexp.MustCompile(`(?i)毫秒|milli-?\s?seconds?|\bms\b`)},
		{"seconds", regexp.MustCompile(`(?i)秒|\bseconds?\b|\bsecs?\b`)},
		{"minutes", regexp.MustCompile(`(?i)分钟|\bminutes?\b`)},
		{"hours", regexp.MustCompile(`(?i)小时|\bhours?\b`)},
		{"days", regexp.MustCompile(`(?i)\d天|单位.{0,3}[天日]|\bdays\b`)},
	}
	onlyWord = regexp.MustCompile(`^(-?\d{1,10}|success|ok|OK|true|false)$`)
	limits   = regexp.MustCompile(`(?:^|[\t ])(\d+\s*[-~]\s*\d+|[<>≤≥]=?\s*\d+)(?:[\t ]|$)`)
	lastWord = regexp.MustCompile(`(?:^|[^A-Za-z0-9_.-])(-?\d{1,10}|success|ok|OK|true|false)$`)
)

// field states what a row says of a field.
func (d *document) field(i int, r row, head []string) {
	if slices.Contains(head, "子字段") || slices.Contains(head, "子参数") || slices.Contains(head, "subfield") {
		for parent := range d.containers {
			if child := strings.TrimPrefix(r.name, parent); child != r.name && len(child) > 1 && !d.containers[r.name] {
				r.name = strings.TrimLeft(child, "-.")
				break
			}
		}
	}
	value := r.kind
	if r.mark != "" {
		value += ", " + r.mark
	}
	d.state(i, Fact{Kind: Field, Name: r.name, Value: value})
	if m := limits.FindStringSubmatch(r.rest); m != nil {
		d.state(i, Fact{Kind: Quantity, Name: r.name, Value: m[1]})
	}
	without := quantity.ReplaceAllString(r.rest, "")
	for _, u := range unitOf {
		if u.word.MatchString(without) {
			d.state(i, Fact{Kind: Unit, Name: r.name, Value: u.unit})
			break
		}
	}
	if m := lastWord.FindStringSubmatch(r.rest); m != nil && slices.ContainsFunc(head, func(c string) bool {
		return strings.HasPrefix(c, "示例") || c == "样例" || c == "example" || c == "sample"
	}) && meaningful(r.name) {
		d.state(i, Fact{Kind: Constant, Name: r.name, Value: m[1]})
	}
}

var (
	headerCell = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*?)(?:[\t ]|Basic|Bearer|Digest|Negotiate|Token |MAC |OAuth|application/|text/|multipart/|\p{Han}|$)`)
	aHeader    = regexp.MustCompile(`(?i)^(authorization|content-type|accept|token|x-[\w-]+|[\w]+-[\w-]+|api-?key|appid|app-?key|signature|timestamp|nonce)$`)
)

// headerRow reads a row of a table of headers, which has no types.
func (d *document) headerRow(i int, head []string) bool {
	m := headerCell.FindStringSubmatch(d.lines[i].text)
	if m == nil || !slices.ContainsFunc(head, func(c string) bool {
		return strings.Contains(c, "参数") || strings.Contains(c, "名称") || c == "name" || c == "header" || c == "field" || c == "字段"
	}) {
		return false
	}
	if d.lines[i].role == answer || !aHeader.MatchString(m[1]) && !strings.ContainsRune(d.lines[i].text, '\t') {
		return false
	}
	d.lines[i].table = true
	mark := ""
	switch text := d.lines[i].text; {
	case saysOptional.MatchString(text):
		mark = "optional"
	case saysRequired.MatchString(text):
		mark = "required"
	}
	d.state(i, Fact{Kind: Header, Name: m[1], Value: mark})
	return true
}
