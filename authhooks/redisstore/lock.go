package redisstore

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	lockEnding = ":lock"
	// pollFirst and pollMost bound the pauses between two attempts to get a lock. A fetch
	// takes some hundred milliseconds.
	pollFirst = 10 * time.Millisecond
	pollMost  = 100 * time.Millisecond
	// giveBackMost is how long an unwanted lock may stay locked between two unlocks.
	giveBackMost = 500 * time.Millisecond
)

// Lock waits until nobody holds name's lock, or until ctx ends. Each round trip has the
// store's timeout. The server measures ttl in milliseconds, rounded up. A ttl that is not
// positive is an error.
//
// The unlock is sent even if its context has ended. If the server grants a lock after
// Lock has given up, or if an unlock is lost, the lock is freed within half a second, as
// long as the server answers.
func (s *Store) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if ttl <= 0 {
		return nil, errors.New("redisstore: the lock's time to live is not positive")
	}
	l := &lock{store: s, key: s.prefix + name + lockEnding, owner: random(), ttl: ttl}
	for wait := pollFirst; ; wait = min(2*wait, pollMost) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, late := begun(ctx, s.timeout, func(ctx context.Context) (int64, error) {
			// The command may outlast its caller. An answer is better than an unknown
			// outcome.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeout)
			defer cancel()
			return s.eval(ctx, lockScript, l.key, l.owner, millis(ttl)).Int64()
		})
		if a.err != nil {
			if inDoubt(a.err) {
				go l.giveBack(context.WithoutCancel(ctx), late)
			}
			return nil, failed("lock", a.err)
		}
		if a.value == 1 {
			return l.unlock, nil
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

// lock is the lock of one caller. The caller may hold it or wait for it.
type lock struct {
	store      *Store
	key, owner string
	ttl        time.Duration
}

// free unlocks. It reports whether the lock belonged to its owner.
func (l *lock) free(ctx context.Context) (bool, error) {
	n, err := l.store.run(ctx, unlockScript, l.key, l.owner)
	return n == 1, err
}

func (l *lock) unlock(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	_, err := l.free(ctx)
	if err == nil {
		return nil
	}
	if inDoubt(err) {
		go l.giveBack(ctx, nil)
	}
	return failed("unlock", err)
}

// giveBack frees a lock that nobody wants. The command that locks may still be in flight
// on a blocked connection. If it arrives after the unlock, it locks again, and everybody
// waits for ttl. So giveBack unlocks repeatedly until one unlock has freed the lock, the
// late answer says that the lock was not granted, or ttl is over.
func (l *lock) giveBack(ctx context.Context, late <-chan answer[int64]) {
	ctx, cancel := context.WithTimeout(ctx, l.ttl)
	defer cancel()
	for wait := pollFirst; ; wait = min(2*wait, giveBackMost) {
		if freed, err := l.free(ctx); freed || unusable(err) {
			return
		}
		timer := time.NewTimer(wait)
		select {
		case a := <-late:
			if a.err == nil && a.value == 0 || a.err != nil && !inDoubt(a.err) {
				cancel()
			}
			late = nil // otherwise the lock was granted, or the outcome is unknown
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// inDoubt reports whether a failed command may still be executed. It may not if the
// server or the client has refused it.
func inDoubt(err error) bool {
	_, refused := errors.AsType[redis.Error](err)
	return !refused && !unusable(err)
}

// unusable reports whether the client will send nothing more.
func unusable(err error) bool {
	return errors.Is(err, redis.ErrClosed) || errors.Is(err, errPanicked)
}
