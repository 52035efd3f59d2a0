package take

import (
	"encoding/json"
	"strings"
)

// jsonBlocks are the JSON objects of a page.
func jsonBlocks(text string) (blocks []string) {
	for i := 0; i < len(text); i++ {
		if text[i] != '{' {
			continue
		}
		length := balanced(text[i:min(len(text), i+64<<10)])
		var object map[string]any
		if length == 0 || json.Unmarshal([]byte(text[i:i+length]), &object) != nil || len(object) == 0 {
			continue
		}
		blocks = append(blocks, text[i:i+length])
		i += length - 1
	}
	return blocks
}

// says are the key paths of a sample with their types, and with their values.
func says(text string) map[string]bool {
	var value any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return nil
	}
	found := map[string]bool{}
	var visit func(path string, value any)
	visit = func(path string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for key, child := range value {
				found[path+"/"+key] = true
				visit(path+"/"+key, child)
			}
		case []any:
			for _, child := range value {
				visit(path+"/[]", child)
			}
		default:
			found[path+"="+quotedAny(value)] = true
		}
	}
	visit("", value)
	return found
}

func quotedAny(v any) string {
	text, _ := json.Marshal(v) // it was decoded
	return string(text)
}

// shape is what a sample says without its values.
func shape(text string) string {
	var value any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return text
	}
	var out func(value any) any
	out = func(value any) any {
		switch value := value.(type) {
		case map[string]any:
			for key := range value {
				value[key] = out(value[key])
			}
			return value
		case []any:
			if len(value) > 0 {
				return []any{out(value[0])}
			}
			return value
		case string:
			return "text"
		case json.Number:
			return 0
		}
		return value
	}
	return quotedAny(out(value))
}

func likeness(a, b map[string]bool) float64 {
	both, all := 0, len(b)
	for k := range a {
		if b[k] {
			both++
		} else {
			all++
		}
	}
	return float64(both) / float64(max(1, all))
}
