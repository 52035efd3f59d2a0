//go:build linux || darwin

package filestore_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
)

// A writer that dies before the rename leaves a file that nobody reads. A later sweep
// removes it.
func TestACrashLeavesNoHalfRecord(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	v, err := s.CompareAndSwap(t.Context(), record, "", authhooks.Record("whole"), time.Hour)
	require.NoError(t, err)
	fresh, stale := filepath.Join(dir, ".new-1"), filepath.Join(dir, ".new-2")
	for _, path := range []string{fresh, stale} {
		require.NoError(t, os.WriteFile(path, []byte("hal"), 0o600))
	}
	long := time.Now().Add(-2 * time.Hour)
	require.NoError(t, os.Chtimes(stale, long, long))

	r, again, err := s.Load(t.Context(), record)
	require.NoError(t, err)
	assert.Equal(t, "whole", string(r))
	assert.Equal(t, v, again)

	other, err := filestore.New(dir) // s has searched already
	require.NoError(t, err)
	_, err = other.CompareAndSwap(t.Context(), record, v, authhooks.Record("next"), time.Hour)
	require.NoError(t, err)
	assert.FileExists(t, fresh, "its writer may be alive")
	assert.NoFileExists(t, stale)
}

// The seal finds damage, so the store returns a damaged record. A writer can replace it.
func TestDamagedFilesAreReturnedAsTheyAre(t *testing.T) {
	t.Parallel()
	const magic, header = 8, 32
	for name, damage := range map[string]func(text []byte) (damaged, want []byte){
		"record": func(text []byte) ([]byte, []byte) {
			text[len(text)-1] ^= 1
			return text, text[header:]
		},
		"first byte": func(text []byte) ([]byte, []byte) { text[0] ^= 1; return text, text },
		"cut":        func(text []byte) ([]byte, []byte) { return text[:magic+3], text[:magic+3] },
		"empty":      func([]byte) ([]byte, []byte) { return nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, dir := newStore(t)
			v, err := s.CompareAndSwap(t.Context(), record, "", authhooks.Record("sealed"), time.Hour)
			require.NoError(t, err)
			path := filepath.Join(dir, record+".record")
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			damaged, want := damage(text)
			require.NoError(t, os.WriteFile(path, damaged, 0o600))

			r, damagedVersion, err := s.Load(t.Context(), record)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(r))
			assert.NotEqual(t, v, damagedVersion)
			_, err = s.CompareAndSwap(t.Context(), record, v, authhooks.Record("x"), time.Hour)
			require.ErrorIs(t, err, authhooks.ErrConflict)
			_, err = s.CompareAndSwap(t.Context(), record, damagedVersion, authhooks.Record("x"), time.Hour)
			require.NoError(t, err)
		})
	}
}

// files counts the files of records.
func files(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	n := 0
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".record") {
			n++
		}
	}
	return n
}

func TestExpiredFilesAreRemoved(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	const soon = 20 * time.Millisecond
	for _, name := range []string{"a1", "a2", "a3"} {
		_, err := s.CompareAndSwap(t.Context(), name, "", authhooks.Record("x"), soon)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		_, _, err := s.Load(t.Context(), "a3")
		return err != nil
	}, 5*time.Second, soon/4)
	assert.Equal(t, 3, files(t, dir), "a reader writes nothing")

	_, err := s.CompareAndSwap(t.Context(), "a1", "v", authhooks.Record("x"), time.Hour)
	require.ErrorIs(t, err, authhooks.ErrConflict)
	assert.Equal(t, 2, files(t, dir), "by a write of the same name, even one that fails")

	other, err := filestore.New(dir)
	require.NoError(t, err)
	_, err = other.CompareAndSwap(t.Context(), "b1", "", authhooks.Record("x"), time.Hour)
	require.NoError(t, err)
	assert.Equal(t, 1, files(t, dir), "and by one of another name")
}

func TestARecordHasALimit(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	v, err := s.CompareAndSwap(t.Context(), record, "", make([]byte, 1<<20), time.Hour)
	require.NoError(t, err)
	_, _, err = s.Load(t.Context(), record)
	require.NoError(t, err)
	_, err = s.CompareAndSwap(t.Context(), record, v, make([]byte, 1<<20+1), time.Hour)
	require.ErrorContains(t, err, "1048577 bytes")
}

func TestTheLongestTTL(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	_, err := s.CompareAndSwap(t.Context(), record, "", authhooks.Record("x"), 1<<63-1)
	require.NoError(t, err)
	_, _, err = s.Load(t.Context(), record)
	require.NoError(t, err)
}
