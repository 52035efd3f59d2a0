//go:build prism

package mock

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// invented is every secret here.
const invented = "+invented/%&="

// account returns invented credentials at a base URL, with the fields that New needs.
func account(t *testing.T, v accounts.Vendor, base string) accounts.Address {
	t.Helper()
	a := accounts.Address{URL: base, Plain: map[string]string{}, Secret: map[string]string{}}
	for _, field := range v.Fields() {
		if field.IsSecret {
			a.Secret[field.Name] = invented
		} else {
			a.Plain[field.Name] = "admin"
		}
	}
	for name, value := range a.Plain {
		a.Plain[name] = ""
		c, err := v.Connect(a)
		if err != nil {
			a.Plain[name] = value
			continue
		}
		require.NoError(t, c.Client.Close())
	}
	return a
}

// call makes the typed call of an operation over a transport and returns the token that
// came.
func call(t *testing.T, v accounts.Vendor, op accounts.SpecOperation, base string, over wishing) (string, error) {
	t.Helper()
	typed := op
	if op.Business { // a login comes before it
		over.only = op.Path
	} else if typed = typedFor(t, v, op, base); typed.Name != op.Name {
		over.spoil = block(typed.Method)
	}
	c, err := v.Connect(account(t, v, base), authhooks.WithHTTPClient(&http.Client{Transport: over}))
	require.NoError(t, err)
	defer c.Client.Close() //nolint:errcheck // it has no store
	for _, o := range append(c.Operations, c.Business...) {
		if o.Name == typed.Name {
			return o.With(t.Context(), authhooks.NewSecret("h.p.s"))
		}
	}
	return "", nil
}

// typedFor returns the operation whose typed call sends op: op itself, or the operation
// that falls back to op and whose name op's begins with.
func typedFor(t *testing.T, v accounts.Vendor, op accounts.SpecOperation, base string) accounts.SpecOperation {
	t.Helper()
	c, err := v.Connect(account(t, v, base))
	require.NoError(t, err)
	require.NoError(t, c.Client.Close())
	var typed accounts.SpecOperation
	for _, o := range c.Operations {
		if strings.HasPrefix(op.Name, o.Name) && len(o.Name) > len(typed.Name) {
			typed = o.SpecOperation
		}
	}
	require.NotEmpty(t, typed.Name, "%s: no typed call sends %s: give the client a method of that name", v.Name, op.Name)
	return typed
}

// block is a firewall that lets one method not pass, so that a client goes another way.
func block(method string) func(req *http.Request) *http.Response {
	return func(req *http.Request) *http.Response {
		if req.Method != method {
			return nil
		}
		return &http.Response{
			StatusCode: http.StatusMethodNotAllowed, Header: http.Header{"Content-Type": {"text/html"}},
			Body: io.NopCloser(strings.NewReader("<html>blocked</html>")),
		}
	}
}
