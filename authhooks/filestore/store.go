package filestore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// maxName is the longest name. With its endings it fits every file system.
const maxName = 200

// Store is an [authhooks.Store] and [authhooks.Locker] in a folder. It is safe for
// concurrent use, also by other Stores and processes with the same folder. It keeps no
// file open between calls and needs no closing.
type Store struct {
	dir   string
	fsync syncer

	mu    sync.Mutex
	swept time.Time // when this Store last searched for old files
}

// syncer flushes a file to the disk. It is an interface so that a test can replace it. A
// function would make a Store incomparable.
type syncer interface{ flush(f *os.File) error }

type disk struct{}

func (disk) flush(f *os.File) error { return f.Sync() }

// New returns a store in the folder dir. It creates dir and its parents if they are
// absent. An existing folder must belong to this user, must be closed to all others
// (0700) and must not be a symbolic link. In a test, give New a folder inside t.TempDir(),
// which itself is open to others. On a system other than Linux and macOS the error is
// [errors.ErrUnsupported].
func New(dir string) (*Store, error) {
	if !supported {
		return nil, unsupported(runtime.GOOS)
	}
	if dir == "" {
		return nil, errors.New("filestore: the folder's name is empty")
	}
	full, err := filepath.Abs(dir) // the working directory may change
	if err != nil {
		return nil, fmt.Errorf("filestore: %w", err)
	}
	if _, err := os.Lstat(full); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(full, 0o700); err != nil {
			return nil, fmt.Errorf("filestore: make the folder: %w", err)
		}
	}
	s := &Store{dir: full, fsync: disk{}}
	if err := s.checkDir(); err != nil {
		return nil, err
	}
	return s, nil
}

// Load returns a record and its version. A file is an error if it belongs to another
// user, is open to others, or is no plain file.
func (s *Store) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	if err := s.check(ctx, name); err != nil {
		return nil, "", err
	}
	f, err := s.read(name)
	if err != nil {
		return nil, "", err
	}
	if f.expired() {
		return nil, "", authhooks.ErrNotFound
	}
	return f.record, f.version, nil
}

// CompareAndSwap writes a record of at most 1 MiB. ttl is measured with the machine's
// clock, to the millisecond, rounded up.
func (s *Store) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	if err := s.check(ctx, name); err != nil {
		return "", err
	}
	switch {
	case ttl <= 0:
		return "", errors.New("filestore: the time to live is not positive")
	case len(r) > maxRecord:
		return "", fmt.Errorf("filestore: the record has %d bytes, %d are allowed", len(r), maxRecord)
	}
	unlock, err := s.flock(ctx, s.path(name, swapEnding), swapPoll)
	if err != nil {
		return "", err
	}
	defer unlock()
	now, err := s.current(name)
	if err != nil && !errors.Is(err, authhooks.ErrNotFound) {
		return "", err
	}
	if now.version != old {
		return "", authhooks.ErrConflict
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	text := encode(r, ttl)
	err = s.write(name, text)
	s.sweep(ctx) // also if the disk is full
	if err != nil {
		return "", fmt.Errorf("filestore: write the record: %w", err)
	}
	return versionOf(text), nil
}

// Delete removes a record.
func (s *Store) Delete(ctx context.Context, name string, old authhooks.Version) error {
	if err := s.check(ctx, name); err != nil {
		return err
	}
	unlock, err := s.flock(ctx, s.path(name, swapEnding), swapPoll)
	if err != nil {
		return err
	}
	defer unlock()
	now, err := s.current(name)
	switch {
	case err != nil:
		return err
	case now.version != old:
		return authhooks.ErrConflict
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return s.remove(name)
}

// current reads a record for a writer and removes an expired record. The writer holds the
// name's lock.
func (s *Store) current(name string) (file, error) {
	f, err := s.read(name)
	if err != nil {
		return file{}, err
	}
	if f.expired() {
		if err := s.remove(name); err != nil {
			return file{}, err
		}
		return file{}, authhooks.ErrNotFound
	}
	return f, nil
}

// check runs first in every method. Since New somebody may have removed the folder, for
// example in /tmp, and another user may have created one with the same name.
func (s *Store) check(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !validName(name) {
		return fmt.Errorf("filestore: a name is 1 to %d lower case hexadecimal digits", maxName)
	}
	if err := s.checkDir(); err != nil {
		return err
	}
	return ctx.Err() // a slow disk may have taken long
}

// validName allows only characters that have no meaning to a file system.
func validName(name string) bool {
	return name != "" && len(name) <= maxName && strings.Trim(name, "0123456789abcdef") == ""
}

func (s *Store) path(name, ending string) string { return filepath.Join(s.dir, name+ending) }

// moment returns the machine's time. Files outlive the process and its injected clock.
func moment() time.Time {
	return time.Now() //nolint:forbidigo // the only call of time.Now in this package
}
