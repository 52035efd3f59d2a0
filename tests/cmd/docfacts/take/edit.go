package take

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// setScalar gives the scalar at a pointer another value; what is a number stays one.
func (d *document) setScalar(pointer, value string) error {
	at, ok := d.find(pointer)
	if !ok || at.value.Kind != yaml.ScalarNode {
		return fmt.Errorf("%s is no value", pointer)
	}
	switch {
	case at.value.Tag != "!!str":
	case at.value.Style&yaml.DoubleQuotedStyle != 0 && word(value) == value:
		value = `"` + value + `"`
	default:
		value = word(value)
	}
	return d.replace(at.value, value)
}

// rename gives the key at a pointer another name.
func (d *document) rename(pointer, name string) error {
	at, ok := d.find(pointer)
	if !ok || at.key == nil {
		return fmt.Errorf("%s has no key", pointer)
	}
	text := word(name)
	if at.key.Style&yaml.DoubleQuotedStyle != 0 && text == name {
		text = `"` + name + `"`
	}
	return d.replace(at.key, text)
}

// line is the text of a line, from 1, with its end.
func (d *document) line(n int) string {
	lines := strings.SplitAfter(d.text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// insert puts lines behind line n, each with the indentation.
func (d *document) insert(n int, indent string, lines ...string) error {
	all := strings.SplitAfter(strings.TrimSuffix(d.text, "\n")+"\n", "\n")
	var added []string
	for _, l := range lines {
		added = append(added, indent+l+"\n")
	}
	return d.set(strings.Join(slices.Insert(all, n, added...), ""))
}

func indentOf(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " "))] }

// end is the last line of a node.
func end(n *yaml.Node) int {
	at := n.Line
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		at += strings.Count(strings.TrimSuffix(n.Value, "\n"), "\n") + 1
	}
	for _, child := range n.Content {
		at = max(at, end(child))
	}
	return at
}

// after inserts lines behind an element of a block sequence or mapping, in its indentation.
func (d *document) after(pointer string, lines ...string) error {
	at, ok := d.find(pointer)
	if !ok {
		return fmt.Errorf("%s is not there", pointer)
	}
	return d.insert(end(at.value), indentOf(d.line(at.first())), lines...)
}

// before inserts lines above an element and the comments that stand above it.
func (d *document) before(pointer string, lines ...string) error {
	at, ok := d.find(pointer)
	if !ok {
		return fmt.Errorf("%s is not there", pointer)
	}
	n := at.first() - 1
	for n > 0 && strings.HasPrefix(strings.TrimSpace(d.line(n)), "#") {
		n--
	}
	return d.insert(n, indentOf(d.line(at.first())), lines...)
}

func (p place) first() int {
	if p.key != nil {
		return p.key.Line
	}
	return p.value.Line
}

// review puts a mark above an element, once.
func (d *document) review(pointer, text string) error {
	at, ok := d.find(pointer)
	if !ok {
		return fmt.Errorf("%s is not there", pointer)
	}
	mark := "# " + Mark + " " + oneLine(text)
	for n := at.first() - 1; n > 0 && strings.HasPrefix(strings.TrimSpace(d.line(n)), "#"); n-- {
		if strings.TrimSpace(d.line(n)) == mark {
			return nil
		}
	}
	return d.insert(at.first()-1, indentOf(d.line(at.first())), mark)
}

// removeLine removes the line of a key with its value of one line.
func (d *document) removeLine(pointer string) error {
	at, ok := d.find(pointer)
	if !ok || at.key == nil || end(at.value) != at.key.Line {
		return fmt.Errorf("%s is not a key with a value of one line", pointer)
	}
	all := strings.SplitAfter(d.text, "\n")
	return d.set(strings.Join(slices.Delete(all, at.key.Line-1, at.key.Line), ""))
}

// oneLine keeps a page's text from ending a comment or a line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// list writes names as a flow sequence.
func list(names []string) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = word(name)
	}
	return "[" + strings.Join(words, ", ") + "]"
}
