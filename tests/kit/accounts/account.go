package accounts

import (
	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Account is one simulator and a client for it.
type Account struct {
	*authtest.Server
	Connection
	Address Address
	// Simulator is the server of the package's own type.
	Simulator any
	vendor    Vendor
	// Again is another client of the same account; its options come after the
	// first one's.
	Again func(opts ...authhooks.Option) *authhooks.Client
}

// Open starts a simulator and connects a client, both closed with the test. The client
// tells the time by the simulator's clock.
func (v Vendor) Open(tb authtest.TB, sim []authtest.Option, opts ...authhooks.Option) Account {
	tb.Helper()
	simulator, s, address, err := v.ServeTyped(sim...)
	if err != nil {
		tb.Fatalf("accounts: the simulator of %s did not start: %v", v.Name, err)
	}
	tb.Cleanup(s.Close)
	connect := func(more ...authhooks.Option) Connection {
		tb.Helper()
		all := append([]authhooks.Option{authhooks.WithClock(s.Now)}, opts...)
		c, err := v.Connect(address, append(all, more...)...)
		if err != nil {
			tb.Fatalf("accounts: there is no client of %s: %v", v.Name, err)
		}
		tb.Cleanup(func() {
			if err := c.Client.Close(); err != nil {
				tb.Fatalf("accounts: the client of %s did not close: %v", v.Name, err)
			}
		})
		return c
	}
	return Account{
		Server: s, Connection: connect(), Address: address, Simulator: simulator, vendor: v,
		Again: func(more ...authhooks.Option) *authhooks.Client { return connect(more...).Client },
	}
}
