package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// One vendor is judged alone.
func TestOnlyOneVendor(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, vendor := range []string{"alpha", "beta"} {
		dir := filepath.Join(root, "specs", vendor)
		require.NoError(t, os.MkdirAll(dir, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "openapi.yaml"), []byte("openapi: 3.0.3\n"), 0o600))
	}
	for only, want := range map[string]int{"": 2, "beta": 1} {
		reports, err := compareSpecs(t.Context(), root, root, "no program is needed for what is the same", only)
		require.NoError(t, err)
		require.Len(t, reports, want)
	}
}
