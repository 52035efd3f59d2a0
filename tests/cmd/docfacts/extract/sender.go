package extract

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// The ways in which samples set a header.
	setHeader = []*regexp.Regexp{
		regexp.MustCompile(`(?:--header|-H)\s+\$?['"]([A-Za-z][\w-]*)\s*:`),
		regexp.MustCompile(`(?i)\w*headers?(?:\.\w+)?\(\s*@?['"]([A-Za-z][\w-]*)['"]\s*,`),
		regexp.MustCompile(`(?i)headers?\[\s*@?['"]([A-Za-z][\w-]*)['"]\s*\]\s*=`),
		regexp.MustCompile(`forHTTPHeaderField:\s*@?['"]([A-Za-z][\w-]*)['"]`),
	}
	openHeaders = regexp.MustCompile(`(?i)headers?['"]?\s*(?::=|=|:|=>)\s*(?:new \w+\()?@?(?:\w+\.\w+)?[{\[(]`)
	openPayload = regexp.MustCompile(`(?i)(?:(?:payload|data|params|form|json|body)\s*[=:]\s*(?:\w+\.stringify\(|json\.dumps\(|new \w+\()?|stringify\(|dumps\()\s*\{`)
	keyOf       = regexp.MustCompile(`(?:@?['"]([A-Za-z_][\w.-]*)['"]\s*(?::|=>)|(?:^|[{,]\s*)([A-Za-z_]\w*)\s*:\s)`)
	setField    = regexp.MustCompile(`(\w+)\.(?:append|put|add|set|Add|Set|addFormDataPart)\(\s*@?['"]([A-Za-z_][\w.-]*)['"]\s*,\s*(?:@?['"]([^'"]*)['"])?`)
	strs        = regexp.MustCompile(`"([^"\\]*)"|'([^'\\]*)'`)
	formText    = regexp.MustCompile(`^&?[A-Za-z_][\w.\[\]-]*=[^&\s]+(?:&[A-Za-z_][\w.\[\]-]*=[^&\s]*)*$`)
	escapedKey  = regexp.MustCompile(`\\"([A-Za-z_]\w*)\\"\s*:`)
	hostHeader  = regexp.MustCompile(`(?i)['"]?\bhost['"]?\s*[:,=]\s*['"]?([A-Za-z0-9][\w.-]*\.[A-Za-z]{2,}(?::\d+)?)['"]?\s*(?:[\\,}]|$)`)
)

// carried are headers that say nothing about the API.
var carried = []string{
	"user-agent", "accept", "accept-encoding", "accept-language", "connection", "content-length", "cache-control", "cookie", "host",
	"origin", "pragma", "postman-token", "referer",
}

// senders states the headers and the fields that samples send.
func (d *document) senders() {
	inHeaders, inPayload := 0, 0
	for i := range d.lines {
		l := &d.lines[i]
		if l.text == "" {
			continue
		}
		if l.language == "" && !l.json {
			inHeaders, inPayload = 0, 0
			continue
		}
		if comment.MatchString(l.text) && !strings.HasPrefix(l.text, "#") {
			continue
		}
		text := l.text
		if m := hostHeader.FindStringSubmatch(text); m != nil {
			d.state(i, Fact{Kind: Host, Value: strings.ToLower(m[1])})
		}
		if l.language == "http" {
			if m := httpHeader.FindStringSubmatch(text); m != nil {
				d.header(i, m[1])
			}
			continue
		}
		for _, set := range setHeader {
			for _, m := range set.FindAllStringSubmatch(text, -1) {
				d.header(i, m[1])
			}
		}
		if at := openHeaders.FindStringIndex(text); at != nil {
			d.fields(i, text[:at[0]])
			inHeaders = 1
			text = text[at[1]:]
		} else if at := openPayload.FindStringIndex(text); at != nil && !l.json {
			inPayload = 1
			text = text[at[1]:]
		}
		if inHeaders > 0 {
			var inside string
			inside, text, inHeaders = closed(text, inHeaders)
			for _, m := range keyOf.FindAllStringSubmatch(inside, -1) {
				d.header(i, m[1]+m[2])
			}
		} else if inPayload > 0 {
			var inside string
			inside, text, inPayload = closed(text, inPayload)
			for _, m := range keyOf.FindAllStringSubmatch(inside, -1) {
				d.parameter(i, m[1]+m[2], "")
			}
		}
		d.fields(i, text)
	}
}

// closed cuts a text where the braces close of which depth are open.
func closed(text string, depth int) (inside, after string, open int) {
	for i, r := range text {
		switch r {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[:i], text[i:], 0
			}
		}
	}
	return text, "", depth
}

func (d *document) header(i int, name string) {
	if slices.Contains(carried, strings.ToLower(name)) {
		return
	}
	d.state(i, Fact{Kind: Header, Name: name})
}

// fields states the fields of a form, as one text or one call each.
func (d *document) fields(i int, text string) {
	if d.lines[i].language == "" {
		return
	}
	for _, m := range setField.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(strings.ToLower(m[1]), "header") {
			d.parameter(i, m[2], m[3])
		}
	}
	for _, m := range escapedKey.FindAllStringSubmatch(text, -1) {
		d.parameter(i, m[1], "")
	}
	for _, m := range strs.FindAllStringSubmatch(text, -1) {
		if content := m[1] + m[2]; formText.MatchString(content) {
			for pair := range strings.SplitSeq(strings.TrimPrefix(content, "&"), "&") {
				key, value, _ := strings.Cut(pair, "=")
				d.parameter(i, key, value)
			}
		}
	}
}

// lifetime is the name of a field whose number says how long something lives.
var lifetime = regexp.MustCompile(`(?i)expire|valid|ttl|life|duration|seconds|minutes`)

func (d *document) parameter(i int, name, value string) {
	if lives := lifetime.MatchString(name) && number.MatchString(value) && epoch(value) == ""; !meaningful(name) && !lives {
		d.values[value], value = true, ""
	}
	d.state(i, Fact{Kind: Parameter, Name: name, Value: value})
}
