package wire

import (
	"encoding/json"
	"errors"
)

// ErrNotBool reports that a value was neither a boolean nor the text of one.
var ErrNotBool = errors.New("want a JSON boolean, or the text true or false")

// Bool is a boolean that some vendors write as a boolean and others as its text.
type Bool bool

// UnmarshalJSON takes true, false, "true", "false" or null (which gives false).
func (b *Bool) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*b = false
		return nil
	}
	text := string(data)
	if len(data) > 0 && data[0] == '"' && json.Unmarshal(data, &text) != nil {
		return ErrNotBool
	}
	if text != "true" && text != "false" {
		return ErrNotBool
	}
	*b = text == "true"
	return nil
}
