package authhooks

import (
	"encoding/binary"
	"fmt"
	"log/slog"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// Key identifies the token of a [Source] by vendor, base URL and account. Sources with
// different keys never share a token or a failure in a [Store]. A Key prints as
// "[redacted]".
type Key struct {
	vendor  string
	account Secret // vendor, base URL, id, then the scope, written by appendCounted
	secret  Secret
	further []Secret // Vendor.Secrets
}

// NewKey returns the key for an account. origin is the base URL with its path, so that a
// token of a test system never reaches the production system. The case of scheme and host,
// a default port and trailing slashes do not change the key. Text that is no base URL is
// used as it is.
//
// secret seals the records of a [Store]. Without a secret, use [WithStoreKey].
func NewKey(vendor, origin, id string, secret Secret) Key {
	return Key{vendor: vendor, account: appendCounted(Secret{}, vendor, canonicalBase(origin), id), secret: secret}
}

// WithScope returns the key with further parts that decide which token the vendor issues.
// Examples are a region, an organisation, a tenant or OAuth scopes. parts hold no secret.
// Their order counts, and an empty part counts too.
func (k Key) WithScope(parts ...string) Key {
	k.account = appendCounted(k.account, parts...)
	return k
}

// equal reports whether both keys are of one account.
func (k Key) equal(o Key) bool {
	return k.vendor == o.vendor && k.account.Equal(o.account) && NewSecret(k.credential()).Equal(NewSecret(o.credential()))
}

// credential returns all secrets as one text.
func (k Key) credential() string {
	credential := appendCounted(Secret{}, k.secret.Reveal())
	for _, s := range k.further {
		credential = appendCounted(credential, s.Reveal())
	}
	return credential.Reveal()
}

// appendCounted writes each part after its length. Otherwise "ab" and "c" would give the
// same result as "a" and "bc".
func appendCounted(list Secret, parts ...string) Secret {
	b := []byte(list.Reveal())
	for _, part := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	return NewSecret(string(b))
}

// canonicalBase returns the one form of a base URL. It keeps the path, except trailing
// slashes, since vendors run several systems under one host.
func canonicalBase(raw string) string {
	u, err := parseBase(raw)
	if err != nil {
		return raw
	}
	return originOf(u).String() + strings.TrimRight(u.EscapedPath(), "/")
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
