package extract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	quantity = regexp.MustCompile(`(?i)(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|半|(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])个?|\b(?:half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|sixty|ninety)\b)\s*(毫秒|秒钟?|分钟|个?小时|天|日内|周|个月|milliseconds?|ms|seconds?|secs?|sec|s|minutes?|mins?|min|hours?|hrs?|hr|h|days?|d|weeks?|months?|QPS|次/(?:秒|分钟|小时|天|日)|requests? per \w+|次|MB|KB|GB)`)
	date     = regexp.MustCompile(`\d{2,4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?`)
	// aboutPage is how a site speaks of the page itself.
	aboutPage = regexp.MustCompile(`(?i)(阅读|更新于|发布于|浏览|访问量?|预计|约需|read(ing)?( time)?|updated|published|views?)[^,.;]{0,8}$`)
	// aboutPeople is how a site says when somebody answers.
	aboutPeople = regexp.MustCompile(`(?i)\bour support|support (team|desk|answers|replies|hours)|客服|技术支持|工作日|business (day|hour)`)
	ago         = regexp.MustCompile(`(?i)^\s*(前|之前|阅读|浏览|ago|read\b)`)
	fixed       = regexp.MustCompile(`(?i)(?:固定值|固定为|默认值?为|默认值?是|默认[::]|必须为|必须是|取值为|恒为|always|fixed (?:to|value)|defaults? (?:to|is|value)?|must be|类型\s)\s*[::]?\s*["'` + "`" + `]?([A-Za-z0-9][\w.-]*)`)
	typeIs      = regexp.MustCompile(`[Tt]ype (?:is )?([A-Z][a-z]+)[\t ]*$`)
	// asScheme is a word before a sample token, as in the value of Authorization.
	asScheme    = regexp.MustCompile(`(?:^|[^\w])([A-Z]\w+) ([\w.-]{6,})`)
	algorithm   = regexp.MustCompile(`(?i)\b(base64(?:url)?|hmac-?sha-?\d+|sha-?\d+|md5|rsa|aes(?:-?\d+)?)\b|(Base64)`)
	identifier  = regexp.MustCompile(`(?:^|[^\w./@-])([a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]{2,}(?:[A-Z][a-z]+)+\d{0,2}|[Xx]-[A-Za-z][A-Za-z-]*|[A-Z][A-Z0-9]*(?:\.[A-Z][A-Z0-9_]*)+|Authorization|Content-Type)`)
	gluedHeader = regexp.MustCompile(`([a-z])(Authorization|Content-Type|Basic|Bearer)`)
	// spoken is a plain word that a sentence calls a parameter.
	spoken  = regexp.MustCompile(`(?i)(?:参数|字段|请求头|消息头|其中|query参数中必填的|\bparameter\s|\bheader\s)\s*["'` + "`" + `]?([a-z][a-z0-9]*(?:[_-][a-z0-9]+)*)["'` + "`" + `]?(?:和|与|及|,|是|为|\s|$|到|\p{Han})`)
	english = regexp.MustCompile(`(?i)^(the|a|an|and|or|in|of|is|are|for|with|to|name|names|value|values|type|types|list|description|request|response|table|body|query|path|header|headers|form|json|string|integer|boolean|object|array|required|optional|example|that|which|must|should|can|be|may|will|not|as|if|on|by|from|you|your|it|this|these|below|above|following|follows?|contains?|includes?|sent|has|have|at|when|where|only)$`)
	cut     = regexp.MustCompile(`\w*eyJ[\w-]*[.…]*`) // a JWT's beginning
	jwt     = regexp.MustCompile(`eyJ[\w-]*\.[\w-]+\.[\w-]*`)
)

// sentences states what only words say: quantities, fixed values, algorithms and identifiers.
func (d *document) sentences() {
	for i := range d.lines {
		if l := &d.lines[i]; l.text != "" && !l.sample() && !l.table && !l.coded {
			d.plainSamples(i, l.text)
		}
	}
	for _, s := range d.out {
		if s.Kind == Field || s.Kind == Shape || s.Kind == Parameter {
			d.fieldNames[s.Name[strings.LastIndexByte(s.Name, '/')+1:]] = true
		}
	}
	for i := range d.lines {
		l := &d.lines[i]
		if l.text != "" {
			d.claims(i)
		}
		if l.text == "" || l.sample() {
			continue
		}
		text := jwt.ReplaceAllString(l.text, " ")
		if !l.coded {
			d.quantities(i, date.ReplaceAllString(urls.ReplaceAllString(text, " "), " "))
		}
		if !l.head {
			d.fixes(i, text)
		}
		if !l.coded && !l.head {
			d.spokenCodes(i, urls.ReplaceAllString(text, " "))
		}
		if !l.table && !l.coded {
			d.spokenUnit(i, text)
			d.spokenHeaders(i, text)
		}
		for _, m := range algorithm.FindAllStringSubmatch(text, -1) {
			d.state(i, Fact{Kind: Algorithm, Value: strings.ToLower(m[1] + m[2])})
		}
		if !l.coded && !l.head { // there the whole text is a fact
			d.identifiers(i, cut.ReplaceAllString(text, " "))
		}
	}
}

// fixes states the values that a text calls fixed or the default.
func (d *document) fixes(i int, text string) {
	if r, ok := parseRow(text, true); ok && d.lines[i].table {
		text = r.rest
	}
	for _, m := range fixed.FindAllStringSubmatch(text, -1) {
		if !english.MatchString(m[1]) && !onlyType.MatchString(m[1]) {
			d.state(i, Fact{Kind: Fixed, Value: strings.Trim(m[1], ".-")})
		}
	}
	if m := typeIs.FindStringSubmatch(text); m != nil {
		d.state(i, Fact{Kind: Fixed, Value: m[1]})
	}
	for _, m := range asScheme.FindAllStringSubmatch(text, -1) {
		if d.values[m[2]] && m[1] != "Bearer" && m[1] != "Basic" {
			d.state(i, Fact{Kind: Auth, Value: m[1]})
		}
	}
}

func (d *document) quantities(i int, text string) {
	if aboutPeople.MatchString(text) {
		return
	}
	for _, at := range quantity.FindAllStringSubmatchIndex(text, -1) {
		before, after := text[:at[0]], text[at[1]:]
		unit := text[at[4]:at[5]]
		if before != "" && (strings.ContainsAny(before[len(before)-1:], "._-/+=") || latin(before[len(before)-1]) && latin(text[at[0]])) {
			continue
		}
		if latin(unit[len(unit)-1]) && after != "" && (latin(after[0]) || after[0] == '_') {
			continue
		}
		if aboutPage.MatchString(before) || ago.MatchString(after) {
			continue
		}
		count := strings.ReplaceAll(text[at[2]:at[3]], ",", "")
		if lower := strings.ToLower(count); (lower == "a" || lower == "an") && !lasts.MatchString(before) {
			continue // "10 an hour" is another thing
		}
		value, ok := amount(count, unit)
		if !ok {
			continue
		}
		d.state(i, Fact{Kind: Quantity, Value: value})
	}
}

// lasts is what makes "an hour" a time.
var lasts = regexp.MustCompile(`(?i)\b(for|after|within|lasts?|lives?|every|of|is|in|about)\s+$`)

func latin(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

var units = []struct {
	word *regexp.Regexp
	is   time.Duration
}{
	{regexp.MustCompile(`^(毫秒|ms|milliseconds?)$`), time.Millisecond},
	{regexp.MustCompile(`^(秒钟?|s|secs?|seconds?)$`), time.Second},
	{regexp.MustCompile(`^(分钟|mins?|minutes?)$`), time.Minute},
	{regexp.MustCompile(`^(个?小时|h|hrs?|hours?)$`), time.Hour},
	{regexp.MustCompile(`^(天|日内|d|days?)$`), 24 * time.Hour},
	{regexp.MustCompile(`^(周|weeks?)$`), 7 * 24 * time.Hour},
	{regexp.MustCompile(`^(个月|months?)$`), 30 * 24 * time.Hour},
}

// amount is a duration in one spelling, so that a day is 24 hours in every
// wording; any other quantity is its number and unit.
func amount(number, unit string) (string, bool) {
	n, err := strconv.ParseFloat(number, 64)
	spelled := err != nil
	if spelled {
		n = numeral(strings.TrimSuffix(number, "个"))
	}
	unit = strings.ToLower(unit)
	for _, u := range units {
		if u.word.MatchString(unit) {
			return spell(time.Duration(n * float64(u.is))), n > 0
		}
	}
	if spelled { // "once", and the like
		return "", false
	}
	return fmt.Sprintf("%s %s", number, unit), true
}

// spell writes a duration so that each has one spelling, near to those of pages.
func spell(d time.Duration) string {
	for _, u := range spellings {
		if d >= 2*u.is && d%u.is == 0 {
			return fmt.Sprintf("%d %s", d/u.is, u.name)
		}
	}
	return d.String()
}

var spellings = []struct {
	name string
	is   time.Duration
}{
	{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}, {"seconds", time.Second}, {"milliseconds", time.Millisecond},
}

// Duration is the duration that a quantity's value gives.
func Duration(value string) (time.Duration, bool) {
	number, unit, _ := strings.Cut(value, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	for _, u := range spellings {
		if u.name == unit && err == nil {
			return time.Duration(n) * u.is, true
		}
	}
	d, err := time.ParseDuration(value)
	return d, err == nil
}

var spelledOut = map[string]float64{
	"半": 0.5, "a": 1, "an": 1, "half a": 0.5, "half an": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90,
}

// numeral reads the numerals below a hundred in which lives are written.
func numeral(s string) float64 {
	digit := map[rune]float64{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	if n, ok := spelledOut[strings.ToLower(s)]; ok {
		return n
	}
	tens, rest, ten := strings.Cut(s, "十")
	if !ten {
		return digit[[]rune(s)[0]]
	}
	n := 10.0
	if tens != "" {
		n = 10 * digit[[]rune(tens)[0]]
	}
	if rest != "" {
		n += digit[[]rune(rest)[0]]
	}
	return n
}

func (d *document) identifiers(i int, text string) {
	text = urls.ReplaceAllString(media.ReplaceAllString(text, " "), " ")
	for _, path := range pathsIn(text) {
		text = strings.ReplaceAll(text, path, " ")
	}
	text = gluedHeader.ReplaceAllString(text, "$1 $2")
	l := &d.lines[i]
	if l.table {
		if r, ok := parseRow(text, true); ok {
			text = r.rest
		}
	}
	for _, m := range identifier.FindAllStringSubmatch(text, -1) {
		d.identifier(i, m[1])
	}
	for _, m := range spoken.FindAllStringSubmatch(text, -1) {
		if !english.MatchString(m[1]) && strings.ToLower(m[1][:1]) == m[1][:1] {
			d.identifier(i, m[1])
		}
	}
}

func (d *document) identifier(i int, word string) {
	if d.values[word] || strings.Trim(d.lines[i].text, ": ") == word && d.heading(i) { // a heading names a subject
		return
	}
	d.state(i, Fact{Kind: Identifier, Name: word})
}

// known drops the identifiers of sentences that are facts by themselves: only a
// name that nothing but a sentence gives is one more fact.
func (d *document) known() {
	names := map[string]bool{}
	coded := map[string]bool{}
	for _, s := range d.out {
		if s.Kind == Code && s.Place != Prose {
			coded[s.Name] = true
		}
		switch s.Kind {
		case Field, Parameter, Header, Constant, Code:
			names[strings.ToLower(s.Name)] = true
			if s.Kind == Parameter {
				names[strings.ToLower(s.Value)] = true
			}
		case Shape, Claim:
			names[strings.ToLower(s.Name[strings.LastIndexByte(s.Name, '/')+1:])] = true
		case Path:
			for _, v := range variable.FindAllString(s.Value, -1) {
				names[strings.ToLower(strings.Trim(v, "{}"))] = true
			}
		}
		if s.Kind == Constant {
			names[strings.ToLower(strings.Trim(s.Value, `"`))] = true
		}
	}
	kept := d.out[:0]
	for _, s := range d.out {
		if s.Kind == Code && s.Place == Prose && coded[s.Name] { // a table says it better
			continue
		}
		if s.Kind == Identifier && (names[strings.ToLower(s.Name)] || d.values[s.Name]) {
			continue
		}
		kept = append(kept, s)
	}
	d.out = kept
}

// Quantities returns the quantities of a text, as facts state them.
func Quantities(text string) []string {
	d := &document{lines: []line{{text: text, region: -1}}}
	d.quantities(0, date.ReplaceAllString(text, " "))
	var found []string
	for _, s := range d.out {
		found = append(found, s.Value)
	}
	return found
}
