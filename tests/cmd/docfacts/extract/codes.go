package extract

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// meansIn is a code that a sentence explains.
	meansIn    = regexp.MustCompile(`(?:^|[^\w.-])(-?\d{3,8})\s*(?:表示|代表|意味着|means|indicates|stands for)`)
	aboutCodes = regexp.MustCompile(`(?i)错误码|错误代码|响应码|返回码|状态码|error\s?codes?|response codes?|return codes?`)
	// ownColumn is a column of the vendor's codes, where another has the HTTP status.
	ownColumn  = regexp.MustCompile(`^(错误码|错误代码|返回码|响应码|errorcode|error_code|code)$`)
	codeCell   = regexp.MustCompile(`^(-?\d{1,10}|[A-Za-z]\w*(?:[._-]\w+)*)$`)
	codeColumn = regexp.MustCompile(`^(错误码|错误代码|状态码|返回码|响应码|errorcode|error_code|code)$`)
	numberRow  = regexp.MustCompile(`^(-?\d{1,10})(.*)$`)
	dottedRow  = regexp.MustCompile(`^([A-Z][A-Z0-9]*(?:[._][A-Z0-9]+)+)([\t :|].*|)$`)
	// noCode is what follows a number that is an item of a list, a date or a quantity.
	noCode   = regexp.MustCompile(`^([.),/:-]\S|[.),]|\s*(年|月|秒|毫秒|分钟|个|小时|天|次|%))`)
	alsoARow = regexp.MustCompile(`[\t ](-?\d{3,10})[\t :]`)
)

// codes finds the tables of error codes: below a head whose first column is a
// code, or below a heading that speaks of codes and has rows of them.
func (d *document) codes() {
	inside := false
	own := -1 // the column of the codes in rows between tabs
	for i := 0; i < len(d.lines); i++ {
		l := &d.lines[i]
		if l.text == "" {
			continue
		}
		if l.sample() {
			inside = false
			continue
		}
		if head := columnsOf(l.text); len(head) >= 2 {
			if own = slices.IndexFunc(head, ownColumn.MatchString); own >= 0 && len(head) == strings.Count(l.text, "\t")+1 && !typed(head) && (own == 0 || strings.Contains(head[own-1], "status") || strings.Contains(head[own-1], "状态")) {
				inside, l.coded = true, true
				continue
			}
			own = -1
			inside = codeColumn.MatchString(head[0]) && !typed(head)
			l.coded = inside
			continue
		}
		if head, last := d.tallHead(i); len(head) >= 2 {
			own = -1
			inside = codeColumn.MatchString(head[0]) && !typed(head)
			i = last
			continue
		}
		if !inside && d.heading(i) && aboutCodes.MatchString(l.text) {
			inside = d.rowsBelow(i)
			continue
		}
		if !inside {
			continue
		}
		if code, rest, ok := cellRow(l.text, own); ok {
			d.code(i, code, rest)
			continue
		}
		if code, rest, ok := codeRow(l.text); ok {
			d.code(i, code, rest)
			continue
		}
		if d.heading(i) && (aboutRequest.MatchString(l.text) && l.role == request || strings.Contains(l.text, "示例")) && !l.coded {
			inside = false
		}
	}
}

// rowsBelow reports whether one of the next lines is a row of a table of codes.
func (d *document) rowsBelow(i int) bool {
	for range 3 {
		if i = d.next(i); i >= len(d.lines) || d.lines[i].sample() {
			return false
		}
		if code, rest, ok := codeRow(d.lines[i].text); ok && (len(code) > 2 || rest != "") {
			return true
		}
	}
	return false
}

// cellRow is a row between tabs, whose head tells which cell is the code; a word
// may be one there.
func cellRow(text string, own int) (code, rest string, ok bool) {
	cells := strings.Split(text, "\t")
	if own < 0 || own+1 >= len(cells) {
		return "", "", false
	}
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
	}
	if !codeCell.MatchString(cells[own]) || own > 0 && !httpCell.MatchString(cells[0]) {
		return "", "", false
	}
	if _, isField := parseRow(text, true); isField {
		return "", "", false
	}
	return cells[own], strings.Join(slices.Delete(slices.Clone(cells), own, own+1), " "), true
}

var httpCell = regexp.MustCompile(`^[1-5]\d{2}$`)

// codeRow splits a row into its code and the rest; an item of a list is none.
func codeRow(text string) (code, rest string, ok bool) {
	if m := dottedRow.FindStringSubmatch(text); m != nil {
		return m[1], strings.TrimLeft(m[2], "\t :|"), true
	}
	m := numberRow.FindStringSubmatch(text)
	if m == nil || noCode.MatchString(m[2]) {
		return "", "", false
	}
	return m[1], strings.Trim(m[2], "\t :|-"), true
}

// code states a row. Where its text ends is not always to be seen, so each way
// to read it goes along.
func (d *document) code(i int, code, rest string) {
	d.lines[i].coded = true
	if cut := alsoARow.FindStringSubmatchIndex(rest); cut != nil && cut[3]-cut[2] == len(code) && rest[cut[2]] == code[0] {
		d.code(i, rest[cut[2]:cut[3]], strings.Trim(rest[cut[3]:], "\t :|"))
		rest = rest[:cut[0]]
	}
	text := oneLine(rest)
	readings := []string{text}
	all := text
	j := i
	for range 4 {
		if j = d.next(j); j >= len(d.lines) || d.lines[j].sample() {
			break
		}
		if _, _, ok := codeRow(d.lines[j].text); ok || len(columnsOf(d.lines[j].text)) >= 2 {
			break
		}
		all = strings.TrimSpace(all + " " + oneLine(d.lines[j].text))
		readings = append(readings, all)
		if text == "" {
			text = all
		}
		if j-i == len(readings)-1 { // no blank line between
			d.lines[j].coded = true
		}
	}
	for _, reading := range slices.Clone(readings) {
		if end := strings.LastIndexFunc(reading, han); end >= 0 {
			_, size := lastRune(reading[end:])
			readings = append(readings, reading[:end+size])
		}
		if begin := strings.IndexFunc(reading, han); begin > 0 {
			readings = append(readings, reading[begin:])
		}
	}
	d.state(i, Fact{Kind: Code, Name: code, Value: text}, readings...)
}

func lastRune(s string) (rune, int) {
	for _, r := range s {
		return r, len(string(r))
	}
	return 0, 0
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
