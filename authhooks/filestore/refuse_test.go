//go:build linux || darwin

package filestore_test

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
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
)

func TestFoldersThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(t *testing.T, dir string)
		want string
	}{
		"symbolic link": {func(t *testing.T, dir string) {
			target := t.TempDir()
			require.NoError(t, os.Chmod(target, 0o700))
			require.NoError(t, os.Symlink(target, dir))
		}, "symbolic link"},
		"dangling link": {func(t *testing.T, dir string) {
			require.NoError(t, os.Symlink(dir+"x", dir))
		}, "symbolic link"},
		"file": {func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(dir, nil, 0o600))
		}, "not a folder"},
		"0755": {func(t *testing.T, dir string) {
			require.NoError(t, os.Mkdir(dir, 0o700))
			require.NoError(t, os.Chmod(dir, 0o755))
		}, "chmod 700"},
		"0701": {func(t *testing.T, dir string) {
			require.NoError(t, os.Mkdir(dir, 0o700))
			require.NoError(t, os.Chmod(dir, 0o701))
		}, "chmod 700"},
		"another user's": {func(t *testing.T, dir string) {
			asRoot(t)
			require.NoError(t, os.Mkdir(dir, 0o700))
			require.NoError(t, os.Chown(dir, 12345, 12345))
		}, "another user"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "store")
			c.make(t, dir)
			s, err := filestore.New(dir)
			require.ErrorContains(t, err, c.want)
			assert.Nil(t, s)
		})
	}
	_, err := filestore.New("")
	require.ErrorContains(t, err, "empty")
}

// The folder of a test is open to others. New leaves it as it is, and says what to write.
func TestAFolderThatATestMadeIsNamedWithItsCure(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o755)) // the mode that it has under the usual umask
	_, err := filestore.New(dir)
	require.ErrorContains(t, err, `filepath.Join(dir, "tokens")`)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o755), info.Mode().Perm())

	_, err = filestore.New(filepath.Join(dir, "tokens"))
	require.NoError(t, err)
	info, err = os.Stat(filepath.Join(dir, "tokens"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}

// A file with a record's name that must not be read is neither a record nor absent, and
// nothing overwrites it.
func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  string
	}{
		"0644": {func(t *testing.T, path string) { require.NoError(t, os.Chmod(path, 0o644)) }, "open to others"},
		"link": {func(t *testing.T, path string) {
			target := filepath.Join(t.TempDir(), "target")
			require.NoError(t, os.Rename(path, target))
			require.NoError(t, os.Symlink(target, path))
		}, "symbolic link"},
		"pipe": {func(t *testing.T, path string) {
			require.NoError(t, os.Remove(path))
			require.NoError(t, syscall.Mkfifo(path, 0o600))
		}, "not a plain file"},
		"folder": {func(t *testing.T, path string) {
			require.NoError(t, os.Remove(path))
			require.NoError(t, os.Mkdir(path, 0o700))
		}, "not a plain file"},
		"huge": {func(t *testing.T, path string) { require.NoError(t, os.Truncate(path, 1<<40)) }, "no record has"},
		"another user's": {func(t *testing.T, path string) {
			asRoot(t)
			require.NoError(t, os.Chown(path, 12345, 12345))
		}, "another user"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, dir := newStore(t)
			v, err := s.CompareAndSwap(t.Context(), record, "", authhooks.Record("x"), time.Hour)
			require.NoError(t, err)
			c.spoil(t, filepath.Join(dir, record+".record"))

			_, _, err = s.Load(t.Context(), record)
			require.ErrorContains(t, err, c.want)
			require.NotErrorIs(t, err, authhooks.ErrNotFound)
			_, err = s.CompareAndSwap(t.Context(), record, v, authhooks.Record("y"), time.Hour)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, s.Delete(t.Context(), record, v), c.want)
		})
	}
}

func TestLockFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	target := filepath.Join(t.TempDir(), "target")
	require.NoError(t, os.Symlink(target, filepath.Join(dir, "a1.lock")))
	_, err := s.Lock(t.Context(), "a1", time.Hour)
	require.ErrorContains(t, err, "symbolic link")
	assert.NoFileExists(t, target)

	require.NoError(t, os.Symlink(target, filepath.Join(dir, "a2.cas.lock")))
	_, err = s.CompareAndSwap(t.Context(), "a2", "", nil, time.Hour)
	require.ErrorContains(t, err, "symbolic link")
	assert.NoFileExists(t, target)

	loose := filepath.Join(dir, "a3.lock")
	require.NoError(t, os.WriteFile(loose, nil, 0o600))
	require.NoError(t, os.Chmod(loose, 0o644))
	_, err = s.Lock(t.Context(), "a3", time.Hour)
	require.ErrorContains(t, err, "open to others")

	_, err = s.Lock(t.Context(), "a4", 0)
	require.ErrorContains(t, err, "not positive")
}

func TestNamesAreHexadecimal(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	for _, name := range []string{"", ".", "..", "../a", "a/b", "/a", "A", "g", "a\x00", "a.record", "a\n", "é", strings.Repeat("a", 201)} {
		_, _, err := s.Load(t.Context(), name)
		require.ErrorContains(t, err, "hexadecimal", "%q", name)
		_, err = s.CompareAndSwap(t.Context(), name, "", nil, time.Hour)
		require.ErrorContains(t, err, "hexadecimal", "%q", name)
		require.ErrorContains(t, s.Delete(t.Context(), name, "v"), "hexadecimal", "%q", name)
		_, err = s.Lock(t.Context(), name, time.Hour)
		require.ErrorContains(t, err, "hexadecimal", "%q", name)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

// Somebody removes the folder, or opens it to others, while the process runs.
func TestAFolderThatChangesIsNoticed(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	require.NoError(t, os.Chmod(dir, 0o755))
	_, _, err := s.Load(t.Context(), record)
	require.ErrorContains(t, err, "chmod 700")
	require.NoError(t, os.Remove(dir))
	_, _, err = s.Load(t.Context(), record)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NotErrorIs(t, err, authhooks.ErrNotFound)
}

// asRoot skips a test that gives a file to another user, unless VENDORAUTH_ROOT=required
// makes a missing root a failure.
func asRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		require.NotEqual(t, "required", os.Getenv("VENDORAUTH_ROOT"), "only root can give files away")
		t.Skip("only root can give files away")
	}
}
