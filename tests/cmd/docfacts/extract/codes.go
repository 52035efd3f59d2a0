package extract

import (
	"regexp"
	"slices"
	"strings"
)

var (
	aboutCodes = regexp.MustCompile(`(?i)错误|异常|响应码|返回码|返回值|状态码|失败|\berrors?\b|\bproblems?\b|\bfailures?\b|go(es)? wrong|(response|return|status|result|reason) codes?|troubleshooting`)
	codeCell   = regexp.MustCompile(`^(-?\d{1,10}|[A-Za-z][\w/]*(?:[._/-]\w+)*|\d{3}(?:/\d{3})+|[1-5]xx)$`)
	codeColumn = regexp.MustCompile(`^(错误码|错误代码|状态码|返回码|响应码|返回值|errorcode|error_code|code|infocode)$`)
	numberRow  = regexp.MustCompile(`^(-?\d{1,10}|[A-Z]{1,6}[-_]?\d{2,8})(.*)$`)
	// wordRow is a code that is a word, cut off from its meaning by more than a blank.
	wordRow = regexp.MustCompile(`^([a-z]+(?:_[a-z0-9]+)+|[A-Z]+(?:_[A-Z0-9]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+)(?:\s*[:(\t]|\s+[-–—=]+\s|\s*——?)\s*(\S.*)$`)
	// algorithms look like codes.
	algorithms = regexp.MustCompile(`^(AES|MD|SHA|RSA|UTF|ISO|RFC|HTTP|GB|UTC|GMT|BASE|HMAC|DES|CRC|SM|TLS|IPV)[-_]?\d`)
	dottedRow  = regexp.MustCompile(`^([A-Z][A-Z0-9]*(?:[._][A-Z0-9]+)+)([\t :|].*|)$`)
	// noCode is what follows a number that is an item of a list, a date or a quantity.
	noCode = regexp.MustCompile(`^([.),/-]\S|:\d|[.),])`)
	// counts is what follows a number that counts something.
	counts = regexp.MustCompile(`(?i)^\s*(年|月|日|秒|毫秒|分钟|个|小时|天|次|位|%|(milli)?seconds?\b|minutes?\b|hours?\b|days?\b|times\b|requests?\b|ms\b|bytes?\b|[KMG]B\b)`)
	// explains is how a sentence goes on after a code.
	explains = regexp.MustCompile(`^\s*(时|表示|代表|意味着|means|indicates|stands for|signals)`)
	// told is how a sentence goes on in which a code comes first.
	told     = regexp.MustCompile(`^\s*(is|are|was|when|if|says|will)\b`)
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
		if l.head && strings.ContainsRune(l.text, '\t') {
			own = slices.Index(l.columnRoles(), codesColumn)
			inside, l.coded = own >= 0, own >= 0
			continue
		}
		if head := columnsOf(l.text); len(head) >= 2 {
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
	if !codeCell.MatchString(cells[own]) {
		return "", "", false
	}
	return cells[own], strings.Join(slices.Delete(slices.Clone(cells), own, own+1), " "), true
}

// numbering stands before the items of a list.
var numbering = regexp.MustCompile(`^\d{1,2}[.)]\s+`)

// codeRow splits a row into its code and the rest; an item of a list is none.
func codeRow(text string) (code, rest string, ok bool) {
	if item := numbering.ReplaceAllString(text, ""); item != text {
		code, rest, ok = codeRow(item)
		return code, rest, ok && len(code) > 2
	}
	if m := dottedRow.FindStringSubmatch(text); m != nil {
		return m[1], strings.TrimLeft(m[2], "\t :|"), true
	}
	if m := wordRow.FindStringSubmatch(text); m != nil {
		_, isField := parseRow(text, false)
		return m[1], m[2], !isField
	}
	m := numberRow.FindStringSubmatch(text)
	if m == nil || noCode.MatchString(m[2]) || counts.MatchString(m[2]) || explains.MatchString(m[2]) || algorithms.MatchString(text) {
		return "", "", false
	}
	return m[1], strings.Trim(m[2], "\t :|-–—="), true
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
	if told.MatchString(rest) { // it may be worded otherwise
		d.out[len(d.out)-1].Place = Prose
	}
}

func lastRune(s string) (rune, int) {
	for _, r := range s {
		return r, len(string(r))
	}
	return 0, 0
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
