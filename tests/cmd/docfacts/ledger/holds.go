package ledger

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// Holds returns an error unless the node at pointer holds the entry's fact.
func (s *Spec) Holds(pointer string, e Entry) error {
	node, err := s.At(pointer)
	if err != nil {
		return err
	}
	_, node = s.resolve(pointer, node)
	if !s.holds(pointer, node, e) {
		return fmt.Errorf("%s does not say %q", pointer, e.Fact())
	}
	return nil
}

func (s *Spec) holds(pointer string, node any, e Entry) bool {
	name := e.Name[strings.LastIndexByte(e.Name, '/')+1:]
	switch e.Kind {
	case extract.Field, extract.Shape:
		if name == "[]" {
			return slices.Contains([]string{"items", "oneOf"}, last(pointer)) && s.typed(node, e)
		}
		return named(pointer, node, name) && (e.Reading != "" || s.typed(node, e))
	case extract.Code:
		row, _ := node.(map[string]any)
		return row["code"] == e.Name
	case extract.Method:
		return strings.EqualFold(last(pointer), e.Value)
	case extract.Endpoint:
		return pointer == "/paths/"+escape(e.Value[strings.IndexByte(e.Value, ' ')+1:])+"/"+strings.ToLower(e.Value[:strings.IndexByte(e.Value, ' ')])
	case extract.Path:
		return strings.HasPrefix(pointer, "/paths/") && variables.ReplaceAllString(last(pointer), "{}") == variables.ReplaceAllString(e.Value, "{}") || says(texts(pointer, node), e.Value)
	case extract.Host, extract.Port:
		return says(append(texts(pointer, node), s.serverURL(node)), e.Value)
	case extract.Quantity:
		return lasts(pointer, node, e.Value) || slices.Contains(extract.Quantities(strings.Join(texts(pointer, node), " \n ")), e.Value)
	case extract.Claim:
		text, _ := node.(string)
		return extract.Claims(text)[name] == e.Value
	case extract.Constant:
		return constant(pointer, node, e)
	case extract.Header, extract.Identifier:
		return says(texts(pointer, node), name) || strings.EqualFold(name, "Content-Type") && last(pointer) == "content" || strings.EqualFold(name, "Authorization") && slices.Contains(texts(pointer, node), "http")
	case extract.Parameter:
		return named(pointer, node, name) && (e.Value == "" || says(deepTexts(node), e.Value))
	case extract.Auth:
		m, _ := node.(map[string]any)
		return says(texts(pointer, node), e.Value) || strings.HasPrefix(e.Value, "credentials ") && m["scheme"] == "basic"
	case extract.Fixed: // an enum of one value fixes it
		return says(deepTexts(node), e.Value)
	case extract.Status:
		return e.Value == last(pointer) || says(texts(pointer, node), strings.TrimPrefix(e.Value, "not ")) && (!strings.HasPrefix(e.Value, "not ") || says(texts(pointer, node), "any status but"))
	case extract.In:
		where := texts(pointer, node)
		if e.Name != "" && e.Value != "body" && !named(pointer, node, e.Name) {
			return false
		}
		return slices.Contains(where, e.Value) || e.Value == "body" && (last(pointer) == "requestBody" || strings.Contains(pointer, "/requestBodies/")) || e.Value == "header" && slices.Contains(where, "http")
	case extract.Unit:
		return says(texts(pointer, node), e.Value) && named(pointer, node, name)
	}
	return says(texts(pointer, node), e.Value)
}

// lifetimes are the keys under which a spec states a time as a number.
var lifetimes = []string{"x-lifetime", "x-renewable"}

// lasts reports whether the node states the time that a quantity is.
func lasts(pointer string, node any, quantity string) bool {
	stated, _ := node.(map[string]any)
	text, _ := stated["value"].(string)
	length, err := time.ParseDuration(text)
	if err != nil || !slices.Contains(lifetimes, last(pointer)) {
		return false
	}
	number, unit, _ := strings.Cut(quantity, " ")
	size := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[strings.TrimSuffix(unit, "s")]
	n, err := strconv.ParseFloat(number, 64)
	return err == nil && size > 0 && time.Duration(n*float64(size)) == length
}

var variables = regexp.MustCompile(`\{\w*\}`)

// named reports whether the node is what carries a name: a property, or a parameter or scheme of that name.
func named(pointer string, node any, name string) bool {
	if last(pointer) == name {
		return true
	}
	m, _ := node.(map[string]any)
	text, _ := m["name"].(string)
	return strings.EqualFold(text, name)
}

// typed reports whether the schema allows the type that the fact gives.
func (s *Spec) typed(node any, e Entry) bool {
	word, _, _ := strings.Cut(e.Value, ",")
	word, _, _ = strings.Cut(word, " ")
	word = strings.TrimRight(strings.ToLower(word), "0123456789[]")
	switch word {
	case "int", "integer", "long", "short", "double", "float", "decimal", "bigdecimal":
		word = "number"
	case "bool":
		word = "boolean"
	case "obj", "map", "json":
		word = "object"
	case "list":
		word = "array"
	}
	types := s.schemaTypes(node)
	return len(types) == 0 && anyValue(node) || slices.Contains(types, word)
}

// anyValue reports whether a schema is without any type on purpose.
func anyValue(node any) bool {
	m, ok := node.(map[string]any)
	return ok && m["type"] == nil && m["oneOf"] == nil && m["anyOf"] == nil
}

// texts are the words at a node: its key, itself, its own keys and plain values.
func texts(pointer string, node any) []string {
	found := []string{last(pointer)}
	switch n := node.(type) {
	case map[string]any:
		for _, key := range sorted(n) {
			found = append(found, key)
			if text, ok := scalar(n[key]); ok {
				found = append(found, text)
			}
		}
	case []any:
		for _, item := range n {
			if text, ok := scalar(item); ok {
				found = append(found, text)
			}
		}
	default:
		if text, ok := scalar(n); ok {
			found = append(found, text)
		}
	}
	return found
}

// deepTexts are texts of a node and of its lists.
func deepTexts(node any) []string {
	found := texts("", node)
	if m, ok := node.(map[string]any); ok {
		for _, key := range sorted(m) {
			if list, ok := m[key].([]any); ok {
				found = append(found, texts("", list)...)
			}
		}
	}
	return found
}

func scalar(node any) (string, bool) {
	switch n := node.(type) {
	case string:
		return n, true
	case int, int64, uint64, float64, bool:
		return fmt.Sprint(n), true
	}
	return "", false
}

// says reports whether one of the texts has the value as a whole word.
func says(texts []string, value string) bool {
	if value == "" {
		return false
	}
	word := strings.ToLower(strings.Trim(value, `"`))
	return slices.ContainsFunc(texts, func(text string) bool { return hasWord(strings.ToLower(text), word) })
}

func hasWord(text, word string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return false
		}
		begin, end := from+at, from+at+len(word)
		if (begin == 0 || !inWord(text[begin-1])) && (end == len(text) || !inWord(text[end])) {
			return true
		}
		from = begin + 1
	}
}

func inWord(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z'
}

// serverURL is a server's URL with the defaults of its variables.
func (s *Spec) serverURL(node any) string {
	m, _ := node.(map[string]any)
	url, _ := m["url"].(string)
	list, _ := m["variables"].(map[string]any)
	for name, v := range list {
		variable, _ := v.(map[string]any)
		value, _ := scalar(variable["default"])
		url = strings.ReplaceAll(url, "{"+name+"}", value)
	}
	return url
}

// constant reports whether a node is the value, as an example has it, or
// requires it, as a code's schema does. What a table says has no JSON type.
func constant(pointer string, node any, e Entry) bool {
	name := last(e.Name)
	if text, ok := scalar(node); ok {
		_, isText := node.(string)
		untyped := !strings.HasPrefix(e.Name, "/") || !strings.Contains(pointer, "/value/")
		return last(pointer) == name && text == strings.Trim(e.Value, `"`) && (untyped || isText == strings.HasPrefix(e.Value, `"`))
	}
	m, _ := node.(map[string]any)
	if m["code"] == strings.Trim(e.Value, `"`) && !strings.Contains(pointer, "/value") {
		return true
	}
	return named(pointer, node, name) && says(texts(pointer, node), e.Value)
}
