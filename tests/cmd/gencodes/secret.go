package main

import (
	"slices"
	"strings"
)

// secret is OpenAPI's format of a value that nobody may see.
const secret = "password"

// secrets returns the names of the fields, headers and parameters that hold secrets.
func (v *vendor) secrets() []string {
	var names []string
	v.document.walk(func(n node) {
		for name, field := range n.at("properties").pairs {
			if field.follow(v.document).at("format").text() == secret {
				names = append(names, name)
			}
		}
		in := n.at("in").text()
		if name := n.at("name").text(); name != "" && in != "path" &&
			n.at("schema", "format").text() == secret {
			names = append(names, name)
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// answers returns the component schemas that an answer can have, directly or within
// another schema. Only their secrets become a type that prints nothing: a request is
// sent, and that type would be sent redacted.
func (v *vendor) answers() map[string]bool {
	found := map[string]bool{}
	var visit func(n node)
	visit = func(n node) {
		n.walk(func(m node) {
			ref := m.at("$ref").text()
			name, is := strings.CutPrefix(ref, "#/components/schemas/")
			switch {
			case ref == "":
			case !is:
				visit(m.follow(v.document))
			case !found[name]:
				found[name] = true
				visit(v.document.at("components", "schemas", name))
			}
		})
	}
	for _, item := range v.document.at("paths").pairs {
		for _, call := range item.pairs {
			visit(call.at("responses"))
		}
	}
	visit(v.document.at("components", "responses"))
	return found
}
