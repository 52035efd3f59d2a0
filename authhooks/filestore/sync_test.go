//go:build linux || darwin

package filestore

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// syncing returns a store on a file system whose fsync of folders, or of files, returns
// says.
func syncing(t *testing.T, folder bool, says error) *Store {
	t.Helper()
	s, err := New(filepath.Join(t.TempDir(), "store"))
	require.NoError(t, err)
	s.fsync = syncFunc(func(f *os.File) error {
		info, err := f.Stat()
		if err != nil || info.IsDir() != folder {
			return err
		}
		return &os.PathError{Op: "sync", Path: f.Name(), Err: says}
	})
	return s
}

type syncFunc func(f *os.File) error

func (s syncFunc) flush(f *os.File) error { return s(f) }

// A write without a working fsync still happens and reports no failure.
func TestAFileSystemWithoutSyncIsNoFailedWrite(t *testing.T) {
	t.Parallel()
	for _, says := range []syscall.Errno{syscall.EINVAL, syscall.ENOTSUP, syscall.EOPNOTSUPP, syscall.ENOSYS, syscall.ENOTTY} {
		for what, folder := range map[string]bool{"folder": true, "file": false} {
			t.Run(what+"/"+says.Error(), func(t *testing.T) {
				t.Parallel()
				s := syncing(t, folder, says)
				v, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("first"), time.Hour)
				require.NoError(t, err)
				v, err = s.CompareAndSwap(t.Context(), "a1", v, authhooks.Record("second"), time.Hour)
				require.NoError(t, err)
				r, seen, err := s.Load(t.Context(), "a1")
				require.NoError(t, err)
				assert.Equal(t, "second", string(r))
				assert.Equal(t, v, seen)
				require.NoError(t, s.Delete(t.Context(), "a1", v))
			})
		}
	}
}

// A failed fsync is an error, and a record that may not be on the disk does not replace a
// record that is.
func TestADiskThatFailsIsToldOf(t *testing.T) {
	t.Parallel()
	for _, says := range []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS} {
		for what, folder := range map[string]bool{"folder": true, "file": false} {
			t.Run(what+"/"+says.Error(), func(t *testing.T) {
				t.Parallel()
				s := syncing(t, folder, says)
				_, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("first"), time.Hour)
				require.ErrorIs(t, err, says)
				require.ErrorContains(t, err, "filestore: write the record: ")
				require.ErrorContains(t, err, says.Error())
				require.NotErrorIs(t, err, authhooks.ErrConflict)
				if !folder {
					_, _, err = s.Load(t.Context(), "a1")
					require.ErrorIs(t, err, authhooks.ErrNotFound)
				}
				assert.Empty(t, leftovers(t, s.dir))
			})
		}
	}
}

// leftovers returns the files of writers that failed.
func leftovers(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			names = append(names, e.Name())
		}
	}
	return names
}
