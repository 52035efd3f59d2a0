package extract

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// jsonSample is a JSON value found on the page.
type jsonSample struct {
	first, last int // lines
	value       any
	request     bool
	lineOf      func(path string) int
}

var (
	jsonStart  = regexp.MustCompile(`[{\[]\s*(\{\s*)?"(?:[^"\\\n]|\\.)*"\s*:`)
	notASample = regexp.MustCompile(`(?i)headers?['"]?\s*[=:]\s*@?$`)
	sentBefore = regexp.MustCompile(`(?i)(--data(-raw|-binary|-urlencode)?|-d|payload|body|data|params|json)['"]?\s*[=:,(]?\s*[rbf]?['"(]*$`)
)

// findJSON finds the JSON samples and marks their lines.
func (d *document) findJSON() []jsonSample {
	var text strings.Builder
	starts := make([]int, len(d.lines))
	for i := range d.lines {
		starts[i] = text.Len()
		text.WriteString(d.lines[i].text)
		text.WriteByte('\n')
	}
	whole := text.String()
	lineAt := func(offset int) int {
		i, found := slices.BinarySearch(starts, offset)
		if !found {
			i--
		}
		return i
	}
	var samples []jsonSample
	for from := 0; from < len(whole); {
		at := jsonStart.FindStringIndex(whole[from:])
		if at == nil {
			break
		}
		begin := from + at[0]
		end := balanced(whole, begin)
		value, ok := parse(whole[begin:end])
		if !ok {
			from = begin + 1
			continue
		}
		from = end
		first, last := lineAt(begin), lineAt(end-1)
		before := whole[starts[first]:begin]
		if notASample.MatchString(before) {
			continue
		}
		d.collect(value)
		sent := sentBefore.MatchString(before) || d.afterRequest(first)
		for i := first; i <= last; i++ {
			d.lines[i].json = first < last || !strings.ContainsRune(d.lines[i].text, '\t') // else a cell
		}
		samples = append(samples, jsonSample{first: first, last: last, value: value, request: sent, lineOf: lineOfKey(d, first, last)})
	}
	return samples
}

// afterRequest reports whether the JSON from line i is the body of a raw request.
func (d *document) afterRequest(i int) bool {
	seen := 0
	for i--; i >= 0 && seen < 12; i-- {
		text := d.lines[i].text
		if text == "" {
			continue
		}
		if d.lines[i].language != "http" {
			return false
		}
		if !httpHeader.MatchString(text) {
			return httpRequest.MatchString(text)
		}
		seen++
	}
	return false
}

// longest is far above a sample; what is longer is no sample, and would be read again and again.
const longest = 64 << 10

// balanced returns the end of the value that begins with a bracket at begin.
func balanced(s string, begin int) int {
	s = s[:min(len(s), begin+longest)]
	depth, inString := 0, false
	for i := begin; i < len(s); i++ {
		switch c := s[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

var (
	trailingComma = regexp.MustCompile(`,(\s*[}\]])`)
	lineComment   = regexp.MustCompile(`(?m)([,{}\[\]"\d\w]\s*)//[^"\n]*$`)
	wrapped       = regexp.MustCompile(`\n\s*`)
)

// parse reads JSON as pages have it: with comments, with a comma too many, with a wrapped string.
func parse(s string) (any, bool) {
	for _, text := range []string{s, trailingComma.ReplaceAllString(lineComment.ReplaceAllString(s, "$1"), "$1"), wrapped.ReplaceAllString(s, "")} {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) == nil {
			return value, true
		}
	}
	return nil, false
}

// collect learns the sample's containers, by which glued cells are told apart,
// and its values, which are no facts when a sentence repeats them.
func (d *document) collect(value any) {
	switch v := value.(type) {
	case map[string]any:
		for key, child := range v {
			switch c := child.(type) {
			case map[string]any, []any:
				d.containers[key] = true
			case string:
				if !meaningful(key) {
					d.values[c] = true
				}
			}
			d.collect(child)
		}
	case []any:
		for _, child := range v {
			d.collect(child)
		}
	}
}

// lineOfKey finds the line of a key path's last name in a sample.
func lineOfKey(d *document, first, last int) func(string) int {
	return func(path string) int {
		name := path[strings.LastIndexByte(path, '/')+1:]
		for i := first; i <= last; i++ {
			if strings.Contains(d.lines[i].text, `"`+name+`"`) {
				return i
			}
		}
		return first
	}
}

// shape states the key paths of a sample, their types, and the values that are
// always there.
func (d *document) shape(s jsonSample) {
	role := answer
	if s.request {
		role = request
	}
	for i := s.first; i <= s.last; i++ {
		d.lines[i].role = role
	}
	d.jsonShape(s, "", "", s.value)
}

func (d *document) jsonShape(s jsonSample, path, key string, value any) {
	i := s.lineOf(path)
	if path != "" {
		d.state(i, Fact{Kind: Shape, Name: path, Value: typeOf(value)})
		if constant, ok := constantOf(key, value); ok && (!s.request || key == "grant_type") {
			d.state(i, Fact{Kind: Constant, Name: path, Value: constant})
		}
	}
	switch v := value.(type) {
	case map[string]any:
		for key, child := range v {
			d.jsonShape(s, path+"/"+key, key, child)
		}
	case []any:
		for _, child := range v {
			d.jsonShape(s, path+"/[]", key, child)
		}
	}
}

// typeOf is the JSON type, with the digits of what looks like a point in time:
// seconds and milliseconds differ in nothing else.
func typeOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		return "number" + epoch(v.String())
	case string:
		if isoTime.MatchString(v) {
			return "string of a date (ISO 8601)"
		}
		return "string" + epoch(v)
	case []any:
		return "array"
	default:
		return "object"
	}
}

var isoTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)`)

// epoch tells Unix seconds from milliseconds, for the years 2001 to 2286.
func epoch(digits string) string {
	if n, err := strconv.ParseInt(digits, 10, 64); err != nil || n <= 0 || digits[0] == '0' {
		return ""
	}
	switch len(digits) {
	case 10:
		return " of 10 digits (Unix seconds)"
	case 13:
		return " of 13 digits (Unix milliseconds)"
	}
	return ""
}

var meaning = regexp.MustCompile(`(?i)^(code|err(or)?_?(code|msg|message|description)?|status|state|success|ok|msg|message|(token_?)?(type|kind)|grant_?type|scheme|reason|result|ret|err_?(no|msg)|(ret|resp|result|return|response|sub)_?(code|msg|message))$`)

// meaningful reports whether a key's text is the same for everybody.
func meaningful(key string) bool { return meaning.MatchString(key) }

var counted = regexp.MustCompile(`(?i)(^|_)(id|ids|total|count|page|size|num|amount|balance)$|[a-z](Id|Ids|Total|Count|Page|Size|Num|Amount|Balance)$`)

// constantOf returns a value that means something, as JSON writes it.
func constantOf(key string, value any) (string, bool) {
	switch v := value.(type) {
	case bool:
		return strconv.FormatBool(v), true
	case json.Number:
		if epoch(v.String()) != "" || counted.MatchString(key) {
			return "", false
		}
		return v.String(), true
	case string:
		if !meaningful(key) || len(v) > 200 || epoch(v) != "" {
			return "", false
		}
		return fmt.Sprintf("%q", v), true
	}
	return "", false
}
