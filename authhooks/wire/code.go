package wire

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// ErrNotCode reports that a vendor's code was neither a number nor a string.
var ErrNotCode = errors.New("want a JSON number or string")

// Code is a vendor's result code. Pages and servers disagree on whether it is a number or
// a string, so both are read. The text is the vendor's, verbatim, except for the way in
// which a whole number is written (see [Code.Plain]). The empty Code means that there was
// none, while the Code 0 is a code.
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
		*c = Code(text).Plain()
	case first == '-' || '0' <= first && first <= '9':
		*c = Code(plainNumber(string(data)))
	default:
		return ErrNotCode
	}
	return nil
}

// Plain returns the code "200" for "200.0", and any other code as it is. A text such as
// "2e2" or "007" may be a name and no number.
func (c Code) Plain() Code {
	if text := string(c); strings.Contains(text, ".") && !strings.ContainsAny(text, "eE") && !padded(text) {
		return Code(plainNumber(text))
	}
	return c
}

// plainNumber returns the digits of a whole JSON number, "200" for "200.0" and "2e2". It
// returns any other text as it is.
func plainNumber(text string) string {
	if n, exact, ok := Whole(text); ok && exact {
		return strconv.FormatInt(n, 10)
	}
	return text
}

// padded reports a zero before another digit, which no JSON number has.
func padded(text string) bool {
	text = strings.TrimPrefix(text, "-")
	return len(text) > 1 && text[0] == '0' && text[1] != '.'
}
