package wire

import (
	"encoding/json"
	"errors"
)

// ErrNotCode reports that a vendor's code was neither a number nor a string.
var ErrNotCode = errors.New("want a JSON number or string")

// Code is a vendor's result code. Pages and servers disagree on whether it is a
// number or a string, so both are read; the text is the vendor's, verbatim.
// The empty Code means that there was none: 0 and absent are different.
type Code string

// UnmarshalJSON takes a number, a string or null (which gives the empty Code).
func (c *Code) UnmarshalJSON(data []byte) error {
	if len(data) == 0 {
		return ErrNotCode
	}
	switch first := data[0]; {
	case string(data) == "null":
		*c = ""
	case first == '"':
		var text string
		if json.Unmarshal(data, &text) != nil {
			return ErrNotCode
		}
		*c = Code(text)
	case first == '-' || '0' <= first && first <= '9':
		*c = Code(data)
	default:
		return ErrNotCode
	}
	return nil
}
