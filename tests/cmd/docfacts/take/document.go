package take

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is a YAML text that is edited where its nodes stand, so that comments, order and spelling stay.
type document struct {
	text string
	root *yaml.Node
}

func parse(text string) (*document, error) {
	d := &document{}
	return d, d.set(text)
}

// set takes a whole new text, which must be YAML still.
func (d *document) set(text string) error {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		return err
	}
	if len(root.Content) == 0 {
		return fmt.Errorf("an empty document")
	}
	d.text, d.root = text, root.Content[0]
	return nil
}

// place is a node with its key, if it has one, and what it is in.
type place struct {
	key, value, in *yaml.Node
	index          int // in a sequence
}

// find returns the node at a JSON pointer. An element of a sequence is named by its number, or by its code, name or url.
func (d *document) find(pointer string) (place, bool) {
	at := place{value: d.root}
	if pointer == "" {
		return at, true
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		next, ok := step(at.value, unescape(segment))
		if !ok {
			return place{}, false
		}
		at = next
	}
	return at, true
}

func step(in *yaml.Node, segment string) (place, bool) {
	if in.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(in.Content); i += 2 {
			if in.Content[i].Value == segment {
				return place{key: in.Content[i], value: in.Content[i+1], in: in}, true
			}
		}
		return place{}, false
	}
	if in.Kind != yaml.SequenceNode {
		return place{}, false
	}
	for i, item := range in.Content {
		for _, key := range []string{"code", "name", "url"} {
			if named, ok := step(item, key); ok && item.Kind == yaml.MappingNode && named.value.Value == segment {
				return place{value: item, in: in, index: i}, true
			}
		}
	}
	if i, err := strconv.Atoi(segment); err == nil && i >= 0 && i < len(in.Content) {
		return place{value: in.Content[i], in: in, index: i}, true
	}
	return place{}, false
}

// resolve follows references.
func (d *document) resolve(pointer string) string {
	for range 8 {
		ref, ok := d.find(pointer + "/$ref")
		if !ok {
			return pointer
		}
		pointer = strings.TrimPrefix(ref.value.Value, "#")
	}
	return pointer
}

// scalar is the text at a pointer, or empty.
func (d *document) scalar(pointer string) string {
	if at, ok := d.find(pointer); ok && at.value.Kind == yaml.ScalarNode {
		return at.value.Value
	}
	return ""
}

// walk visits every node with its pointer, in the document's order.
func (d *document) walk(pointer string, visit func(pointer string, at place)) {
	at, ok := d.find(pointer)
	if !ok {
		return
	}
	visit(pointer, at)
	for i, child := range at.value.Content {
		if at.value.Kind == yaml.SequenceNode {
			d.walk(pointer+"/"+strconv.Itoa(i), visit)
		} else if i%2 == 0 {
			d.walk(pointer+"/"+escape(child.Value), visit)
		}
	}
}

// pointers are those of all nodes for which want reports true, taken before any edit.
func (d *document) pointers(below string, want func(pointer string, at place) bool) (found []string) {
	d.walk(below, func(p string, at place) {
		if want(p, at) {
			found = append(found, p)
		}
	})
	return found
}

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

func escape(s string) string   { return escaper.Replace(s) }
func unescape(s string) string { return unescaper.Replace(s) }

// last is the last segment of a pointer, parent what is before it.
func last(pointer string) string   { return unescape(pointer[strings.LastIndexByte(pointer, '/')+1:]) }
func parent(pointer string) string { return pointer[:max(0, strings.LastIndexByte(pointer, '/'))] }

// offset is where a node begins in the text. A column counts characters, from 1.
func (d *document) offset(n *yaml.Node) int {
	at := 0
	for range n.Line - 1 {
		at += strings.IndexByte(d.text[at:], '\n') + 1
	}
	column := 1
	for i := range d.text[at:] {
		if column == n.Column {
			return at + i
		}
		column++
	}
	return len(d.text)
}

// span is where a node of one line begins and ends.
func (d *document) span(n *yaml.Node) (begin, end int, err error) {
	begin = d.offset(n)
	rest := d.text[begin:]
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0, n.Style&yaml.FlowStyle != 0:
		if length := balanced(rest); length > 0 {
			return begin, begin + length, nil
		}
	case n.Kind == yaml.ScalarNode && strings.HasPrefix(rest, n.Value):
		return begin, begin + len(n.Value), nil
	}
	return 0, 0, fmt.Errorf("line %d: %q is not written in a form that can be edited", n.Line, n.Value)
}

// balanced is the length of the quoted text or the bracket that s begins with.
func balanced(s string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote == '"' && c == '\\':
			i++
		case quote != 0 && c == quote:
			if quote = 0; depth == 0 {
				return i + 1
			}
		case quote != 0:
		case c == '"' || c == '\'' && (i == 0 || strings.IndexByte(" [{,", s[i-1]) >= 0):
			quote = c
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// replace puts text in the place of a node.
func (d *document) replace(n *yaml.Node, text string) error {
	begin, end, err := d.span(n)
	if err != nil {
		return err
	}
	return d.set(d.text[:begin] + text + d.text[end:])
}

// plain are the texts that may need no quotes.
var plain = regexp.MustCompile(`^[\p{L}\p{N}/$^][\p{L}\p{N} _./,()&{}$^-]*$`)

// word writes a text as a YAML scalar: without quotes if it is the same text without them, in a list too.
func word(s string) string {
	var back []any
	if plain.MatchString(s) && yaml.Unmarshal([]byte("["+s+"]"), &back) == nil && len(back) == 1 && back[0] == s {
		return s
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string can be encoded
	return strings.TrimSuffix(out.String(), "\n")
}
