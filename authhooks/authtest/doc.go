// Package authtest has the parts of simulators of vendors' auth APIs.
//
// A simulator is an HTTP server on a loopback port that answers as one vendor does. This
// package has a virtual clock, faults, a record of the exchanges without secrets, a token
// store and invented credentials. The simulators in clients/<vendor>/<vendor>test
// add what only their vendor does. Build a simulator of a private vendor in the same way
// with [NewSim], then [Sim.Serve].
//
//	sim, err := authtest.NewSim(nil) // clock, tokens, record
//	vendor, err := sim.Serve(authtest.Vendor{Name: "acme", Routes: routes, Handler: handler, Refuse: refuse})
//	vendor.Fail(authtest.Fault{Op: "login", Code: "E1"}) // the next login only
//
// The error of Serve is the listener's. [StoreSuite] checks an [authhooks.Store] of your
// own.
//
// Tests and demos link this package, so it imports neither testing nor any module outside
// this one.
package authtest
