// Package strictjson reads JSON into generated models. It is strict if a secret is at
// stake, and lenient otherwise.
package strictjson

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// FieldError names a field of an answer that is missing or unreadable. It never holds
// the field's value. The core converts it to its own type of the same fields.
type FieldError struct {
	Field  string // the path of JSON keys ("result.access_token"), empty for the whole answer
	Reason string
}

// Error returns field and reason.
func (e *FieldError) Error() string {
	if e.Field == "" {
		return "the answer " + e.Reason
	}
	return "field " + strconv.Quote(e.Field) + " " + e.Reason
}

// These errors say why an answer is no JSON object that could be read.
var (
	ErrEmpty    = errors.New("the answer is empty")
	ErrHTML     = errors.New("the answer is not JSON but looks like an HTML page")
	ErrNotJSON  = errors.New("the answer is not JSON, or something follows it")
	errNull     = errors.New("the answer is null")
	ErrNoObject = errors.New("the answer is JSON but no object")
)

// Unmarshal reads one JSON object into a generated model. The core documents it.
func Unmarshal(data []byte, into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return errors.New("authhooks: Unmarshal takes a non-nil pointer")
	}
	trimmed := bytes.Trim(WithoutMark(data), " \t\r\n") // JSON has fewer blanks than Unicode
	switch {
	case len(trimmed) == 0:
		return ErrEmpty
	case !json.Valid(trimmed):
		if trimmed[0] == '<' {
			return ErrHTML
		}
		return ErrNotJSON
	case string(trimmed) == "null":
		return errNull
	}
	if own, ok := into.(json.Unmarshaler); ok {
		return own.UnmarshalJSON(trimmed)
	}
	if trimmed[0] != '{' && v.Elem().Kind() == reflect.Struct {
		return ErrNoObject
	}
	return decodeValue(trimmed, v.Elem(), "")
}

// ByteOrderMark may stand in front of a JSON text.
const ByteOrderMark = "\ufeff"

// maxName caps a key that an error names, in runes.
const maxName = 64

// WithoutMark returns data without a byte order mark in front. It leaves two marks in
// front as they are, so that a second call removes nothing more.
func WithoutMark(data []byte) []byte {
	rest := bytes.TrimPrefix(data, []byte(ByteOrderMark))
	if bytes.HasPrefix(rest, []byte(ByteOrderMark)) {
		return data
	}
	return rest
}

// decodeValue fills v from one valid JSON value. Its error matters only for an essential
// field. The caller leaves any other field at zero.
func decodeValue(raw []byte, v reflect.Value, path string) error {
	if v.CanInterface() { // not an embedded struct of an unexported type
		if read, err := decodeSpecial(raw, v.Addr(), path); read {
			return err
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if string(raw) == "null" {
			return nil
		}
		if !v.CanSet() {
			return unreadable(path, unsettable)
		}
		fresh := reflect.New(v.Type().Elem())
		if err := decodeValue(raw, fresh.Elem(), path); err != nil {
			return err
		}
		v.Set(fresh)
		return nil
	case reflect.Struct:
		return decodeStruct(raw, v, path)
	case reflect.Slice:
		if raw[0] != '"' { // a text is base64 for a []byte
			return decodeSlice(raw, v, path)
		}
		if textField(v.Type().Elem()) != nil {
			return decodeSlice(slices.Concat([]byte("["), raw, []byte("]")), v, path)
		}
	case reflect.Array:
		return decodeArray(raw, v, path)
	case reflect.String:
		return decodeString(raw, v, path)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return decodeInt(raw, v, path)
	default:
	}
	return readable(json.Unmarshal(raw, v.Addr().Interface()), path)
}

// decodeSpecial reads the types that are no plain JSON, by a pointer to them.
func decodeSpecial(raw []byte, pointer reflect.Value, path string) (read bool, err error) {
	if s, ok := reflect.TypeAssert[*wire.Secret](pointer); ok {
		return true, decodeSecret(raw, s, path)
	}
	if r, ok := reflect.TypeAssert[*json.RawMessage](pointer); ok {
		*r = slices.Clip(raw)
		return true, nil
	}
	if own, ok := reflect.TypeAssert[json.Unmarshaler](pointer); ok {
		return true, readable(own.UnmarshalJSON(raw), path)
	}
	if own, ok := reflect.TypeAssert[encoding.TextUnmarshaler](pointer); ok && raw[0] == '"' {
		return true, readable(own.UnmarshalText(text(raw)), path)
	}
	return false, nil
}

// readable replaces the error of a foreign decoder, which may quote the value.
func readable(err error, path string) error {
	if err != nil {
		return unreadable(path, "has a type that is not documented")
	}
	return nil
}

func decodeStruct(raw []byte, v reflect.Value, path string) error {
	if f := textField(v.Type()); f != nil && raw[0] == '"' {
		target, err := f.in(v, path)
		if err != nil {
			return err
		}
		return decodeValue(raw, target, joinPath(path, f.name))
	}
	if raw[0] != '{' {
		return unreadable(path, "is not an object")
	}
	fields := fieldsOf(v.Type())
	var keys keySet
	found := make([]bool, len(fields))
	for rest := raw[1:]; ; {
		key, value, next := nextMember(rest)
		if key == nil {
			break
		}
		rest = next
		name := text(key)
		if !keys.add(name) {
			return unreadable(joinPath(path, redact.Printable(string(name), maxName)), twice)
		}
		for i := range fields {
			f := &fields[i]
			if f.name != string(name) {
				continue
			}
			found[i] = true
			target, err := f.in(v, path)
			if err != nil {
				return err
			}
			if err := decodeValue(value, target, joinPath(path, f.name)); err != nil {
				if f.essential || isFatal(err) {
					return err
				}
				if target.CanSet() {
					target.SetZero()
				}
			}
		}
	}
	for i := range fields {
		if f := &fields[i]; f.essential && !found[i] {
			return unreadable(joinPath(path, f.missing), "is missing")
		}
	}
	return nil
}

func decodeSlice(raw []byte, v reflect.Value, path string) error {
	out := reflect.MakeSlice(v.Type(), 0, 4)
	err := eachElement(raw, path, func(value []byte, path string) error {
		element := reflect.New(v.Type().Elem()).Elem()
		err := decodeValue(value, element, path)
		out = reflect.Append(out, element)
		return err
	})
	if err == nil {
		v.Set(out)
	}
	return err
}

func decodeArray(raw []byte, v reflect.Value, path string) error {
	out, n := reflect.New(v.Type()).Elem(), 0
	err := eachElement(raw, path, func(value []byte, path string) error {
		if n++; n > out.Len() {
			return nil
		}
		return decodeValue(value, out.Index(n-1), path)
	})
	if err == nil {
		v.Set(out)
	}
	return err
}

// eachElement calls read with each element of a list and with its path.
func eachElement(raw []byte, path string, read func(value []byte, path string) error) error {
	if raw[0] != '[' {
		return unreadable(path, "is not a list")
	}
	value, rest := nextElement(raw[1:])
	for i := 0; value != nil; i++ {
		if err := read(value, path+"["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
		value, rest = nextElement(rest)
	}
	return nil
}

// twice makes an object invalid wherever it stands. Nobody can say which of two values
// the vendor meant, and the key may be an error's code.
const twice = "occurs twice"

// unsettable is a mistake in the model, which encoding/json refuses too.
const unsettable = "stands in an embedded pointer to an unexported struct, which cannot be set"

// isFatal reports an error for which no field is left at zero, wherever it stands.
func isFatal(err error) bool {
	f, ok := errors.AsType[*FieldError](err)
	return ok && (f.Reason == twice || f.Reason == unsettable)
}

func unreadable(path, reason string) error { return &FieldError{Field: path, Reason: reason} }

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
