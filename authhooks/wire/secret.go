// Package wire has the two value types that generated models and the core share, [Secret]
// and [Code]. It depends on the standard library only.
//
//	var answer struct {
//		Code  wire.Code   `json:"code"`  // 200 or "200"
//		Token wire.Secret `json:"token"` // printed as [redacted]
//	}
//	err := json.Unmarshal(data, &answer)
//
// The errors are [ErrRedacted], [ErrNotText] and [ErrNotCode]. [Secret.Reveal] returns the
// secret itself.
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

// ErrRedacted reports that the placeholder itself was read instead of a secret. A printer
// has written a Secret and lost its value.
var ErrRedacted = errors.New("the value is the placeholder of a redacted secret, not a secret")

// ErrNotText reports that something other than a JSON string was read instead of a
// secret. It never quotes what it found.
var ErrNotText = errors.New("want a JSON string")

// scheme is kept in front of every secret, so that the header of a bearer token
// (RFC 6750 section 2.1) is built once per token and not once per request.
const scheme = "Bearer "

// Secret is text that only [Secret.Reveal] and [Secret.Bearer] show. It keeps the value
// in a closure. Printers that go around methods by reflection (fmt on an unexported
// field, spew, testify's diffs) find a code address and no text. The zero Secret is
// empty. Compare with [Secret.Equal], since == does not compile.
type Secret struct {
	reveal func() (header string, sendable bool)
}

// NewSecret returns a Secret that holds v verbatim.
func NewSecret(v string) Secret {
	if v == "" {
		return Secret{}
	}
	return keep(scheme + v)
}

func keep(header string) Secret {
	sendable := Sendable(header[len(scheme):])
	return Secret{reveal: func() (string, bool) { return header, sendable }}
}

// Reveal returns the text. Call it where the text goes on the wire, nowhere else.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	header, _ := s.reveal()
	return header[len(scheme):]
}

// Bearer returns the value of an Authorization header, "Bearer " and the text,
// without building it anew. It is as secret as the text.
func (s Secret) Bearer() string {
	if s.reveal == nil {
		return ""
	}
	header, _ := s.reveal()
	return header
}

// Sendable reports whether the text may stand in a header or a URL. See [Sendable].
func (s Secret) Sendable() bool {
	if s.reveal == nil {
		return false
	}
	_, sendable := s.reveal()
	return sendable
}

// Sendable reports whether text may stand in a header or a URL. text must be visible
// ASCII and not empty. net/http would refuse any other text too, or worse, trim it.
func Sendable(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return text != ""
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

// MarshalJSON writes [Redacted]. A Secret is read from JSON and never sent as JSON.
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
	*s = Secret{}
	if len(text) > 0 {
		*s = keep(scheme + string(text)) // one copy
	}
	return nil
}
