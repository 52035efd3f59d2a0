package filestore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/gofrs/flock"
)

const (
	swapEnding = ".cas.lock"
	lockEnding = ".lock"
	// These are the average pauses between attempts to get a lock. A writer holds its
	// lock for a write, a fetcher for a fetch.
	swapPoll = 2 * time.Millisecond
	lockPoll = 20 * time.Millisecond
)

// Lock waits until no process holds name's lock, or until ctx ends. A lock ends with its
// process. A timer of the holder unlocks it after ttl. A stopped process runs no timers,
// so its lock stays until the process continues or ends. A ttl that is not positive is an
// error.
//
// The lock's file is never removed. Otherwise two processes could lock two files of one
// name.
func (s *Store) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if err := s.check(ctx, name); err != nil {
		return nil, err
	}
	if ttl <= 0 {
		return nil, errors.New("filestore: the lock's time to live is not positive")
	}
	unlock, err := s.flock(ctx, s.path(name, lockEnding), lockPoll)
	if err != nil {
		return nil, err
	}
	timer := time.AfterFunc(ttl, unlock)
	return func(context.Context) error {
		timer.Stop()
		unlock() // a second call does nothing
		return nil
	}, nil
}

func newFlock(path string) *flock.Flock {
	return flock.New(path, flock.SetFlag(createFlags), flock.SetPermissions(0o600))
}

// flock waits for the lock on the file at path. Each call opens the file anew, so
// goroutines exclude each other as processes do.
func (s *Store) flock(ctx context.Context, path string, poll time.Duration) (unlock func(), err error) {
	lock := newFlock(path)
	jittered := poll/2 + rand.N(poll) //nolint:gosec // jitter spreads load; nothing secret is drawn from it
	if _, err := lock.TryLockContext(ctx, jittered); err != nil {
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case isLink(err):
			return nil, errors.New("filestore: the lock's file is a symbolic link; remove it")
		}
		return nil, fmt.Errorf("filestore: lock: %w", err)
	}
	unlock = func() { _ = lock.Unlock() } // it cannot fail for an open file
	info, err := lock.Stat()
	if err == nil {
		err = checkFile("the lock's file", info)
	}
	if ctx.Err() != nil { // a slow disk granted the lock after its caller had left
		err = ctx.Err()
	}
	if err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}
