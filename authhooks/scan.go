package authhooks

import (
	"bytes"
	"reflect"
	"strings"
	"sync"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// The scanner walks bytes that json.Valid has passed, so it need not judge them.

func skipSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r' || b[0] == ',' || b[0] == ':') {
		b = b[1:]
	}
	return b
}

// nextMember returns the next key (with its quotes), its value and what
// follows; a nil key at the end of the object.
func nextMember(b []byte) (key, value, rest []byte) {
	b = skipSpace(b)
	if len(b) == 0 || b[0] == '}' {
		return nil, nil, nil
	}
	n := valueLen(b)
	key, b = b[:n], skipSpace(b[n:])
	n = valueLen(b)
	return key, b[:n], b[n:]
}

// nextElement returns the next value of a list, nil at its end.
func nextElement(b []byte) (value, rest []byte) {
	b = skipSpace(b)
	if len(b) == 0 || b[0] == ']' {
		return nil, nil
	}
	n := valueLen(b)
	return b[:n], b[n:]
}

// valueLen returns how many bytes the JSON value at the start of b has.
func valueLen(b []byte) int {
	switch b[0] {
	case '"':
		return stringLen(b)
	case '{', '[':
		depth := 0
		for i := 0; i < len(b); i++ {
			switch b[i] {
			case '"':
				i += stringLen(b[i:]) - 1
			case '{', '[':
				depth++
			case '}', ']':
				depth--
				if depth == 0 {
					return i + 1
				}
			}
		}
	default:
		for i, c := range b {
			if c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\n' || c == '\r' {
				return i
			}
		}
	}
	return len(b)
}

func stringLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// keySet remembers keys of one object: a few in place, many in a map, so that
// an object of a hundred thousand keys costs no quadratic time.
type keySet struct {
	few  [12][]byte
	n    int
	many map[string]struct{}
}

func (s *keySet) add(key []byte) bool {
	if s.many == nil {
		for _, k := range s.few[:s.n] {
			if bytes.Equal(k, key) {
				return false
			}
		}
		if s.n < len(s.few) {
			s.few[s.n] = key
			s.n++
			return true
		}
		s.many = make(map[string]struct{}, 2*len(s.few))
		for _, k := range s.few {
			s.many[string(k)] = struct{}{}
		}
	}
	if _, twice := s.many[string(key)]; twice {
		return false
	}
	s.many[string(key)] = struct{}{}
	return true
}

// field is what decodeStruct must know of one struct field.
type field struct {
	name    string
	index   int
	bit     uint64 // of an essential field, its place among those found; 0 for others
	missing string // the path to name when it is not there: down to the secret
}

var fieldCache sync.Map // reflect.Type → []field

func fieldsOf(t reflect.Type) []field {
	if cached, ok := fieldCache.Load(t); ok {
		return cached.([]field) //nolint:errcheck // the cache holds nothing else
	}
	var fields []field
	bit := uint64(1)
	for i := range t.NumField() {
		sf := t.Field(i)
		name, optional := jsonName(sf)
		if name == "" {
			continue
		}
		f := field{name: name, index: i, missing: name}
		if path, holds := secretPath(sf.Type, 0); holds && !optional {
			f.bit, bit = bit, bit<<1
			f.missing = strings.TrimSuffix(join(name, path), ".")
		}
		fields = append(fields, f)
	}
	fieldCache.Store(t, fields)
	return fields
}

var secretType = reflect.TypeFor[wire.Secret]()

// secretPath finds the first essential Secret below t. The path is empty for a
// Secret itself and ends where a list begins: an empty list is a list.
func secretPath(t reflect.Type, depth int) (string, bool) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == secretType:
		return "", true
	case depth > 4:
		return "", false
	case t.Kind() == reflect.Slice:
		_, holds := secretPath(t.Elem(), depth+1)
		return "", holds
	case t.Kind() != reflect.Struct:
		return "", false
	}
	for sf := range t.Fields() {
		name, optional := jsonName(sf)
		if name == "" || optional {
			continue
		}
		if path, holds := secretPath(sf.Type, depth+1); holds {
			return strings.TrimSuffix(join(name, path), "."), true
		}
	}
	return "", false
}

// jsonName reads a field's tag; the name is empty where the field has no part
// in JSON.
func jsonName(sf reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
	switch {
	case name == "-" || !sf.IsExported():
		return "", true
	case name == "":
		name = sf.Name
	}
	return name, strings.Contains(options, "omitempty")
}
