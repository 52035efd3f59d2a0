package drift

import (
	"slices"
	"strings"
	"unicode"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// most is how many identifiers a line of the report bears.
const most = 6

// touched are the identifiers that the change concerns.
func (x *Index) touched(c *Change, spec *ledger.Spec) []string {
	var found []string
	add := func(name string) {
		if name != "" && !slices.Contains(found, name) && len(found) < most {
			found = append(found, name)
		}
	}
	old := c.entry
	name := old.Name[strings.LastIndexByte(old.Name, '/')+1:]
	switch c.Kind {
	case extract.Code:
		if c.What != Added {
			x.errorsOf(old.Name, add)
		}
		for _, d := range x.decls {
			if strings.HasSuffix(d.name, ".Codes") {
				add(d.name)
			}
		}
	case extract.Field, extract.Shape, extract.Parameter, extract.Unit, extract.Constant:
		x.fieldNamed(name, schemas(old.Spec), add)
		if c.Kind == extract.Constant {
			x.errorsOf(strings.Trim(old.Value, `"`), add)
			x.literal(strings.Trim(old.Value, `"`), add)
		}
	case extract.Path, extract.Endpoint, extract.Method, extract.Media, extract.Status, extract.In:
		for _, id := range operations(old, spec) {
			x.operation(id, add)
		}
	case extract.Host, extract.Port:
		x.literal(strings.TrimPrefix(strings.TrimPrefix(old.Value, "https://"), "http://"), add)
	case extract.Quantity:
		if length, ok := extract.Duration(old.Value); ok {
			for _, d := range x.decls {
				if slices.Contains(d.durations, length) {
					add(d.name)
				}
			}
		}
	default:
		x.literal(name, add)
		x.literal(old.Value, add)
		x.fieldNamed(name, nil, add)
	}
	return found
}

// errorsOf adds the error values of a code.
func (x *Index) errorsOf(code string, add func(string)) {
	for _, name := range x.errs[code] {
		add(name)
	}
}

// fieldNamed adds the generated fields of a JSON name and what reads them.
func (x *Index) fieldNamed(name string, types []string, add func(string)) {
	for _, f := range x.fields {
		if f.tag != name || len(types) > 0 && !slices.Contains(types, f.structure) {
			continue
		}
		add(f.pkg + "." + f.structure + "." + f.name)
		for _, d := range x.decls {
			if !d.generated && slices.Contains(d.words, f.name) {
				add(d.name)
			}
		}
	}
}

// literal adds the declarations that hold a text as a word.
func (x *Index) literal(text string, add func(string)) {
	if text == "" {
		return
	}
	for _, d := range x.decls {
		if slices.ContainsFunc(d.literals, func(l string) bool {
			return strings.EqualFold(l, text) || len(text) > 6 && strings.Contains(strings.ToLower(l), strings.ToLower(text))
		}) {
			add(d.name)
		}
	}
}

// operation adds what builds and what sends an operation's request.
func (x *Index) operation(id string, add func(string)) {
	exported := string(unicode.ToUpper(rune(id[0]))) + id[1:]
	for _, d := range x.decls {
		if d.generated && strings.Contains(d.name, ".New"+exported+"Request") && strings.HasPrefix(d.name[strings.IndexByte(d.name, '.'):], ".New"+exported+"Request") {
			add(d.name)
		}
	}
	for _, d := range x.decls {
		if !d.generated && slices.ContainsFunc(d.words, func(w string) bool {
			return w == exported || strings.HasPrefix(w, exported+"With")
		}) {
			add(d.name)
		}
	}
}

// schemas are the names of the schemas that pointers lead into.
func schemas(pointers []string) []string {
	var names []string
	for _, p := range pointers {
		if rest, ok := strings.CutPrefix(p, "/components/schemas/"); ok {
			name, _, _ := strings.Cut(rest, "/")
			names = append(names, name)
		}
	}
	return names
}

// operations are the operationIds of the paths that an entry's pointers or owner name.
func operations(e ledger.Entry, spec *ledger.Spec) []string {
	var ids []string
	for _, p := range append(slices.Clone(e.Spec), spec.Operation(e.Owner)) {
		parts := strings.Split(p, "/")
		if len(parts) < 3 || parts[1] != "paths" {
			continue
		}
		ids = append(ids, spec.OperationIDs("/"+strings.Join(parts[1:min(4, len(parts))], "/"))...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
