package extract

import (
	"regexp"
	"slices"
	"strings"
)

// Roles of a table's columns.
const (
	nameColumn  = "name"
	typeColumn  = "type"
	markColumn  = "mark"
	placeColumn = "place"
	valueColumn = "default"
	codesColumn = "code"
	httpColumn  = "status"
)

// rolesOf are told by the words of a head; the first that fits counts.
var rolesOf = []struct {
	role  string
	words *regexp.Regexp
}{
	{httpColumn, regexp.MustCompile(`(?i)^http|^status( ?code)?$|状态码?$`)},
	{markColumn, regexp.MustCompile(`(?i)必[选填传须要]|可选|必需|^(is )?(required|mandatory|optional)\??$|^presence$`)},
	{placeColumn, regexp.MustCompile(`(?i)^(in|location|place|position|sent in|passed in)$|位置|传[参递]方式|参数类别`)},
	{typeColumn, regexp.MustCompile(`(?i)类型|^(data ?)?type$|^format$`)},
	{valueColumn, regexp.MustCompile(`(?i)默认|缺省|^default( value)?$`)},
	{codesColumn, regexp.MustCompile(`(?i)(^|[a-z _])code$|^errors?$|^err_?no$|码$|代码$|^返回值$|^reason$`)},
	{nameColumn, regexp.MustCompile(`(?i)^(参数|字段|名称|属性|变量|键)名?称?$|参数名|字段名|属性名|变量名|^(name|key|argument|header|claim|property|attribute|member)s?$|(parameter|param|field|header|attribute|property)s?( name)?$`)},
}

func roleOf(cell string) string {
	for _, r := range rolesOf {
		if r.words.MatchString(strings.TrimSpace(cell)) {
			return r.role
		}
	}
	return ""
}

// columnRoles returns the roles of the cells of a head, or nil if the line is none.
func (l *line) columnRoles() []string {
	cells := strings.Split(l.text, "\t")
	if len(cells) < 2 {
		return nil
	}
	roles := make([]string, len(cells))
	known := 0
	if l.marked {
		known = 1
	}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if len([]rune(cell)) > 24 || i == 0 && fieldName.MatchString(cell) && roleOf(cell) == "" || onlyType.MatchString(cell) || strings.ContainsAny(cell, `.,;="{}`) || digits.MatchString(cell) {
			return nil
		}
		if roles[i] = roleOf(cell); roles[i] != "" || columnsOf(cell) != nil {
			known++
		}
	}
	typed := slices.Contains(roles, typeColumn) || slices.Contains(roles, markColumn) || slices.Contains(roles, placeColumn)
	for i, role := range roles {
		if role == codesColumn && typed { // a field's name, or a word of the description
			roles[i] = ""
		}
	}
	if typed && !slices.Contains(roles, nameColumn) && roles[0] == "" {
		roles[0] = nameColumn
		known++
	}
	if known < 2 || !slices.Contains(roles, nameColumn) && !slices.Contains(roles, codesColumn) && !slices.Contains(roles, httpColumn) {
		return nil
	}
	if !typed && !slices.Contains(roles, codesColumn) {
		for i, role := range roles { // a table of statuses alone has them for codes
			if role == httpColumn && !slices.Contains(roles, nameColumn) {
				roles[i] = codesColumn
			}
		}
	}
	return roles
}

var (
	anyMark   = regexp.MustCompile(`(?i)^(` + marks + `|required|optional|mandatory|conditional|条件必填|必需|条件|C)$`)
	anyPlace  = regexp.MustCompile(`(?i)^(header|headers|body|query|path|form|cookie|url|formdata|form-data|query string|请求头|请求体|查询|路径|表单)$`)
	cellName  = regexp.MustCompile(`^\*?[A-Za-z_$][\w.\[\]$-]*\*?$`)
	nothing   = regexp.MustCompile(`(?i)^(|-|--|—|–|/|无|空|none|n/a|null|no default)$`)
	hasParent = regexp.MustCompile(`子字段|子参数|subfield`)
)

// fieldName is a name that no head has.
var fieldName = regexp.MustCompile(`^\w+[-_]\w[\w-]*$|^[a-z]\w*[A-Z]\w*$`)

// looseRow reads a row of a table without a head: a name, and a mark or a type beside it.
func looseRow(text string) (row, bool) {
	cells := strings.Split(text, "\t")
	r := row{name: strings.TrimSpace(cells[0])}
	if !cellName.MatchString(r.name) || ordinary.MatchString(r.name) || len(cells) < 2 {
		return row{}, false
	}
	var rest []string
	for _, cell := range cells[1:] {
		switch cell = strings.TrimSpace(cell); {
		case r.kind == "" && onlyType.MatchString(cell):
			r.kind = cell
		case r.mark == "" && len(cell) > 1 && anyMark.MatchString(cell):
			r.mark = cell
		default:
			rest = append(rest, cell)
		}
	}
	r.rest = strings.Join(rest, " ")
	return r.finished(text), r.kind != "" || r.mark != ""
}

// typeCell is what stands in a column of types.
var typeCell = regexp.MustCompile(`(?i)^(` + types + `|str|varchar|text|uuid|ur[il]|email|tinyint|bigint|json-?string)([^\w].{0,28}|\d*)$|\[\]$`)

// columnRow reads a row of fields by the roles of its columns. A row in which a
// cell was left out has no type where the head has it, and is none.
func columnRow(text string, roles []string) (row, bool) {
	cells := strings.Split(text, "\t")
	r := row{}
	var rest []string
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		role := ""
		if i < len(roles) {
			role = roles[i]
		}
		switch {
		case role == nameColumn && r.name == "":
			if !cellName.MatchString(cell) {
				return row{}, false
			}
			r.name = cell
		case role == typeColumn && !nothing.MatchString(cell):
			if !typeCell.MatchString(cell) {
				return row{}, false
			}
			r.kind = cell
		case role == markColumn && anyMark.MatchString(cell):
			r.mark = cell
		case role == markColumn && nothing.MatchString(cell):
			r.mark = ""
		case role == placeColumn && !nothing.MatchString(cell):
			r.place = strings.ToLower(cell)
		case role == valueColumn:
			if !nothing.MatchString(cell) {
				r.value = cell
			}
		default:
			rest = append(rest, cell)
		}
	}
	if r.kind == "" && slices.Contains(roles, typeColumn) && slices.ContainsFunc(rest, onlyType.MatchString) {
		return row{}, false
	}
	r.rest = strings.TrimSpace(strings.Join(rest, " "))
	return r.finished(text), r.name != ""
}
