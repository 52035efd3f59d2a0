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
	// A record is a few kilobytes; what is longer than this is none.
	maxRecord = 1 << 20
	// A temporary file of this age has lost its writer.
	tempAge = time.Hour
	// How often a Store looks for what is left over.
	sweepEvery = 10 * time.Minute
)

// A file is these bytes, 16 random ones, its end in milliseconds since 1970 as
// 8 bytes, the record. The random ones make every write another version.
const (
	magic      = "vafile1\n"
	nonceSize  = 16
	headerSize = len(magic) + nonceSize + 8
)

// file is one as it was read.
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

// decode takes a file without a header for a record without an end: it is
// damaged, which whoever opens the seal will find, and can be written over.
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

// read returns what is in a record's file, expired or not.
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
	defer f.Close() //nolint:errcheck // nothing was written
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
	text := make([]byte, info.Size()) // nobody writes to a file that has its name
	if _, err := io.ReadFull(f, text); err != nil {
		return file{}, fmt.Errorf("filestore: read the record: %w", err)
	}
	return decode(text), nil
}

// write puts a whole file in the place of the old one.
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

// writeTemp returns the name of a new file with text in it. There may be a file
// beside an error.
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

// change runs f, which gives a name or takes it away, and makes the disk know.
// The folder is opened before: if it cannot be, nothing has changed.
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

// sync waits for the disk. A file system that has no such call, for files or
// for folders, keeps them as well as it can: that is no failed write.
func (s *Store) sync(f *os.File) error {
	if err := s.fsync.flush(f); err != nil && !isUnsupported(err) {
		return err
	}
	return nil
}

// sweep removes what crashes and forgotten accounts have left, now and then. It
// is nobody's task in particular, so that its failures are nobody's either.
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

// sweepRecord leaves a record alone that somebody is writing.
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
