// Package simtest is what the tests of the simulators share.
package simtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// Sample reads a sample of a vendor's page, from the folder of its simulator.
func Sample(t *testing.T, vendor, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "specs", vendor, "examples", name))
	require.NoError(t, err)
	return raw
}

// Shape is authtest.Shape of a body that must be JSON.
func Shape(t *testing.T, body []byte) string {
	t.Helper()
	s, err := authtest.Shape(body)
	require.NoError(t, err, "%s", body)
	return s
}

// Path returns the path of a vendor's documented operation, as its OpenAPI document has
// it. An operation that is not documented has none.
func Path(vendor, operation string) string {
	for _, op := range accounts.Named(vendor).Spec().Operations {
		if op.Name == operation {
			return op.Path
		}
	}
	return ""
}
