package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Review returns what is wrong between a ledger and its spec, both ways.
func (l *Ledger) Review(s *Spec) []string {
	var faults []string
	for _, e := range l.Facts {
		at := fmt.Sprintf("%q", e.Fact())
		switch {
		case len(e.Spec) == 0 && e.Ignored == "":
			faults = append(faults, at+": neither in the spec nor ignored with a reason")
		case len(e.Spec) > 0 && e.Ignored != "":
			faults = append(faults, at+": in the spec and ignored")
		}
		for _, pointer := range e.Spec {
			if err := s.Holds(pointer, e); err != nil {
				faults = append(faults, at+": "+err.Error())
			}
		}
	}
	if sum := Sum(l.Facts); sum != l.Page.SHA256 {
		faults = append(faults, "page.sha256 is not that of the facts: edit the spec, not the facts; facts come from make facts")
	}
	return append(append(faults, l.unstated(s)...), l.strange(s)...)
}

// strange lists where the elements from elsewhere are not those on record.
func (l *Ledger) strange(s *Spec) []string {
	var faults []string
	now := s.Elsewhere()
	for _, e := range l.Elsewhere {
		if !slices.Contains(now, e) {
			faults = append(faults, strings.TrimSpace(e.Spec+" "+e.Code)+": on record as from elsewhere ("+e.Source+"), and no longer so in the spec")
		}
	}
	for _, e := range now {
		if !slices.Contains(l.Elsewhere, e) {
			faults = append(faults, strings.TrimSpace(e.Spec+" "+e.Code)+": from elsewhere ("+e.Source+") and not on record; make facts writes it down")
		}
	}
	return faults
}

// Elsewhere lists the elements of the spec that are not from the page.
func (s *Spec) Elsewhere() []Element {
	var found []Element
	elements := s.elements()
	for _, pointer := range slices.Sorted(maps.Keys(elements)) {
		source := elements[pointer]
		if source == "" || strings.HasPrefix(source, "S ") {
			continue
		}
		e := Element{Spec: pointer, Source: source}
		node, _ := s.At(pointer)
		if row, ok := node.(map[string]any); ok && strings.Contains(pointer, "/x-codes/") {
			e.Code = fmt.Sprint(row["code"])
		}
		found = append(found, e)
	}
	return found
}

// unstated lists what the spec has from the page and no fact holds.
func (l *Ledger) unstated(s *Spec) []string {
	stated := map[string]bool{}
	for _, e := range l.Facts {
		for _, pointer := range e.Spec {
			stated[pointer] = true
			node, _ := s.At(pointer)
			target, _ := s.resolve(pointer, node)
			stated[target] = true
		}
	}
	var faults []string
	elements := s.elements()
	for _, pointer := range slices.Sorted(maps.Keys(elements)) {
		switch source := elements[pointer]; {
		case source == "":
			faults = append(faults, pointer+": no x-source")
		case strings.HasPrefix(source, "S ") && !stated[pointer]:
			faults = append(faults, pointer+": from the page by its x-source, and no fact of the page points to it")
		}
	}
	return faults
}

// elements are the operations, parameters, fields, codes, servers and security
// schemes of the spec with their sources.
func (s *Spec) elements() map[string]string {
	found := map[string]string{}
	s.walk("", s.root, func(pointer string, node any) {
		parts := strings.Split(pointer, "/")
		if len(parts) < 3 || slices.Contains(parts, "examples") || slices.Contains(parts, "not") {
			return
		}
		parent := parts[len(parts)-2]
		grand := parts[len(parts)-3]
		isElement := grand == "paths" && slices.Contains(methods, last(pointer)) ||
			slices.Contains([]string{"parameters", "properties", "x-codes", "servers", "securitySchemes"}, parent) && grand != "properties"
		m, ok := node.(map[string]any)
		if !isElement || !ok {
			return
		}
		if _, isReference := m["$ref"]; isReference && parent == "parameters" {
			return // the component is the element
		}
		_, target := s.resolve(pointer, node)
		t, _ := target.(map[string]any)
		source, _ := t["x-source"].(string)
		if _, isReference := m["$ref"]; isReference { // who refers says whether the page has it there
			schema, _ := s.At(strings.Join(parts[:len(parts)-2], "/"))
			if around, _ := schema.(map[string]any); around["x-source"] != nil && !strings.HasPrefix(fmt.Sprint(around["x-source"]), "S ") {
				source = fmt.Sprint(around["x-source"])
			}
		}
		found[pointer] = source
	})
	return found
}
