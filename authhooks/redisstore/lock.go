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
	// A lock is asked for at least and at most so often; a fetch takes some
	// hundred milliseconds.
	pollFirst = 10 * time.Millisecond
	pollMost  = 100 * time.Millisecond
	// At most this long is a lock held that came when nobody wanted it any more.
	giveBackMost = 500 * time.Millisecond
)

// Lock waits until nobody has name's lock, or ctx ends; each round trip has the
// store's timeout. ttl is the server's to count, in milliseconds, rounded up;
// one that is not positive is an error.
//
// unlock is sent even if its context has ended. A lock that the server grants
// after Lock has given up is given back, and so is one whose unlock was lost:
// within half a second, as long as the server answers.
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
			// It outlasts its caller: an answer is better than a doubt.
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

// lock is one caller's, who may have it or not.
type lock struct {
	store      *Store
	key, owner string
	ttl        time.Duration
}

// free reports whether the server took the lock from its owner.
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

// giveBack frees a lock that nobody wants. The command that asks for it may be
// on its way still, on a connection that is stuck: freed before, the lock would
// be taken afterwards, and everybody would wait for its ttl. So it is freed
// again and again, until it has been taken and freed, or the late answer says
// that it was not taken, or ttl is over.
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
			late = nil // otherwise it has been taken, or nobody knows
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// inDoubt reports whether a command that failed may be carried out yet: neither
// the server has refused it, nor the client.
func inDoubt(err error) bool {
	_, refused := errors.AsType[redis.Error](err)
	return !refused && !unusable(err)
}

// unusable reports whether the client will not send anything any more.
func unusable(err error) bool {
	return errors.Is(err, redis.ErrClosed) || errors.Is(err, errPanicked)
}
