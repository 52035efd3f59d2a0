//go:build linux || darwin

package filestore_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
)

var (
	_ authhooks.Store  = (*filestore.Store)(nil)
	_ authhooks.Locker = (*filestore.Store)(nil)
)

func TestFilesKeepTheContract(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "store")
	for _, check := range authtest.StoreSuite(func() (authhooks.Store, error) { return filestore.New(dir) }) {
		t.Run(check.Name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, check.Run(t.Context()))
		})
	}
}

// newStore returns a store in a folder of its own.
func newStore(t *testing.T) (*filestore.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	s, err := filestore.New(dir)
	require.NoError(t, err)
	return s, dir
}
