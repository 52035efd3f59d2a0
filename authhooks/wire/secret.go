// Package wire holds the two value types that generated models and the core
// share: [Secret] and [Code]. It depends on the standard library alone.
package wire

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
)

// Redacted is what every printer shows in place of a [Secret].
const Redacted = "[redacted]"

// ErrRedacted reports that the placeholder itself was read where a secret was
// expected: something wrote a Secret with a printer and lost its value.
var ErrRedacted = errors.New("the value is the placeholder of a redacted secret, not a secret")

// ErrNotText reports that something other than a JSON string stood where a
// secret was expected. It never quotes what it found.
var ErrNotText = errors.New("want a JSON string")

// Secret is text that only [Secret.Reveal] shows. It keeps the value in a
// closure, so that printers that go around methods by reflection (fmt on an
// unexported field, spew, testify's diffs) find a code address and no text.
// The zero Secret is empty. Compare with [Secret.Equal]: == does not compile.
type Secret struct{ reveal func() string }

// NewSecret returns a Secret that holds v verbatim.
func NewSecret(v string) Secret {
	if v == "" {
		return Secret{}
	}
	return Secret{reveal: func() string { return v }}
}

// Reveal returns the text. Call it where the text goes on the wire, nowhere else.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.reveal == nil }

// Equal compares in constant time for texts of equal length.
func (s Secret) Equal(o Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(o.Reveal())) == 1
}

// String returns [Redacted].
func (s Secret) String() string { return Redacted }

// GoString returns [Redacted].
func (s Secret) GoString() string { return Redacted }

// Format writes [Redacted] whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Redacted)) }

// LogValue gives slog [Redacted].
func (s Secret) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalJSON writes [Redacted]: a Secret is read from JSON, never sent as JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalText writes [Redacted].
func (s Secret) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// UnmarshalJSON takes a JSON string or null (which gives the zero Secret).
// Its errors never quote the input.
func (s *Secret) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*s = Secret{}
		return nil
	}
	var text string
	if len(data) == 0 || data[0] != '"' || json.Unmarshal(data, &text) != nil {
		return ErrNotText
	}
	return s.UnmarshalText([]byte(text))
}

// UnmarshalText takes the text itself and refuses [Redacted].
func (s *Secret) UnmarshalText(text []byte) error {
	if string(text) == Redacted {
		return ErrRedacted
	}
	*s = NewSecret(string(text))
	return nil
}
