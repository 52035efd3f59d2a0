package extract

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

const codeWord = `-?\d{1,10}|[A-Z]{1,6}[-_]?\d{2,8}`

var (
	// means is a code that a sentence explains; of a mark alone, the line has to speak of codes.
	means = regexp.MustCompile(`(?:^|[^\w.-])(` + codeWord + `)["')]?,?\s*(?:时,?|则)?\s*(?:(表示|代表|意味着|说明|\bmeans\b|\bindicates\b|\bstands for\b|\bsignals\b)|[:=(]|\s[-–—]+\s|\s?——)`)
	// names is a code that a sentence introduces.
	names = regexp.MustCompile(`(?:(?i:\berror[_ ]?(?:codes?)?|\bcodes?|\berr_?(?:code|no)|resp_?code|ret_?code|错误码|错误代码|返回码|响应码|错误)\s*(?:为|是|返回|of\b|is\b|equals\b|[:=])?|(?i:返回|报|\banswers?|\breturns?|\bfails with|\bresponds with)\s*(?:with)?)\s*["']?(` + codeWord + `|[a-z]+(?:_[a-z0-9]+)+|[A-Z]+(?:_[A-Z0-9]+)+|[A-Z][A-Z0-9]*(?:\.[A-Z][A-Z0-9_]*)+)(?:[^\w-]|$)`)
	// ofCodes is a line that speaks of codes.
	ofCodes = regexp.MustCompile(`(?i)错误|返回码|响应码|异常|失败|code|error|\bfail|err_?no`)
	// between is what joins a code with its meaning, before and after.
	between = regexp.MustCompile(`(?i)^[\s"'):=,(–—-]*(?:(?:时|则|表示|代表|意味着|说明|means|indicates|stands for|signals|that|is|for)[\s:,]*)*|[\s(,;"'–—-]+(?:(?i:and|or|while|当|若|如果|而|with|the|error|code|respcode|errcode|返回|错误码|为)[\s"']*)*$`)
	// ends are where a sentence ends.
	ends = regexp.MustCompile(`[.;!?](?:\s|$|\p{Han}|[A-Z])|;`)
	// inUnit is a field of which a sentence says the unit.
	inUnit     = regexp.MustCompile("(?:^|[^\\w./-])([A-Za-z][A-Za-z0-9]*(?:_[a-z0-9]+)*)[\"'`]?\\s*(?:的?(?:单位|有效时间|有效期|时长)?\\s*(?:为|是|以|[:(])|令?牌?有效|is\\b|are\\b|in\\b|\\()")
	isHeader   = regexp.MustCompile(`^((?:[Xx]-[\w-]+)|Authorization|[A-Z][a-z]+(?:-[A-Z][A-Za-z]*)+)\s*:\s+\S`)
	ofHeaders  = regexp.MustCompile(`(?i)\bheaders?\b|请求头|消息头|报文头`)
	headerWith = regexp.MustCompile(`[^\w/-]([A-Z][a-z]+(?:-[A-Z][A-Za-z]*)+|[Xx]-[\w-]+):\s*\S`)
	headerIn   = regexp.MustCompile(`(?:^|[^\w/-])([A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)+)`)
	formIn     = regexp.MustCompile(`(?:^|[\s:"'?(])([A-Za-z_][\w.\[\]]*=[^&\s"'<>]*(?:&[A-Za-z_][\w.\[\]]*=[^&\s"'<>]*)+)`)
	element    = regexp.MustCompile(`^<([A-Za-z][\w:.-]*)>([^<]*)</([A-Za-z][\w:.-]*)>$`)
)

// spokenCodes states the codes of a sentence, each with what is said of it.
func (d *document) spokenCodes(i int, text string) {
	text = date.ReplaceAllString(text, " ")
	type mention struct{ from, begin, end int }
	var found []mention
	for _, pattern := range []*regexp.Regexp{means, names} {
		for from := 0; from < len(text); {
			at := pattern.FindStringSubmatchIndex(text[from:])
			if at == nil {
				break
			}
			begin, end := from+at[2], from+at[3]
			code := text[begin:end]
			said := pattern == means && at[4] >= 0
			from += at[3]
			switch {
			case pattern == means && !said && (!ofCodes.MatchString(text) || len(strings.TrimLeft(code, "-")) < 3):
			case algorithms.MatchString(code), counts.MatchString(text[end:]), statusOf.MatchString(text[:begin]):
			case pattern == names && httpNumber.MatchString(text[begin-min(begin, 12):end]) && !strings.Contains(strings.ToLower(text[from-at[3]+at[0]:begin]), "code"):
			case slices.ContainsFunc(found, func(m mention) bool { return m.begin == begin }):
			default:
				found = append(found, mention{from - at[3] + at[0], begin, end})
			}
		}
	}
	if len(found) > 0 { // one is named, and the others are listed after it
		shape := shapeOf(text[found[0].begin:found[0].end])
		for _, at := range inList.FindAllStringSubmatchIndex(text, -1) {
			begin, end := at[2], at[3]
			if shapeOf(text[begin:end]) == shape && !slices.ContainsFunc(found, func(m mention) bool { return m.begin == begin }) {
				found = append(found, mention{at[0], begin, end})
			}
		}
	}
	slices.SortFunc(found, func(a, b mention) int { return cmp.Compare(a.begin, b.begin) })
	for n, m := range found {
		after := text[m.end:]
		if n+1 < len(found) {
			after = text[m.end:max(m.end, found[n+1].from)]
		}
		if end := ends.FindStringIndex(after); end != nil {
			after = after[:end[0]]
		}
		meaning := strings.TrimRight(between.ReplaceAllString(between.ReplaceAllString(after, ""), ""), " ).,;")
		if meaning == "" { // what leads to the code stands before it
			before := text[:m.from]
			if n > 0 {
				before = text[found[n-1].end:max(m.from, found[n-1].end)]
			}
			if at := ends.FindAllStringIndex(before, -1); at != nil {
				before = before[at[len(at)-1][1]-1:]
			}
			meaning = strings.Trim(before, " .,;:(")
		}
		d.state(i, Fact{Kind: Code, Name: text[m.begin:m.end], Value: oneLine(meaning)})
		d.out[len(d.out)-1].Place = Prose
	}
}

// inList is a code of a list inside a sentence.
var inList = regexp.MustCompile(`[;,.\s]\s*(` + codeWord + `)["']?[\s:(=,.;]`)

// shapeOf is how a code looks: codes of one kind look alike.
func shapeOf(code string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, code)
}

// statusOf comes before an HTTP status, which is a fact of its own.
var statusOf = regexp.MustCompile(`(?i)(HTTP|状态码?|status(?: code)?)\s*(?:为|是|is|[:=])?\s*$`)

// spokenUnit states the unit in which a sentence gives a field.
func (d *document) spokenUnit(i int, text string) {
	without := quantity.ReplaceAllString(text, "")
	for _, u := range unitOf {
		if !u.word.MatchString(without) {
			continue
		}
		for _, m := range inUnit.FindAllStringSubmatch(text, -1) {
			if d.fieldNames[m[1]] {
				d.state(i, Fact{Kind: Unit, Name: m[1], Value: u.unit})
				d.out[len(d.out)-1].Place = Prose
			}
		}
		return
	}
}

// spokenHeaders states the headers that lines give outside of samples and tables.
func (d *document) spokenHeaders(i int, text string) {
	if m := isHeader.FindStringSubmatch(text); m != nil {
		d.header(i, m[1])
		return
	}
	for _, m := range headerWith.FindAllStringSubmatch(text, -1) {
		d.header(i, m[1])
	}
	if !ofHeaders.MatchString(text) {
		return
	}
	for _, m := range headerIn.FindAllStringSubmatch(text, -1) {
		if !strings.EqualFold(m[1], "Content-Type") {
			d.identifier(i, m[1])
		}
	}
}

// plainSamples states what a form or XML outside of a program's text holds.
func (d *document) plainSamples(i int, text string) {
	for _, m := range formIn.FindAllStringSubmatch(urls.ReplaceAllString(text, " "), -1) {
		for pair := range strings.SplitSeq(m[1], "&") {
			key, value, _ := strings.Cut(pair, "=")
			d.parameter(i, key, value)
		}
	}
	if m := element.FindStringSubmatch(text); m != nil && m[1] == m[3] {
		d.state(i, Fact{Kind: Shape, Name: "/" + m[1], Value: "string" + epoch(m[2])})
		if meaningful(m[1]) || number.MatchString(m[2]) && epoch(m[2]) == "" && !counted.MatchString(m[1]) {
			d.state(i, Fact{Kind: Constant, Name: "/" + m[1], Value: m[2]})
		}
	}
}

var number = regexp.MustCompile(`^-?\d{1,10}$`)
