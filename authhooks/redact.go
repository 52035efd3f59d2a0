package authhooks

import (
	"reflect"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

// Caps, in runes, on text kept in an error.
const (
	maxMessage = redact.MaxCause
	maxCode    = 64
	// What this module itself says may list things.
	maxOwnMessage = 4096
)

// redactor is the only place that turns foreign text into error text.
type redactor struct{ known *redact.Redactor }

// redactor knows every secret the source knows now, and those of one call.
func (s *Source) redactor(also ...Secret) redactor { return redactor{s.cfg.known.Redactor(also...)} }

func (c *Client) redactor(also ...Secret) redactor { return c.source.redactor(also...) }

func (r redactor) clean(text string, limit int) string { return r.known.Clean(text, limit) }

func (r redactor) cause(err error) error { return r.known.Cause(err) }

// error cleans what somebody else has made an [*Error] of. The code stays: it is
// verbatim, and looked up in tables.
func (r redactor) error(e *Error) {
	e.Message, e.RequestID, e.Err = r.clean(e.Message, maxOwnMessage), r.clean(e.RequestID, maxCode), r.cause(e.Err)
}

func printable(text string, limit int) string { return redact.Printable(text, limit) }

// secretsIn returns the secrets of a model that an answer was read into.
func secretsIn(model any) (found []Secret) {
	var walk func(v reflect.Value, depth int)
	walk = func(v reflect.Value, depth int) {
		switch {
		case depth > 8 || !v.IsValid():
		case v.Type() == secretType:
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
