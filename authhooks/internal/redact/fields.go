package redact

import "reflect"

// maxFields is how many values of one error are looked at.
const maxFields = 1024

// holds reports whether a field of err has a secret, or err has too many values to tell.
// It looks as far as %#v prints, into structs, lists and maps. It follows no pointer
// below the first, since other goroutines may write to what is behind the pointer.
func (r *Redactor) holds(err error) bool {
	v := reflect.ValueOf(err)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	f := fields{known: r, left: maxFields}
	return f.hold(v)
}

// fields is a search of an error's fields.
type fields struct {
	known *Redactor
	left  int
}

func (f *fields) hold(v reflect.Value) bool {
	if f.left--; f.left < 0 {
		return true
	}
	switch v.Kind() {
	case reflect.String:
		return f.holdText(v.String())
	case reflect.Interface:
		return f.hold(v.Elem())
	case reflect.Struct:
		for _, field := range v.Fields() {
			if f.hold(field) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return f.holdText(textOfBytes(v))
		}
		for i := range v.Len() {
			if f.hold(v.Index(i)) {
				return true
			}
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			if f.hold(entries.Key()) || f.hold(entries.Value()) {
				return true
			}
		}
	default:
	}
	return false
}

func (f *fields) holdText(text string) bool { return f.known.hide(text) != text }

// textOfBytes reads a list of bytes, also of an unexported field.
func textOfBytes(v reflect.Value) string {
	if v.Kind() == reflect.Slice {
		return string(v.Bytes())
	}
	text := make([]byte, v.Len())
	for i := range text {
		text[i] = byte(v.Index(i).Uint()) //nolint:gosec // it is one
	}
	return string(text)
}
