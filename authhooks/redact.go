package authhooks

import (
	"reflect"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

// redactor is the only code that turns foreign text into error text.
type redactor struct {
	known  *redact.Redactor
	vendor string
	codes  codeTable
}

func (r redactor) clean(text string, limit int) string { return r.known.Clean(text, limit) }

func (r redactor) cause(err error) error { return r.known.Cause(err) }

// error cleans an [*Error] that foreign code has made. The vendor's name stays, and so does
// a documented code. They are not secrets, and other processes look the code up.
func (r redactor) error(e *Error) {
	if e.Vendor != r.vendor {
		e.Vendor = r.clean(e.Vendor, maxCode)
	}
	if !r.codes.documents(e.Code) {
		e.Code = r.clean(e.Code, maxCode)
	}
	e.Op = r.clean(e.Op, maxCode)
	e.Message, e.RequestID, e.Err = r.clean(e.Message, maxOwnMessage), r.clean(e.RequestID, maxCode), r.cause(e.Err)
}

// secretsIn returns the secrets of a model that holds an answer.
func secretsIn(model any) (found []Secret) {
	var walk func(v reflect.Value, depth int)
	walk = func(v reflect.Value, depth int) {
		switch {
		case depth > 8 || !v.IsValid():
		case v.Type() == reflect.TypeFor[Secret]():
			found = append(found, v.Interface().(Secret)) //nolint:errcheck // it is one
		case v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface:
			walk(v.Elem(), depth+1)
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i), depth+1)
				}
			}
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
			for i := range v.Len() {
				walk(v.Index(i), depth+1)
			}
		}
	}
	walk(reflect.ValueOf(model), 0)
	return found
}
