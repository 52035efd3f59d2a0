package extract

import (
	"slices"
	"strings"
)

// describes reports whether the cell after a type is a description: words, and
// no heading of what is next.
func describes(cell string) bool {
	return strings.ContainsFunc(cell, han) || strings.ContainsRune(cell, ' ') && !aboutRequest.MatchString(cell) && !aboutAnswer.MatchString(cell)
}

// field states what a row says of a field.
func (d *document) field(i int, r row, head []string) {
	if slices.Contains(head, "子字段") || slices.Contains(head, "子参数") || slices.Contains(head, "subfield") {
		for parent := range d.containers {
			if child := strings.TrimPrefix(r.name, parent); child != r.name && len(child) > 1 && !d.containers[r.name] {
				r.name = strings.TrimLeft(child, "-.")
				break
			}
		}
	}
	value := r.kind
	if r.mark != "" {
		value += ", " + r.mark
	}
	d.state(i, Fact{Kind: Field, Name: r.name, Value: strings.TrimPrefix(value, ", ")})
	if r.place != "" {
		d.state(i, Fact{Kind: In, Name: r.name, Value: r.place})
	}
	if r.value != "" {
		d.state(i, Fact{Kind: Fixed, Name: r.name, Value: r.value})
	}
	if m := limits.FindStringSubmatch(r.rest); m != nil {
		d.state(i, Fact{Kind: Quantity, Name: r.name, Value: m[1]})
	}
	without := quantity.ReplaceAllString(r.rest, "")
	for _, u := range unitOf {
		if u.word.MatchString(without) {
			d.state(i, Fact{Kind: Unit, Name: r.name, Value: u.unit})
			break
		}
	}
	last := lastWord
	if len(head) > 0 && !strings.ContainsAny(d.lines[i].text, "\t ") {
		last = lastGlued
	}
	if m := last.FindStringSubmatch(r.rest); m != nil && slices.ContainsFunc(head, func(c string) bool {
		return strings.HasPrefix(c, "示例") || c == "样例" || c == "example" || c == "sample"
	}) && meaningful(r.name) {
		d.state(i, Fact{Kind: Constant, Name: r.name, Value: m[1]})
	}
}

// where is the place that the heading above line i gives to parameters.
func (d *document) where(i int) string {
	for i--; i >= 0; i-- {
		if l := &d.lines[i]; l.text != "" && !l.table && d.heading(i) {
			if aHeading.MatchString(l.text) {
				return "header"
			}
			return ""
		}
	}
	return ""
}

// headerRow reads a row of a table of headers, which has no types.
func (d *document) headerRow(i int, head []string, mark string) bool {
	m := headerCell.FindStringSubmatch(d.lines[i].text)
	if m == nil || !slices.ContainsFunc(head, func(c string) bool {
		return strings.Contains(c, "参数") || strings.Contains(c, "名称") || c == "name" || c == "header" || c == "field" || c == "字段" || c == "key" || strings.HasPrefix(c, "param")
	}) {
		return false
	}
	if d.lines[i].role == answer || !aHeader.MatchString(m[1]) && (d.where(i) != "header" || !strings.ContainsRune(d.lines[i].text, '\t')) {
		return false
	}
	d.lines[i].table = true
	switch text := d.lines[i].text; {
	case mark != "":
	case saysOptional.MatchString(text):
		mark = "optional"
	case saysRequired.MatchString(text):
		mark = "required"
	}
	d.state(i, Fact{Kind: Header, Name: m[1], Value: mark})
	return true
}
