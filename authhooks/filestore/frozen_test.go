//go:build linux && frozendisk

package filestore_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
)

// disk is an ext4 image for this test, which needs root.
type disk struct{ mount string }

func newDisk(t *testing.T) *disk {
	t.Helper()
	require.Zero(t, os.Geteuid(), "only root can mount a disk")
	image, mount := filepath.Join(t.TempDir(), "image"), t.TempDir()
	require.NoError(t, os.WriteFile(image, nil, 0o600))
	require.NoError(t, os.Truncate(image, 16<<20))
	d := &disk{mount}
	d.run(t, "mkfs.ext4", "-q", image)
	d.run(t, "mount", "-o", "loop", image, mount)
	t.Cleanup(func() { // a blocked call may still have a file open
		assert.Eventually(t, func() bool { return exec.Command("umount", mount).Run() == nil }, 20*time.Second, 50*time.Millisecond)
	})
	return d
}

func (d *disk) run(t *testing.T, name string, args ...string) {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	require.NoError(t, err, "%s %v: %s", name, args, out)
}

// freeze blocks every write to the disk in the kernel, as an absent NFS server does. thaw
// may be called again.
func (d *disk) freeze(t *testing.T) (thaw func()) {
	t.Helper()
	d.run(t, "fsfreeze", "-f", d.mount)
	frozen := true
	thaw = func() {
		if frozen {
			frozen = false
			d.run(t, "fsfreeze", "-u", d.mount)
		}
	}
	t.Cleanup(thaw)
	return thaw
}

// A source works without a disk that stops answering. The calls of a file system take no
// context, and the vendor is up.
func TestFrozenDiskIsDoneWithout(t *testing.T) {
	d := newDisk(t)
	st, err := filestore.New(filepath.Join(d.mount, "tokens"))
	require.NoError(t, err)
	var offset atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(offset.Load())) }
	var calls atomic.Int64
	fetch := func(context.Context, authhooks.Token) (authhooks.Token, error) {
		calls.Add(1)
		return authhooks.Token{Access: authhooks.NewSecret("a"), ExpiresAt: clock().Add(time.Hour)}, nil
	}
	open := func() *authhooks.Source {
		s, err := authhooks.NewSource(authhooks.NewKey("acme", "https://h:443", "id", authhooks.NewSecret("secret-of-acme")), authhooks.FetcherFunc(fetch),
			authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")), authhooks.WithClock(clock))
		require.NoError(t, err)
		return s
	}
	s := open()
	_, err = s.Token(t.Context())
	require.NoError(t, err)

	thaw := d.freeze(t)
	offset.Store(int64(2 * time.Hour)) // the token has expired
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
	defer cancel()
	began := time.Now()
	_, err = s.Token(ctx)
	require.NoError(t, err, "the vendor is up, after %v", time.Since(began))
	require.Error(t, s.Status().StoreError)
	assert.Equal(t, int64(2), calls.Load())
	began = time.Now()
	_, err = s.Token(ctx)
	require.NoError(t, err)
	assert.Less(t, time.Since(began), time.Second, "the token in memory is good")
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		assert.NoError(t, s.Close())
	}()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		assert.Fail(t, "Close hangs on the disk")
	}

	thaw()
	<-closed
	again := open() // the blocked calls have released their locks
	ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	offset.Store(int64(4 * time.Hour))
	_, err = again.Token(ctx)
	require.NoError(t, err)
	require.NoError(t, again.Status().StoreError)
	require.NoError(t, again.Close())
}

// This tests the store itself. A call that has waited for the disk until its context
// ended has changed nothing and holds nothing.
func TestFrozenDiskIsLeftAsItWas(t *testing.T) {
	d := newDisk(t)
	s, err := filestore.New(filepath.Join(d.mount, "tokens"))
	require.NoError(t, err)
	thaw := d.freeze(t)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	errs := make(chan error, 2)
	go func() {
		_, err := s.CompareAndSwap(ctx, record, "", authhooks.Record("late"), time.Hour)
		errs <- err
	}()
	go func() {
		_, err := s.Lock(ctx, record, time.Hour)
		errs <- err
	}()
	<-ctx.Done()
	thaw()
	require.ErrorIs(t, <-errs, context.DeadlineExceeded)
	require.ErrorIs(t, <-errs, context.DeadlineExceeded)
	_, _, err = s.Load(t.Context(), record)
	require.ErrorIs(t, err, authhooks.ErrNotFound)
	unlock, err := s.Lock(t.Context(), record, time.Hour)
	require.NoError(t, err)
	require.NoError(t, unlock(t.Context()))
}

// A full or read-only disk is reported, and its records can be read.
func TestFrozenDiskThatTakesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, d *disk)
		want  syscall.Errno
	}{
		"full": {func(t *testing.T, d *disk) {
			t.Helper()
			f, err := os.Create(filepath.Join(d.mount, "ballast"))
			require.NoError(t, err)
			for block := 1 << 20; block > 0; block /= 2 {
				for err = nil; err == nil; {
					_, err = f.Write(make([]byte, block))
				}
				require.ErrorIs(t, err, syscall.ENOSPC)
			}
			require.NoError(t, f.Close())
		}, syscall.ENOSPC},
		"read only": {func(t *testing.T, d *disk) {
			t.Helper()
			d.run(t, "mount", "-o", "remount,ro", d.mount)
		}, syscall.EROFS},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDisk(t)
			dir := filepath.Join(d.mount, "tokens")
			s, err := filestore.New(dir)
			require.NoError(t, err)
			v, err := s.CompareAndSwap(t.Context(), record, "", authhooks.Record("whole"), time.Hour)
			require.NoError(t, err)
			c.spoil(t, d)
			_, err = s.CompareAndSwap(t.Context(), record, v, make([]byte, 1<<20), time.Hour)
			require.ErrorIs(t, err, c.want)
			r, seen, err := s.Load(t.Context(), record)
			require.NoError(t, err)
			assert.Equal(t, "whole", string(r))
			assert.Equal(t, v, seen)
			left, err := filepath.Glob(filepath.Join(dir, ".new-*"))
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}
