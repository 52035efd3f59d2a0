// Package conformance holds the vendors to one behaviour. A vendor is one row of
// accounts.Vendors; what only one vendor does is in traps_<vendor>_test.go.
package conformance_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

type vendor struct{ accounts.Vendor }

// forEach runs f for every vendor, as a parallel subtest.
func forEach(t *testing.T, f func(t *testing.T, v vendor)) {
	t.Helper()
	for _, v := range accounts.Fetching() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			f(t, vendor{v})
		})
	}
}

// start gives the account a simulator that is held to the vendor's OpenAPI file.
func (v vendor) start(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
	t.Helper()
	return account{v.Open(t, append(slices.Clip(sim), contract.Check(t, v.ID())), opts...)}
}

func (v vendor) client(t *testing.T, opts ...authhooks.Option) account {
	t.Helper()
	return v.start(t, nil, opts...)
}

// stranger is a client with wrong credentials, and its typed login.
func (v vendor) stranger(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
	t.Helper()
	c, err := v.Connect(a.Address.WithSecrets("wrong-canary"), opts...)
	require.NoError(t, err)
	closed(t, c.Client)
	return c.Client, func(ctx context.Context) error { _, err := c.Operations[0].Call(ctx); return err }
}
