package authhooks

import (
	"errors"
	"strconv"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/strictjson"
)

// FieldError names a field of an answer that is missing or unreadable. It never
// holds the field's value.
type FieldError struct {
	Field  string // the path of JSON keys, "result.access_token"; empty for the whole answer
	Reason string
}

// Error returns field and reason.
func (e *FieldError) Error() string {
	if e.Field == "" {
		return "the answer " + e.Reason
	}
	return "field " + strconv.Quote(e.Field) + " " + e.Reason
}

// Unmarshal reads one JSON object into a generated model, more strictly than
// encoding/json where a token is at stake and more kindly elsewhere:
//
//   - a byte order mark before the object is skipped; keys match exactly, a key
//     that stands twice in one object is an error, and so is anything after it;
//   - a Secret (or a struct, slice or array that holds one, however deep) whose
//     json tag has no omitempty must be there and readable, else a [*FieldError]
//     names it;
//   - every other field that cannot be read is left at its zero: one mistyped
//     expiry does not lose a token;
//   - an integer takes a number or a numeric string, whole however it is written
//     (600, "600.0", 6e2); of one with a fraction it takes the whole part; a
//     string takes a number.
//
// Fields of embedded structs are found as encoding/json finds them. A type with
// an UnmarshalJSON or UnmarshalText method of its own is asked instead; a
// json.RawMessage shares its bytes with data. Maps, floats and interfaces are read by
// encoding/json, which names no missing secret: keep secrets out of them. A list may be read
// into a slice or an array, an object into a map. An array drops what is beyond its
// length and has zeros for what the list has not, as for encoding/json.
func Unmarshal(data []byte, into any) error {
	err := strictjson.Unmarshal(data, into)
	if f, ok := errors.AsType[*strictjson.FieldError](err); ok {
		return (*FieldError)(f)
	}
	return err
}
