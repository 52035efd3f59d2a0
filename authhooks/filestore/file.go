package filestore

import (
	"bytes"
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
	f, err := os.CreateTemp(s.dir, tempPrefix+"*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), s.path(name, recordEnding))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return s.syncDir()
}

func (s *Store) remove(name string) error {
	if err := os.Remove(s.path(name, recordEnding)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("filestore: remove the record: %w", err)
	}
	return s.syncDir()
}

// syncDir makes the disk know of names that came and went.
func (s *Store) syncDir() error {
	dir, err := os.Open(s.dir)
	if err != nil {
		return fmt.Errorf("filestore: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// sweep removes what crashes and forgotten accounts have left, now and then. It
// is nobody's task in particular, so that its failures are nobody's either.
func (s *Store) sweep() {
	now := moment()
	s.mu.Lock()
	due := s.swept.IsZero() || now.Sub(s.swept) >= sweepEvery
	if due {
		s.swept = now
	}
	s.mu.Unlock()
	if !due {
		return
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
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
