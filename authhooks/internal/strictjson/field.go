package strictjson

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// field is what decodeStruct must know of one struct field.
type field struct {
	name      string
	index     []int // of the embedded structs on the way, and of the field
	essential bool
	missing   string // the path down to the secret, for the error of a missing field
	text      bool   // a text in place of the object is this field
}

var fieldCache sync.Map // reflect.Type → []field

func fieldsOf(t reflect.Type) []field {
	if cached, ok := fieldCache.Load(t); ok {
		return cached.([]field) //nolint:errcheck // the cache holds nothing else
	}
	var fields []field
	for _, m := range membersOf(t) {
		f := field{name: m.name, index: m.index, missing: m.name, text: m.field.Tag.Get("wire") == "text"}
		if path, holds := secretPath(m.field.Type, map[reflect.Type]bool{}); holds && !m.optional {
			f.essential = true
			f.missing = strings.TrimSuffix(joinPath(m.name, path), ".")
		}
		fields = append(fields, f)
	}
	fieldCache.Store(t, fields)
	return fields
}

// textField returns the field of t that a text in place of the object fills, or nil.
func textField(t reflect.Type) *field {
	if t.Kind() != reflect.Struct {
		return nil
	}
	fields := fieldsOf(t)
	for i := range fields {
		if fields[i].text {
			return &fields[i]
		}
	}
	return nil
}

// in returns the field in v, and makes the embedded structs on the way to it.
func (f *field) in(v reflect.Value, path string) (reflect.Value, error) {
	for i, at := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, unreadable(joinPath(path, f.name), unsettable)
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(at)
	}
	return v, nil
}

var secretType = reflect.TypeFor[wire.Secret]()

// secretPath finds the first essential Secret below t, however deep. The path is empty
// for a Secret itself. It ends at a list, since a list may be empty. seen has the structs
// that were searched before.
func secretPath(t reflect.Type, seen map[reflect.Type]bool) (string, bool) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == secretType:
		return "", true
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		_, holds := secretPath(t.Elem(), seen)
		return "", holds
	case t.Kind() != reflect.Struct || seen[t]:
		return "", false
	}
	seen[t] = true
	for _, m := range membersOf(t) {
		if m.optional {
			continue
		}
		if path, holds := secretPath(m.field.Type, seen); holds {
			return strings.TrimSuffix(joinPath(m.name, path), "."), true
		}
	}
	return "", false
}

// member is a field of a struct, or of a struct embedded in it, by its key.
type member struct {
	name             string
	tagged, optional bool
	index            []int
	field            reflect.StructField
}

// membersOf lists the fields that encoding/json would fill, also of embedded structs. Of
// several fields with one name, the least deep counts. Among equally deep fields, the
// field with a tag counts. If that decides nothing, none of them counts.
func membersOf(t reflect.Type) []member {
	level := []member{{field: reflect.StructField{Type: t}}}
	seen := map[reflect.Type]bool{}
	var found []member
	for len(level) > 0 {
		next, met := level, map[reflect.Type]int{}
		level = nil
		for _, outer := range next {
			met[structOf(outer.field.Type)]++
		}
		for _, outer := range next {
			inside := structOf(outer.field.Type)
			if seen[inside] {
				continue
			}
			seen[inside] = true
			for i := range inside.NumField() {
				m, ok := memberOf(inside.Field(i), append(slices.Clone(outer.index), i))
				switch {
				case !ok:
				case m.name == "":
					level = append(level, m)
				default:
					for range min(met[inside], 2) { // of a struct embedded twice, neither is meant
						found = append(found, m)
					}
				}
			}
		}
	}
	return dominant(found)
}

// memberOf reads one field. The name is empty for an embedded struct whose fields count
// as the outer struct's. ok is false for a field that has no part in JSON.
func memberOf(sf reflect.StructField, index []int) (m member, ok bool) {
	embedded := sf.Anonymous && structOf(sf.Type) != nil
	tag := sf.Tag.Get("json")
	if tag == "-" || !sf.IsExported() && !embedded {
		return member{}, false
	}
	name, options, _ := strings.Cut(tag, ",")
	if strings.ContainsFunc(name, notInName) {
		name = ""
	}
	m = member{name: name, tagged: name != "", optional: strings.Contains(options, "omitempty"), index: index, field: sf}
	if name == "" && !embedded {
		m.name = sf.Name
	}
	return m, true
}

// notInName reports a character that no name in a tag may have. encoding/json drops a
// name with such a character.
func notInName(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c)
}

// structOf returns t, or what t points to, if that is a struct.
func structOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

// dominant keeps one member of each name, in the order of the fields. A struct has few
// fields, and sorting with the package slices would add more code to every program.
func dominant(found []member) []member {
	var kept []member
	for i := range found {
		wins := true
		for k := range found {
			wins = wins && (k == i || found[k].name != found[i].name || found[i].hides(&found[k]))
		}
		if !wins {
			continue
		}
		kept = append(kept, found[i])
		for at := len(kept) - 1; at > 0 && slices.Compare(kept[at].index, kept[at-1].index) < 0; at-- {
			kept[at], kept[at-1] = kept[at-1], kept[at]
		}
	}
	return kept
}

// hides reports whether encoding/json prefers m to other, of the same name.
func (m *member) hides(other *member) bool {
	if len(m.index) != len(other.index) {
		return len(m.index) < len(other.index)
	}
	return m.tagged && !other.tagged
}
