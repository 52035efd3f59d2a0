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
	"httpstatuscode", "httpstatus", "http状态码", "statuscode", "errorcode", "error_code", "code", "errormessage", "error_msg", "message", "msg", "meaning", "reason", "solution", "protocol", "method", "url", "address", "authentication",
	"requesttype", "responsetype", "requestformat", "responseformat", "requestmethod", "requesturl", "action", "solutions", "fix", "howtofix", "cause", "details", "comment", "缺省值", "属性", "返回值", "规则说明",
})

func sortedByLength(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}

// columnsOf returns the words of a table's head, or nil if the text has others.
func columnsOf(text string) []string {
	if strings.ContainsRune(text, '\t') {
		var found []string
		for cell := range strings.SplitSeq(strings.Trim(text, "\t "), "\t") {
			words := columnsOf(cell)
			if words == nil && strings.TrimSpace(cell) != "" { // a column may have no name
				return nil
			}
			found = append(found, words...)
		}
		return found
	}
	left := strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("|()*:/", r) {
			return -1
		}
		return r
	}, text))
	return columnsIn(left)
}

// columnsIn cuts glued words: the longest word first, unless the rest is none then.
func columnsIn(text string) []string {
	for _, c := range columns {
		rest, ok := strings.CutPrefix(text, c)
		if !ok {
			continue
		}
		if rest == "" {
			return []string{c}
		}
		if found := columnsIn(rest); found != nil {
			return append([]string{c}, found...)
		}
	}
	return nil
}

// tables finds the tables of fields and of headers.
func (d *document) tables() {
	var head, roles []string
	idle := 0                        // lines since the last row
	rowBefore, glued := false, false // whether the head's cells are glued
	for i := 0; i < len(d.lines); i++ {
		l := &d.lines[i]
		if i > 0 && l.text != "" {
			before := d.before(i)
			rowBefore = before >= 0 && d.lines[before].table
		}
		switch {
		case l.text == "":
			continue
		case l.sample():
			head, roles = nil, nil
			continue
		}
		if c := columnsOf(l.text); len(c) >= 2 || (roles == nil || !rowBefore) && l.columnRoles() != nil {
			head, roles, idle, l.table, l.head = c, l.columnRoles(), 0, true, true
			glued = typed(head) && !strings.ContainsAny(l.text, " \t")
			d.named(i, c)
			continue
		}
		if c, last := d.tallHead(i); len(c) >= 2 {
			for ; i <= last; i++ {
				d.lines[i].table, d.lines[i].head = true, true
			}
			i--
			d.named(i, c)
			head, roles, idle = c, nil, 0
			continue
		}
		if slices.Contains(roles, codesColumn) && strings.ContainsRune(l.text, '\t') {
			l.table, idle = true, 0
			continue // for codes
		}
		if r, ok := columnRow(l.text, roles); ok && !slices.ContainsFunc(head, hasParent.MatchString) && strings.ContainsRune(l.text, '\t') {
			l.table, idle = true, 0
			if slices.Contains(roles, typeColumn) || !d.headerRow(i, head, r.mark) {
				d.field(i, r, head)
			}
			continue
		}
		r, ok := row{}, false
		switch {
		case glued:
			r, ok = parseGlued(l.text)
		case head == nil && strings.ContainsRune(l.text, '\t'):
			r, ok = looseRow(l.text)
		case l.role != "":
			if m := gluedAlone.FindStringSubmatch(l.text); m != nil {
				r, ok = row{name: m[1], kind: m[2]}, true
			}
		}
		if !ok {
			r, ok = parseRow(l.text, head != nil && typed(head))
		}
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
		if head != nil && !typed(head) && d.headerRow(i, head, "") {
			idle = 0
			continue
		}
		if strings.ContainsRune(l.text, '\t') {
			l.table = true
		}
		if idle++; idle > 4 || d.heading(i) && (aboutRequest.MatchString(l.text) || aboutAnswer.MatchString(l.text)) {
			head, roles = nil, nil
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
	if m := gluedMark.FindStringSubmatch(text); m != nil {
		r.name, r.mark = m[1], m[2]
	}
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
			if k < len(d.lines) && !d.lines[k].sample() && describes(d.lines[k].text) {
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

// gluedAlone is a name and its type and nothing else.
var gluedAlone = regexp.MustCompile(`^([a-z]\w*?)(string|boolean|integer|number|object|array)$`)

// gluedMark is a name with its mark behind it.
var gluedMark = regexp.MustCompile(`^(\w*[a-z0-9])(required|optional|Required|Optional)$`)

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
	onlyWord  = regexp.MustCompile(`^(-?\d{1,10}|success|ok|OK|true|false)$`)
	limits    = regexp.MustCompile(`(?:^|[\t ])(\d+\s*[-~]\s*\d+|[<>≤≥]=?\s*\d+)(?:[\t ]|$)`)
	lastGlued = regexp.MustCompile(`(?:^|[^\d.-])(-?\d{1,10}|success|ok|OK|true|false)$`)
	lastWord  = regexp.MustCompile(`(?:^|[^A-Za-z0-9_.-])(-?\d{1,10}|success|ok|OK|true|false)$`)
)

var (
	headerCell = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*?)(?:[\t ]|Basic|Bearer|Digest|Negotiate|Token |MAC |OAuth|application/|text/|multipart/|\p{Han}|$)`)
	aHeader    = regexp.MustCompile(`(?i)^(authorization|content-type|accept|token|x-[\w-]+|[\w]+-[\w-]+|api-?key|appid|app-?key|signature|timestamp|nonce)$`)
)

var aHeading = regexp.MustCompile(`(?i)请求头|消息头|\bheaders?\b`)
