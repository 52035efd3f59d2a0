package filestore

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheRefusalSaysWhyAndWhatToUse(t *testing.T) {
	t.Parallel()
	for system, why := range map[string]string{
		"windows": "an open file cannot be replaced",
		"freebsd": "not tested there",
		"js":      "not tested there",
	} {
		err := unsupported(system)
		require.ErrorIs(t, err, errors.ErrUnsupported)
		for _, text := range []string{"not on " + system, why, "use redisstore"} {
			require.ErrorContains(t, err, text)
		}
	}
}

// Where the rules cannot be kept, New refuses and writes nothing. `make cross-vet` runs
// this test on such a system.
func TestNewWorksOnSupportedSystemsOnly(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "tokens")
	s, err := New(dir)
	if runtime.GOOS == "linux" || runtime.GOOS == "darwin" {
		require.NoError(t, err)
		require.DirExists(t, dir)
		return
	}
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Nil(t, s)
	_, err = os.Stat(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
}
