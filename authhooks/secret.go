package authhooks

import "github.com/vendorauth/vendorauth-go/authhooks/wire"

// Secret is text that only its Reveal method shows: every printer, encoder and
// test diff sees "[redacted]" or a code address. See [wire.Secret].
type Secret = wire.Secret

// NewSecret returns a Secret that holds v verbatim. An empty v is the zero Secret.
func NewSecret(v string) Secret { return wire.NewSecret(v) }
