package authhooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// FieldError names a field of an answer that is missing or unreadable. It never
// holds the field's value.
type FieldError struct {
	Field  string // the path of JSON keys, "result.access_token"
	Reason string
}

// Error returns field and reason.
func (e *FieldError) Error() string { return "field " + strconv.Quote(e.Field) + " " + e.Reason }

// Why an answer is no JSON object that could be read.
var (
	errEmpty    = errors.New("the answer is empty")
	errHTML     = errors.New("the answer is not JSON but looks like an HTML page")
	errNotJSON  = errors.New("the answer is not JSON, or something follows it")
	errNull     = errors.New("the answer is null")
	errNoObject = errors.New("the answer is JSON but no object")
)

// Unmarshal reads one JSON object into a generated model, more strictly than
// encoding/json where a token is at stake and more kindly elsewhere:
//
//   - keys match exactly, a key that stands twice in one object is an error,
//     and so is anything after the object;
//   - a Secret (or a struct or list that holds one) whose json tag has no
//     omitempty must be there and readable, else a [*FieldError] names it;
//   - every other field that cannot be read is left at its zero: one mistyped
//     expiry does not lose a token;
//   - an int64 takes a number or a numeric string, a string takes a number.
//
// A type with an UnmarshalJSON method of its own is asked instead; a
// json.RawMessage shares its bytes with data. Maps, numbers
// other than int64 and interfaces are read by encoding/json: keep secrets out of
// them.
func Unmarshal(data []byte, into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return errors.New("authhooks: Unmarshal takes a non-nil pointer")
	}
	trimmed := bytes.Trim(data, " \t\r\n") // JSON's blanks; Unicode knows more
	switch {
	case len(trimmed) == 0:
		return errEmpty
	case !json.Valid(trimmed):
		if trimmed[0] == '<' {
			return errHTML
		}
		return errNotJSON
	case string(trimmed) == "null":
		return errNull
	}
	if own, ok := into.(json.Unmarshaler); ok {
		return own.UnmarshalJSON(trimmed)
	}
	if trimmed[0] != '{' {
		return errNoObject
	}
	return decodeStruct(trimmed, v.Elem(), "")
}

// decodeValue fills v from one valid JSON value. Its error matters only to an
// essential field; the caller then leaves every other one at zero.
func decodeValue(raw []byte, v reflect.Value, path string) error {
	if s, ok := reflect.TypeAssert[*wire.Secret](v.Addr()); ok {
		return decodeSecret(raw, s, path)
	}
	if r, ok := reflect.TypeAssert[*json.RawMessage](v.Addr()); ok {
		*r = slices.Clip(raw)
		return nil
	}
	if own, ok := reflect.TypeAssert[json.Unmarshaler](v.Addr()); ok {
		if own.UnmarshalJSON(raw) != nil {
			return unreadable(path, "has a type that is not documented")
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if string(raw) == "null" {
			return nil
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
		return decodeSlice(raw, v, path)
	case reflect.String:
		return decodeString(raw, v, path)
	case reflect.Int64:
		return decodeInt(raw, v, path)
	default:
		if json.Unmarshal(raw, v.Addr().Interface()) != nil {
			return unreadable(path, "has a type that is not documented")
		}
		return nil
	}
}

func decodeStruct(raw []byte, v reflect.Value, path string) error {
	if raw[0] != '{' {
		return unreadable(path, "is not an object")
	}
	fields := fieldsOf(v.Type())
	var keys keySet
	var found uint64
	for rest := raw[1:]; ; {
		key, value, next := nextMember(rest)
		if key == nil {
			break
		}
		rest = next
		name := text(key)
		if !keys.add(name) {
			return unreadable(join(path, printable(string(name), maxCode)), twice)
		}
		for i := range fields {
			f := &fields[i]
			if f.name != string(name) {
				continue
			}
			found |= f.bit
			if err := decodeValue(value, v.Field(f.index), join(path, f.name)); err != nil {
				if f.bit != 0 || isTwin(err) {
					return err
				}
				v.Field(f.index).SetZero()
			}
		}
	}
	for i := range fields {
		if f := &fields[i]; found&f.bit != f.bit {
			return unreadable(join(path, f.missing), "is missing")
		}
	}
	return nil
}

func decodeSlice(raw []byte, v reflect.Value, path string) error {
	if raw[0] != '[' {
		return unreadable(path, "is not a list")
	}
	out := reflect.MakeSlice(v.Type(), 0, 4)
	for rest := raw[1:]; ; {
		value, next := nextElement(rest)
		if value == nil {
			break
		}
		rest = next
		element := reflect.New(v.Type().Elem()).Elem()
		if err := decodeValue(value, element, path+"["+strconv.Itoa(out.Len())+"]"); err != nil {
			return err
		}
		out = reflect.Append(out, element)
	}
	v.Set(out)
	return nil
}

// decodeSecret takes only what can be sent again: visible ASCII.
func decodeSecret(raw []byte, s *wire.Secret, path string) error {
	if raw[0] != '"' {
		return unreadable(path, "is not a string")
	}
	var secret wire.Secret
	err := secret.UnmarshalText(text(raw))
	switch {
	case err != nil:
		return unreadable(path, "is the placeholder of a redacted secret")
	case secret.IsZero():
		return unreadable(path, "is empty")
	case !secret.Sendable():
		return unreadable(path, "has characters that no header may carry")
	}
	*s = secret
	return nil
}

func decodeString(raw []byte, v reflect.Value, path string) error {
	switch {
	case raw[0] == '"':
		v.SetString(unquote(raw))
	case raw[0] == '-' || '0' <= raw[0] && raw[0] <= '9':
		v.SetString(string(raw))
	default:
		return unreadable(path, "is not a string")
	}
	return nil
}

func decodeInt(raw []byte, v reflect.Value, path string) error {
	text := string(raw)
	if raw[0] == '"' {
		text = unquote(raw)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strings.HasPrefix(text, "+") {
		return unreadable(path, "is not a whole number")
	}
	v.SetInt(n)
	return nil
}

// twice is why an object is refused wherever it stands: which of two values the
// vendor meant, an error's code among them, nobody can say.
const twice = "occurs twice"

func isTwin(err error) bool {
	var f *FieldError
	return errors.As(err, &f) && f.Reason == twice
}

func unreadable(path, reason string) error { return &FieldError{Field: path, Reason: reason} }

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// text reads a JSON string that json.Valid has passed, in place where it can.
// Invalid UTF-8 becomes U+FFFD, which no token may hold.
func text(raw []byte) []byte {
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner
	}
	var s string
	_ = json.Unmarshal(raw, &s)
	return []byte(s)
}

func unquote(raw []byte) string { return string(text(raw)) }
