package authhooks

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/strictjson"
)

// FieldError names a field of an answer that is missing or unreadable. It never
// holds the field's value.
type FieldError struct {
	Field  string // the path of JSON keys ("result.access_token"), empty for the whole answer
	Reason string
}

// Error returns field and reason.
func (e *FieldError) Error() string { return (*strictjson.FieldError)(e).Error() }

// Unmarshal reads one JSON object into a generated model. It is stricter than
// encoding/json if a token is at stake, and more lenient elsewhere:
//
//   - A byte order mark before the object is skipped. Keys match exactly. A key that
//     stands twice in one object is an error, and so is anything after the object.
//   - A Secret whose json tag has no omitempty must be there and readable. The same holds
//     for a struct, slice or array with a Secret in it, however deep. Otherwise a
//     [*FieldError] names the field.
//   - If any other field cannot be read, Unmarshal leaves it at its zero value. One
//     mistyped expiry does not lose a token.
//   - An integer takes a number or a numeric string. The number is whole however it is
//     written (600, "600.0", 6e2). Of a fraction, the integer takes the whole part.
//   - A string takes a number.
//   - A struct with a field that is tagged `wire:"text"` takes a text, which fills that
//     field. A list of such structs takes a text as its only element.
//
// Unmarshal finds the fields of embedded structs as encoding/json does. A type with its
// own UnmarshalJSON or UnmarshalText method reads its value itself. A json.RawMessage
// shares its bytes with data. encoding/json reads maps, floats and interfaces. It does
// not name a missing secret, so keep secrets out of them.
//
// A list fills a slice or an array, and an object fills a map. As for encoding/json, an
// array drops what is beyond its length and has zeros for what the list does not have.
func Unmarshal(data []byte, into any) error {
	err := strictjson.Unmarshal(data, into)
	if f, ok := errors.AsType[*strictjson.FieldError](err); ok {
		return (*FieldError)(f)
	}
	return err
}
