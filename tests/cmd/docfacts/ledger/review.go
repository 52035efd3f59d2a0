package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Review returns what is wrong between a ledger and its spec, both ways.
func (l *Ledger) Review(s *Spec) []string {
	faults := s.reviewFacts("", l.Facts)
	for _, f := range l.Further {
		faults = append(faults, s.reviewFacts(f.file+": ", f.Facts)...)
		if f.Page != NotSaved || f.Vendor != l.Vendor || len(f.Facts) == 0 {
			faults = append(faults, fmt.Sprintf("%s: needs vendor: %s, page: %s, and facts", f.file, l.Vendor, NotSaved))
		}
	}
	if sum := Sum(l.Facts); sum != l.Page.SHA256 {
		faults = append(faults, "page.sha256 is not that of the facts: edit the spec, not the facts; facts come from make facts")
	}
	return append(append(faults, l.unstated(s)...), l.strange(s)...)
}

// reviewFacts returns what is wrong between facts and their places in the spec.
func (s *Spec) reviewFacts(file string, facts []Entry) (faults []string) {
	for _, e := range facts {
		at := fmt.Sprintf("%s%q", file, e.Fact())
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
	return faults
}

// strange lists where the elements from elsewhere are not those on record.
func (l *Ledger) strange(s *Spec) []string {
	var faults []string
	now := l.FromElsewhere(s)
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

// FromElsewhere lists the elements of the spec that are neither from the page nor facts of
// a further page.
func (l *Ledger) FromElsewhere(s *Spec) []Element {
	var found []Element
	elements := s.elements()
	for _, further := range l.Further {
		for _, e := range further.Facts {
			for _, pointer := range e.Spec {
				delete(elements, pointer)
			}
		}
	}
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

// unstated lists what the spec has without a source, or from the page and no fact holds.
func (l *Ledger) unstated(s *Spec) []string {
	var faults []string
	for pointer, source := range s.elements() {
		if source == "" {
			faults = append(faults, pointer+": no x-source")
		}
	}
	slices.Sort(faults)
	for _, pointer := range l.Unstated(s) {
		faults = append(faults, pointer+": from the page by its x-source, and no fact of the page points to it")
	}
	return faults
}

// Unstated are the pointers of what the spec has from the page and no fact holds.
func (l *Ledger) Unstated(s *Spec) (pointers []string) {
	stated := map[string]bool{}
	for _, e := range l.Facts {
		for _, pointer := range e.Spec {
			stated[pointer] = true
			node, _ := s.At(pointer)
			target, _ := s.resolve(pointer, node)
			stated[target] = true
		}
	}
	elements := s.elements()
	for _, pointer := range slices.Sorted(maps.Keys(elements)) {
		if strings.HasPrefix(elements[pointer], "S ") && !stated[pointer] {
			pointers = append(pointers, pointer)
		}
	}
	return pointers
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
