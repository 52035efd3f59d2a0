package authhooks

import (
	"fmt"
	"log/slog"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// Key says whose token a [Source] keeps: which vendor, at which origin, for
// which account. It prints as "[redacted]".
type Key struct {
	vendor, origin string
	id, secret     Secret
}

// NewKey returns the key for an account. origin is the base URL's scheme, host
// and port, so that a token of a test system never reaches the real one.
func NewKey(vendor, origin, id string, secret Secret) Key {
	return Key{vendor: vendor, origin: origin, id: NewSecret(id), secret: secret}
}

// String returns "[redacted]".
func (k Key) String() string { return wire.Redacted }

// GoString returns "[redacted]".
func (k Key) GoString() string { return wire.Redacted }

// Format writes "[redacted]" whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(wire.Redacted)) }

// LogValue gives slog "[redacted]".
func (k Key) LogValue() slog.Value { return slog.StringValue(wire.Redacted) }

// MarshalText writes "[redacted]".
func (k Key) MarshalText() ([]byte, error) { return []byte(wire.Redacted), nil }
