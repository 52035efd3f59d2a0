package accounts

import (
	"fmt"
	"maps"
	"reflect"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// idFields are the fields of credentials that say whose they are.
var idFields = []string{"ClientID", "Username", "User"}

// Rotated returns the address with new secrets, as an account has after a rotation.
func (a Address) Rotated() Address {
	a.Secret = maps.Clone(a.Secret)
	for name := range a.Secret {
		a.Secret[name] = "sk-" + authtest.RandomSecret(30)
	}
	return a
}

// OfAnother returns the address with the id of another account, and its secrets. An API key
// has no id.
func (a Address) OfAnother() Address {
	a = a.Rotated()
	a.Plain = maps.Clone(a.Plain)
	for _, name := range idFields {
		if id, has := a.Plain[name]; has {
			a.Plain[name] = id + "x"
		}
	}
	return a
}

// ID is whose credentials they are, or "" with an API key.
func (a Address) ID() string {
	for _, name := range idFields {
		if id, has := a.Plain[name]; has {
			return id
		}
	}
	return ""
}

// Set gives a client other credentials of the package's own type: SetCredentials, or
// SetAPIKey.
func (v Vendor) Set(c Connection, credentials any) error {
	method, in := v.credentialMethod(reflect.ValueOf(c.Typed), "Set", credentials)
	err, _ := reflect.TypeAssert[error](method.Call(in)[0])
	return err
}

// Use gives the client other credentials.
func (a Account) Use(others Address) error { return a.vendor.Set(a.Connection, a.vendor.fill(others)) }

// Accept makes the simulator accept further credentials.
func (a Account) Accept(others Address) { a.simulator("Add", others) }

// Withdraw makes the simulator refuse logins with credentials.
func (a Account) Withdraw(others Address) { a.simulator("Withdraw", others) }

func (a Account) simulator(verb string, others Address) {
	method, in := a.vendor.credentialMethod(reflect.ValueOf(a.Simulator), verb, a.vendor.fill(others))
	method.Call(in)
}

// credentialMethod finds the method of a verb for the vendor's credentials, and its argument.
func (v Vendor) credentialMethod(of reflect.Value, verb string, credentials any) (method reflect.Value, in []reflect.Value) {
	name, argument := verb+"Credentials", reflect.ValueOf(credentials)
	if v.Static {
		name, argument = verb+"APIKey", reflect.ValueOf(keyOf(credentials))
	} else if verb == "Withdraw" {
		name = verb
	}
	if method = of.MethodByName(name); !method.IsValid() {
		panic(fmt.Sprintf("accounts: %s: %v has no method %s", v.Name, of.Type(), name))
	}
	return method, []reflect.Value{argument}
}

func keyOf(credentials any) authhooks.Secret {
	key, _ := credentials.(apiKey)
	return key.APIKey
}
