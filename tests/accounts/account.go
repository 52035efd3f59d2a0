// Package accounts opens an account at a vendor's simulator in one way for all
// vendors, with the typed calls of the vendor's package as a list: for tests that
// treat vendors alike.
package accounts

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Simulator is what every vendor's simulator can do.
type Simulator interface {
	Now() time.Time
	Advance(d time.Duration)
	Calls(op string) int
	Fail(f authtest.Fault)
	ClearFaults() []authtest.Fault
	Revoke(token authhooks.Token)
	RevokeAll()
	RawExchanges() []authtest.Exchange
}

// Operation is one typed, uncached call of a vendor package.
type Operation struct {
	Name  string
	Token string // the path of the token in its answer; "" where it brings none
	Call  func(ctx context.Context) (string, error)
}

// Account is one simulator and a client for it.
type Account struct {
	Simulator
	Client *authhooks.Client
	// Again is another client of the same account; its options come after the
	// first one's.
	Again func(opts ...authhooks.Option) *authhooks.Client
	URL   string
	// Operations are in the order in which they can be called; the first of them
	// is the one that Token begins with.
	Operations []Operation
	// ID and Secrets are the credentials.
	ID      string
	Secrets []authhooks.Secret
}

// Open starts a simulator and connects a client, both closed with the test. The
// client tells the time by the simulator's clock.
type Open func(tb testing.TB, sim []authtest.Option, opts ...authhooks.Option) Account

// connect makes clients of one account: build with the simulator's own options,
// then opts, then those of the call.
func connect[C io.Closer](tb testing.TB, build func(opts ...authhooks.Option) (C, error), opts ...authhooks.Option) func(more ...authhooks.Option) C {
	tb.Helper()
	return func(more ...authhooks.Option) C {
		tb.Helper()
		c, err := build(append(opts[:len(opts):len(opts)], more...)...)
		require.NoError(tb, err)
		tb.Cleanup(func() { require.NoError(tb, c.Close()) })
		return c
	}
}

// reveal is the text of a secret that a call brought.
func reveal(s authhooks.Secret, err error) (string, error) { return s.Reveal(), err }
