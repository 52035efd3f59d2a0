package redisstore

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

const (
	lockEnding = ":lock"
	// A lock is asked for at least and at most so often; a fetch takes some
	// hundred milliseconds.
	pollFirst = 10 * time.Millisecond
	pollMost  = 100 * time.Millisecond
)

// Lock waits until nobody has name's lock, or ctx ends; each round trip has the
// store's timeout. ttl is the server's to count, in milliseconds, rounded up;
// one that is not positive is an error.
func (s *Store) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if ttl <= 0 {
		return nil, errors.New("redisstore: the lock's time to live is not positive")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	key, owner := s.prefix+name+lockEnding, random()
	unlock := func(ctx context.Context) error {
		_, err := s.run(ctx, unlockScript, key, owner)
		if err != nil {
			return failed("unlock", err)
		}
		return nil
	}
	for wait := pollFirst; ; wait = min(2*wait, pollMost) {
		got, err := s.run(ctx, lockScript, key, owner, millis(ttl))
		if err != nil {
			if ctx.Err() != nil { // the server may have heard: the others need not wait for ttl
				// Nobody waits for it; it ends with the store's timeout.
				go func() { _ = unlock(context.WithoutCancel(ctx)) }()
			}
			return nil, failed("lock", err)
		}
		if got == 1 {
			return unlock, nil
		}
		timer := time.NewTimer(wait/2 + rand.N(wait)) //nolint:gosec // jitter spreads load; nothing secret is drawn from it
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		}
	}
}
