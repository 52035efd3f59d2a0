package authhooks

import (
	"encoding/binary"
	"fmt"
	"log/slog"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// Key says whose token a [Source] keeps: which vendor, at which base URL, for
// which account. Sources with different keys never share a token or a refusal
// in a [Store]. A Key prints as "[redacted]".
type Key struct {
	vendor  string
	account Secret // vendor, base URL, id, then the scope: see appendCounted
	secret  Secret
	further []Secret // Vendor.Secrets
}

// NewKey returns the key for an account. origin is the base URL with its path,
// so that a token of a test system never reaches the real one. Two writings of
// one base URL give one key: case of scheme and host, a default port and
// trailing slashes do not count. Text that is no base URL counts as it is.
//
// secret seals the records of a [Store]; if there is none, see [WithStoreKey].
func NewKey(vendor, origin, id string, secret Secret) Key {
	return Key{vendor: vendor, account: appendCounted(Secret{}, vendor, canonicalBase(origin), id), secret: secret}
}

// WithScope returns the key with whatever else decides which token comes: a
// region, an organisation, a tenant, OAuth scopes. parts hold no secret. Their
// order counts, and an empty part is a part.
func (k Key) WithScope(parts ...string) Key {
	k.account = appendCounted(k.account, parts...)
	return k
}

// credential is all secrets as one text.
func (k Key) credential() string {
	credential := appendCounted(Secret{}, k.secret.Reveal())
	for _, s := range k.further {
		credential = appendCounted(credential, s.Reveal())
	}
	return credential.Reveal()
}

// appendCounted writes each part after its length: text that moves from one
// part to the next gives another result.
func appendCounted(list Secret, parts ...string) Secret {
	b := []byte(list.Reveal())
	for _, part := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	return NewSecret(string(b))
}

// canonicalBase writes a base URL in one way. The path is kept as it is, but for
// trailing slashes: vendors run several systems under one host.
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
