package authhooks

import "github.com/vendorauth/vendorauth-go/authhooks/wire"

// Secret is text that only its Reveal and Bearer methods show. Every printer, encoder and
// test diff shows "[redacted]" or a code address. See [wire.Secret].
type Secret = wire.Secret

// NewSecret returns a Secret that holds v verbatim. An empty v is the zero Secret.
func NewSecret(v string) Secret { return wire.NewSecret(v) }

// Code is a vendor's result code, read from a number or a string. See [wire.Code].
type Code = wire.Code
