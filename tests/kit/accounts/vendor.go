// Package accounts is the registry of the vendors, and opens an account at a vendor's
// simulator in one way for all vendors: for the demo, the sandbox and tests that treat
// vendors alike. A vendor is one row of Vendors. What its page says comes from its OpenAPI
// document, and its typed calls are found by the names of the operations.
package accounts

import (
	"slices"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Vendor is one vendor, as programs and tests that treat vendors alike see it. The fields
// from Marker on are for the vendors that have such a thing.
type Vendor struct {
	Name string
	Package
	Codes    []authhooks.CodeInfo
	Lifetime time.Duration // of the simulator's tokens
	Business string        // path of a business call, by GET
	Refusal  Refusal       // the answer to wrong credentials
	Curl     []string      // curl's arguments for a login, see Address.Fill

	Marker    string // path of what says success in a token answer, if the token alone does not
	Expiry    string // path of what tells the end in the first operation's answer
	TokenType string // the vendor's own word for its token
	Query     string // a parameter that a business call carries besides the token
	Costs     string // why the business call is not sent to the real vendor
	Needs     string // which variables a login needs, if not all Variables
	// Variants are what else the page leaves open, and the simulator can do.
	Variants [][]authtest.Option
	// Unheld are the fields of the OpenAPI document that no exchange of the client with the
	// simulator has, with the reason.
	Unheld map[string]string
}

// Refusal is the vendor package's error value for a code. Guess says why the real vendor
// may answer with another one.
type Refusal struct {
	Err         error
	Name, Guess string
}

// Named returns the vendor of a name, or the zero Vendor.
func Named(name string) Vendor {
	for _, v := range Vendors {
		if v.Name == name {
			return v
		}
	}
	return Vendor{}
}

// Spec is what the vendor's OpenAPI document says.
func (v Vendor) Spec() Spec { return specs[v.Name] }

// Operations are the token calls of the OpenAPI document, the logins first. The first of
// them is the one that Token begins with.
func (v Vendor) Operations() []SpecOperation {
	calls := slices.DeleteFunc(slices.Clone(v.Spec().Operations), func(op SpecOperation) bool { return op.Business })
	slices.SortStableFunc(calls, func(a, b SpecOperation) int {
		switch {
		case a.IsLogin() == b.IsLogin():
			return 0
		case a.IsLogin():
			return -1
		default:
			return 1
		}
	})
	return calls
}

// Renewal is the operation that renews a token, or the zero value if the vendor's client
// logs in again.
func (v Vendor) Renewal() SpecOperation {
	for _, op := range v.Spec().Operations {
		if op.Renews() {
			return op
		}
	}
	return SpecOperation{}
}

// HasRefreshToken reports whether a login brings one.
func (v Vendor) HasRefreshToken() bool { return v.Renewal().takesRefresh() }

// AfterRevocation are the operations that follow when the vendor rejects a token. A token
// that renews itself is dead then, so a login follows.
func (v Vendor) AfterRevocation() []string {
	login, renewal := v.Operations()[0].Name, v.Renewal().Name
	switch {
	case v.HasRefreshToken():
		return []string{renewal}
	case renewal != "":
		return []string{renewal, login}
	default:
		return []string{login}
	}
}
