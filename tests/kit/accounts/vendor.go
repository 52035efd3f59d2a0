// Package accounts is the registry of the vendors, and opens an account at a vendor's
// simulator in one way for all vendors: for the demo, the sandbox and tests that treat
// vendors alike. A vendor is one row of Vendors. What its page says comes from its OpenAPI
// document, and its typed calls are found by the names of the operations.
package accounts

import (
	"slices"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Vendor is one vendor, as programs and tests that treat vendors alike see it. A vendor with
// several ways to log in has a row for each of them. The fields from Marker on are for the
// vendors that have such a thing.
type Vendor struct {
	Name string // the vendor's, with the way to log in within brackets if it is not the first
	Package
	Codes    []authhooks.CodeInfo
	Lifetime time.Duration // of the simulator's tokens
	Business string        // path of a business call, by GET
	Refusal  Refusal       // the answer to wrong credentials
	Curl     []string      // curl's arguments for a login, see Address.Fill
	// CurlReason says why curl alone cannot log in.
	CurlReason string

	Login     string // the operation that logs in, if it is not the first login of the document
	Timed     bool   // a login has the time, and is made again if that was wrong
	Marker    string // path of what says success in a token answer, if the token alone does not
	Expiry    string // path of what tells the end in the first operation's answer
	TokenType string // the vendor's own word for its token
	Query     string // a parameter that a business call carries besides the token
	KeyPrefix string // of the vendor's API keys
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

// ID is the vendor's name, as in its folders and errors.
func (v Vendor) ID() string {
	id, _, _ := strings.Cut(v.Name, " (")
	return id
}

// Fetching are the rows whose token comes from a token call.
func Fetching() []Vendor {
	return slices.DeleteFunc(slices.Clone(Vendors), func(v Vendor) bool { return v.Static })
}

// Keyed are the rows whose token is an API key.
func Keyed() []Vendor {
	return slices.DeleteFunc(slices.Clone(Vendors), func(v Vendor) bool { return !v.Static })
}

// First are the first rows of the vendors, one of each.
func First() []Vendor { return slices.DeleteFunc(slices.Clone(Vendors), Vendor.IsFurther) }

// Rows are all of the vendor.
func (v Vendor) Rows() []Vendor {
	return slices.DeleteFunc(slices.Clone(Vendors), func(other Vendor) bool { return other.ID() != v.ID() })
}

// IsFurther reports whether the row is another way to log in at the vendor of an earlier row.
func (v Vendor) IsFurther() bool { return v.Name != v.ID() }

// Spec is what the vendor's OpenAPI document says.
func (v Vendor) Spec() Spec { return specs[v.ID()] }

// Operations are the token calls of the OpenAPI document that this way to log in makes, the
// login first. It is the one that Token begins with.
func (v Vendor) Operations() []SpecOperation {
	calls := slices.DeleteFunc(slices.Clone(v.Spec().Operations), func(op SpecOperation) bool {
		return op.Business || v.Static || op.IsLogin() && op.Name != v.login().Name
	})
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

// BusinessOperations are the business calls of the OpenAPI document.
func (v Vendor) BusinessOperations() []SpecOperation {
	return slices.DeleteFunc(slices.Clone(v.Spec().Operations), func(op SpecOperation) bool { return !op.Business })
}

// Renewal is the operation that renews a token, or the zero value if the vendor's client
// logs in again.
func (v Vendor) Renewal() SpecOperation {
	return v.operation(func(op SpecOperation) bool { return op.Renews() && !v.Static })
}

// LogsInOtherwise reports whether an operation is the login of another row of the vendor.
func (v Vendor) LogsInOtherwise(op string) bool {
	return op != v.login().Name && v.operation(func(o SpecOperation) bool { return o.Name == op }).IsLogin()
}

func (v Vendor) login() SpecOperation {
	return v.operation(func(op SpecOperation) bool { return op.IsLogin() && (v.Login == "" || v.Login == op.Name) })
}

// operation is the first of the document that is wanted, or the zero value.
func (v Vendor) operation(wanted func(SpecOperation) bool) SpecOperation {
	if i := slices.IndexFunc(v.Spec().Operations, wanted); i >= 0 {
		return v.Spec().Operations[i]
	}
	return SpecOperation{}
}

// HasRefreshToken reports whether a login brings one.
func (v Vendor) HasRefreshToken() bool { return v.Renewal().takesRefresh() }

// AfterRevocation are the operations that follow when the vendor rejects a token. A token
// that renews itself is dead then, so a login follows.
func (v Vendor) AfterRevocation() []string {
	login, renewal := v.login().Name, v.Renewal().Name
	switch {
	case v.Static:
		return nil
	case v.HasRefreshToken():
		return []string{renewal}
	case renewal != "":
		return []string{renewal, login}
	default:
		return []string{login}
	}
}
