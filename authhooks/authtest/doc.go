// Package authtest is what simulators of vendors' auth APIs are made of.
//
// A simulator is an http server on a loopback port that answers as one vendor
// does. The five in clients/<vendor>/<vendor>test add the vendor's knowledge to
// what is here: a virtual clock, faults, a record of what went over the wire
// with secrets struck out, a token store, invented credentials. A private
// vendor's simulator is built the same way: [NewSim], then [Sim.Serve].
//
// Tests and demos link this package, so it depends on neither testing nor any
// module outside this one.
package authtest
