package filestore

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	recordEnding = ".record"
	tempPrefix   = ".new-"
	// A record is a few kilobytes. A longer file is no record.
	maxRecord = 1 << 20
	// A temporary file of this age has lost its writer.
	tempAge = time.Hour
	// sweepEvery is the time between two searches of a Store for old files.
	sweepEvery = 10 * time.Minute
)

// A file holds these bytes, 16 random bytes, the end in milliseconds since 1970 as 8
// bytes, and the record. The random bytes give every write another version.
const (
	magic      = "vafile1\n"
	nonceSize  = 16
	headerSize = len(magic) + nonceSize + 8
)

// file is the content of a file.
type file struct {
	record  authhooks.Record
	version authhooks.Version
	end     int64 // milliseconds since 1970
}

func (f file) expired() bool { return moment().UnixMilli() >= f.end }

func encode(r authhooks.Record, ttl time.Duration) []byte {
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce) // never fails
	text := append([]byte(magic), nonce...)
	end := moment().Add(ttl).Add(time.Millisecond - 1).UnixMilli()
	text = binary.BigEndian.AppendUint64(text, uint64(end))
	return append(text, r...)
}

// decode treats a file without a header as a record without an end. The record is
// damaged, so its seal does not open, and a writer can replace it.
func decode(text []byte) file {
	f := file{record: text, version: versionOf(text), end: math.MaxInt64}
	if len(text) >= headerSize && bytes.HasPrefix(text, []byte(magic)) {
		end := binary.BigEndian.Uint64(text[headerSize-8:])
		f.record, f.end = text[headerSize:], int64(min(end, math.MaxInt64))
	}
	return f
}

func versionOf(text []byte) authhooks.Version {
	sum := sha256.Sum256(text)
	return authhooks.Version(hex.EncodeToString(sum[:]))
}

// read returns the content of a record's file, expired or not.
func (s *Store) read(name string) (file, error) {
	f, err := os.OpenFile(s.path(name, recordEnding), os.O_RDONLY|openFlags, 0)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return file{}, authhooks.ErrNotFound
	case isLink(err):
		return file{}, errors.New("filestore: the record's file is a symbolic link; remove it")
	case err != nil:
		return file{}, fmt.Errorf("filestore: open the record: %w", err)
	}
	defer f.Close() //nolint:errcheck // f is only read
	info, err := f.Stat()
	if err != nil {
		return file{}, fmt.Errorf("filestore: %w", err)
	}
	if err := checkFile("the record's file", info); err != nil {
		return file{}, err
	}
	if info.Size() > maxRecord+int64(headerSize) {
		return file{}, fmt.Errorf("filestore: the record's file has %d bytes, which no record has; remove it", info.Size())
	}
	text := make([]byte, info.Size()) // no process writes to a file under its final name
	if _, err := io.ReadFull(f, text); err != nil {
		return file{}, fmt.Errorf("filestore: read the record: %w", err)
	}
	return decode(text), nil
}

// write replaces a file as a whole.
func (s *Store) write(name string, text []byte) error {
	return s.change(func() error {
		temp, err := s.writeTemp(text)
		if err == nil {
			err = os.Rename(temp, s.path(name, recordEnding))
		}
		if err != nil && temp != "" {
			err = errors.Join(err, os.Remove(temp))
		}
		return err
	})
}

// writeTemp returns the name of a new file with text in it. The file may exist even if
// writeTemp returns an error.
func (s *Store) writeTemp(text []byte) (name string, err error) {
	f, err := os.CreateTemp(s.dir, tempPrefix+"*") // 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err == nil {
		err = s.sync(f)
	}
	return f.Name(), errors.Join(err, f.Close())
}

func (s *Store) remove(name string) error {
	err := s.change(func() error {
		err := os.Remove(s.path(name, recordEnding))
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("filestore: remove the record: %w", err)
	}
	return nil
}

// change runs f, which adds or removes a name, and syncs the folder. It opens the folder
// first. If that fails, nothing has changed.
func (s *Store) change(f func() error) error {
	dir, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	defer dir.Close() //nolint:errcheck // it is only read
	if err := f(); err != nil {
		return err
	}
	return s.sync(dir)
}

// sync waits for the disk. A file system may have no fsync for files or folders. That
// does not count as a failed write.
func (s *Store) sync(f *os.File) error {
	if err := s.fsync.flush(f); err != nil && !isUnsupported(err) {
		return err
	}
	return nil
}

// sweep removes the files that crashes and forgotten accounts left, from time to time. It
// ignores errors, because no caller asked for it.
func (s *Store) sweep(ctx context.Context) {
	now := moment()
	if !s.sweepIsDue(now) {
		return
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if ctx.Err() != nil {
			return
		}
		name, isRecord := strings.CutSuffix(e.Name(), recordEnding)
		switch {
		case strings.HasPrefix(e.Name(), tempPrefix):
			if info, err := e.Info(); err == nil && info.Mode().IsRegular() && now.Sub(info.ModTime()) > tempAge {
				_ = os.Remove(filepath.Join(s.dir, e.Name()))
			}
		case isRecord && validName(name):
			s.sweepRecord(name)
		}
	}
}

func (s *Store) sweepIsDue(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	due := s.swept.IsZero() || now.Sub(s.swept) >= sweepEvery || now.Before(s.swept) // the clock was set back
	if due {
		s.swept = now
	}
	return due
}

// sweepRecord removes an expired record, unless another caller is writing it.
func (s *Store) sweepRecord(name string) {
	if f, err := s.read(name); err != nil || !f.expired() {
		return
	}
	lock := newFlock(s.path(name, swapEnding))
	if free, err := lock.TryLock(); err != nil || !free {
		return
	}
	defer lock.Unlock() //nolint:errcheck // closing the file frees it too
	_, _ = s.current(name)
}
