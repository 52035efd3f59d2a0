// Package accounts opens an account at a vendor's simulator in one way for all
// vendors, with the typed calls of the vendor's package as a list: for tests that
// treat vendors alike. What a vendor is to them stands in one file.
package accounts

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Vendor is one vendor, as tests that treat vendors alike see it.
type Vendor struct {
	Name     string
	Codes    []authhooks.CodeInfo
	Business string // path of a business call
	Marker   string // the path of what says success in a token answer; "" where only the token does
	Expiry   string // the path of what tells the end in the first operation's answer; "" where nothing does
	// Serve starts a simulator; Close ends it.
	Serve func(opts ...authtest.Option) (*authtest.Server, Address, error)
	// Connect makes a client; Close ends it.
	Connect func(a Address, opts ...authhooks.Option) (Connection, error)
	// New is the package's New, for its Credentials of any content; FromEnv is its
	// CredentialsFromEnv.
	New     func(baseURL string, credentials any, opts ...authhooks.Option) (Client, error)
	FromEnv func() (any, error)
}

// Vendors are all of them.
var Vendors = []Vendor{
	Hitem3D,
	Hummingbird,
	SCNet,
	AMSU,
	Zhihuiya,
	// new-vendor: rows
}

// Address is where a simulator listens and who may log in there. It is plain
// text, so that one process can tell another.
type Address struct {
	URL, ID, Secret string
	// Org, Region and Token are SCNet's. Token is what the simulator issued at its
	// start: the operations that need one use it, the client logs in.
	Org, Region, Token string
}

// pair is what most vendors take.
func (a Address) pair() authhooks.ClientCredentials {
	return authhooks.ClientCredentials{ClientID: a.ID, ClientSecret: authhooks.NewSecret(a.Secret)}
}

// Secrets are those of the credentials.
func (a Address) Secrets() []string {
	if a.Token == "" {
		return []string{a.Secret}
	}
	return []string{a.Secret, a.Token}
}

// Connection is a client of a vendor's package.
type Connection struct {
	Client      *authhooks.Client
	Typed       any // the same, of the package's own type
	Credentials any // what it was made with
	// Operations are in the order in which they can be called; the first of them
	// is the one that Token begins with.
	Operations []Operation
}

// Operation is one typed, uncached call of a vendor package.
type Operation struct {
	Name  string
	Token string // the path of the token in its answer; "" where it brings none
	Call  func(ctx context.Context) (string, error)
}
