// Package mock lets Prism, a mock server that is not ours, serve our clients
// the examples of the OpenAPI files, and judge what the clients send. Its tests
// need npm and so a build tag of their own: make mock-test.
package mock
