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
	// How often a lock is tried, on average: a writer holds one for the time of
	// a write, a fetcher for that of a fetch.
	swapPoll = 2 * time.Millisecond
	lockPoll = 20 * time.Millisecond
)

// Lock waits until no process has name's lock, or ctx ends. It ends with its
// process. ttl binds the holder alone, whose lock is given back by a timer: from
// a process that is stopped, and so has no timers, nobody can take it. A ttl
// that is not positive is an error.
//
// The lock's file stays: whoever removes it may give one lock to two.
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
		unlock() // a second time, it does nothing
		return nil
	}, nil
}

func newFlock(path string) *flock.Flock {
	return flock.New(path, flock.SetFlag(createFlags), flock.SetPermissions(0o600))
}

// flock waits for the lock that path is. Each call has a file of its own open,
// so that goroutines exclude each other as processes do.
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
	unlock = func() { _ = lock.Unlock() } // it fails for no file that is open
	info, err := lock.Stat()
	if err == nil {
		err = checkFile("the lock's file", info)
	}
	if ctx.Err() != nil { // a slow disk gave it to a caller who has gone
		err = ctx.Err()
	}
	if err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}
