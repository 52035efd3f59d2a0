package drift

import (
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// settle leaves out what another change says as well, and marks what belongs
// to an operation that was added: it breaks nobody.
func settle(changes []Change, before map[extract.Fact]*tally) []Change {
	known := map[string]bool{}
	for _, t := range before {
		for owner := range t.owned {
			known[operationOf(owner)] = true
		}
	}
	var endpoints []string
	retyped := map[string]bool{}
	for _, c := range changes {
		if c.Kind == extract.Endpoint && c.What == Added {
			endpoints = append(endpoints, c.New)
		}
		if c.Kind == extract.Shape && c.What == Changed {
			retyped[c.Owner+c.Name] = true
		}
	}
	codes := map[string]bool{}
	for k := range before {
		if k.Kind == extract.Code {
			codes[k.Name] = true
		}
	}
	for i := range changes {
		c := &changes[i]
		if c.What != Added {
			continue
		}
		switch {
		case c.Kind == extract.Code:
			c.contradicts = codes[c.Name]
		case c.Owner != "" && !known[operationOf(c.Owner)]:
			c.ofAdded = true
		case c.Kind == extract.Method:
			c.ofAdded = slices.ContainsFunc(endpoints, func(e string) bool { return strings.HasPrefix(e, c.New+" ") })
		case c.Kind == extract.Path:
			c.ofAdded = slices.ContainsFunc(endpoints, func(e string) bool { return strings.HasSuffix(e, " "+c.New) })
		}
	}
	return slices.DeleteFunc(changes, func(c Change) bool {
		return c.Kind == extract.Constant && c.What == Removed && retyped[c.Owner+c.Name] // its type says it
	})
}

// operationOf is the operation of an owner, without request or answer.
func operationOf(owner string) string {
	return strings.TrimSuffix(strings.TrimSuffix(owner, " request"), " answer")
}
