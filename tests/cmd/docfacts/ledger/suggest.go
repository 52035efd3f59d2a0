package ledger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// Place gives each fact without a place the ones that hold it by their looks, and
// returns how many are left without. What stands there already is a person's.
func (l *Ledger) Place(s *Spec) (open int) {
	for i, e := range l.Facts {
		if e.Ignored != "" || len(e.Spec) > 0 {
			continue
		}
		if l.Facts[i].Spec = s.Suggest(e); len(l.Facts[i].Spec) == 0 {
			open++
		}
	}
	return open
}

// Broken says of each pointer that does not hold its fact why, and what would.
func (l *Ledger) Broken(s *Spec) (faults []string) {
	for _, e := range l.Facts {
		for _, pointer := range e.Spec {
			err := s.Holds(pointer, e)
			if err == nil {
				continue
			}
			fault := fmt.Sprintf("%s: %s", e.Fact(), err)
			if better := s.Suggest(e); len(better) > 0 {
				fault += "; perhaps " + strings.Join(better, ", ")
			}
			faults = append(faults, fault)
		}
	}
	return faults
}

// Suggest returns the places of the spec that hold a fact by their looks; a
// person decides whether they are meant.
func (s *Spec) Suggest(e Entry) []string {
	var found []string
	add := func(pointer string, node any) {
		if s.candidate(pointer, e) && s.holds(pointer, s.target(pointer, node), e) && len(found) < 3 {
			if !slices.Contains(found, pointer) {
				found = append(found, pointer)
			}
		}
	}
	if e.Kind == extract.Host || e.Kind == extract.Port {
		s.walk("/servers", s.root.(map[string]any)["servers"], add)
	}
	for _, part := range append(s.first(e), s.part(e.Owner)...) {
		if len(found) == 0 || many[e.Kind] {
			s.reach(part, add)
		}
	}
	if len(found) == 0 {
		s.walk("", s.root, add)
	}
	if many[e.Kind] || len(found) < 2 {
		return found
	}
	return found[:1]
}

// first are the places that hold facts of the kind before any other: a scheme
// says Bearer, and so may the description of a field.
func (s *Spec) first(e Entry) (places []string) {
	const schemes = "/components/securitySchemes"
	switch e.Kind {
	case extract.Header, extract.In:
		for _, name := range s.security(s.operation(e.Owner)) {
			places = append(places, schemes+"/"+escape(name))
		}
	case extract.Auth, extract.Algorithm:
		places = append(places, schemes)
	case extract.Status:
		places = append(places, "/paths")
	}
	return places
}

// security are the names of the schemes that an operation asks for.
func (s *Spec) security(operation string) (names []string) {
	node, err := s.At(operation + "/security")
	if operation == "" || err != nil {
		return nil
	}
	requirements, _ := node.([]any)
	for _, requirement := range requirements {
		schemes, _ := requirement.(map[string]any)
		names = append(names, sorted(schemes)...)
	}
	return names
}

// many are the kinds whose fact may be held in several places of the spec.
var many = map[string]bool{extract.Field: true, extract.Shape: true}

func (s *Spec) target(pointer string, node any) any {
	_, node = s.resolve(pointer, node)
	return node
}

// candidate reports whether facts of the kind are held at such a place.
func (s *Spec) candidate(pointer string, e Entry) bool {
	if strings.Contains(pointer, "/not/") {
		return false
	}
	in := func(part string) bool { return strings.Contains(pointer+"/", "/"+part+"/") }
	parent := ""
	if i := strings.LastIndexByte(pointer, '/'); i >= 0 {
		parent = last(pointer[:i])
	}
	switch e.Kind {
	case extract.Field, extract.Shape:
		isParameter := parent == "parameters" && !in("value")
		if strings.HasSuffix(e.Owner, " answer") {
			isParameter = false
		}
		return !in("value") && (parent == "properties" || isParameter || strings.HasSuffix(e.Name, "[]") && last(pointer) == "items")
	case extract.Code:
		return parent == "x-codes"
	case extract.Constant:
		return in("value") || parent == "x-codes"
	case extract.Claim:
		return in("value") && last(pointer) == strings.Split(e.Name, "/")[0] || last(pointer) == "example"
	case extract.Host, extract.Port:
		return parent == "servers" || pointer == "/info/description"
	case extract.Media:
		return parent == "content"
	case extract.Header:
		return parent == "securitySchemes" || parent == "parameters" || last(pointer) == "content" && in("requestBody")
	case extract.Auth, extract.Algorithm:
		return parent == "securitySchemes" || last(pointer) == "description"
	case extract.In:
		return parent == "parameters" || last(pointer) == "requestBody" || parent == "securitySchemes"
	case extract.Parameter:
		return parent == "properties" || parent == "parameters"
	case extract.Unit:
		return parent == "properties"
	case extract.Status:
		return parent == "responses"
	case extract.Path:
		return parent == "paths"
	case extract.Endpoint, extract.Method:
		return in("paths")
	case extract.Quantity, extract.Fixed, extract.Identifier:
		return e.Kind == extract.Quantity && slices.Contains(lifetimes, last(pointer)) || last(pointer) == "description" || parent == "properties" || parent == "securitySchemes"
	}
	return false
}
