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

// forEach runs f for every way to log in whose token comes from a token call, as a parallel
// subtest.
func forEach(t *testing.T, f func(t *testing.T, v vendor)) {
	t.Helper()
	forRows(t, accounts.Fetching(), f)
}

// forEveryWay runs f for every way to log in, API keys too.
func forEveryWay(t *testing.T, f func(t *testing.T, v vendor)) {
	t.Helper()
	forRows(t, accounts.Vendors, f)
}

// forEachKey runs f for every vendor that issues API keys.
func forEachKey(t *testing.T, f func(t *testing.T, v vendor)) {
	t.Helper()
	forRows(t, accounts.Keyed(), f)
}

func forRows(t *testing.T, rows []accounts.Vendor, f func(t *testing.T, v vendor)) {
	t.Helper()
	require.NotEmpty(t, rows)
	for _, v := range rows {
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

// stranger is a client with wrong credentials, and what the vendor refuses it for: its typed
// login, or with an API key its business call.
func (v vendor) stranger(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
	t.Helper()
	c, err := v.Connect(v.Wrong(a.Address, "wrong-canary"), opts...)
	require.NoError(t, err)
	closed(t, c.Client)
	if v.Static {
		return c.Client, func(context.Context) error { _, err := call(t, c.Client, a.URL+v.Business); return err }
	}
	return c.Client, func(ctx context.Context) error { _, err := c.Operations[0].Call(ctx); return err }
}
