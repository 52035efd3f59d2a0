package authhooks

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"
)

const (
	// lockMargin is how much longer than a fetch its lock may be held.
	lockMargin = 5 * time.Second
	// How long a process waits for the lock before it reads the record again.
	minLockWait = 50 * time.Millisecond
	maxLockWait = time.Second
)

// lockTTL is the lease of the lock. If a process dies while it fetches, the others wait
// that long.
func (s *Source) lockTTL() time.Duration { return s.cfg.timeout + lockMargin }

// load reads the record. A record that is absent, or cannot be opened, is empty.
func (f *sharedCache) load(ctx context.Context, sealer sealer) (r payload, version Version, err error) {
	type loaded struct {
		record  Record
		version Version
	}
	l, err := storeCall(ctx, f, storeTimeout, func(ctx context.Context) (l loaded, err error) {
		l.record, l.version, err = f.store.Load(ctx, sealer.Name)
		return l, err
	}, nil)
	if errors.Is(err, ErrNotFound) {
		return payload{}, "", nil
	}
	if err != nil {
		return payload{}, "", err
	}
	r, err = sealer.open(l.record)
	f.source.cfg.known.Issued(r.token.Access, r.token.Refresh)
	if err != nil && f.warned.CompareAndSwap(false, true) {
		f.source.notify(nil, slog.LevelWarn, "record in the store not used", slog.String("error", err.Error()))
	}
	r.correct(f.source.now())
	return r, l.version, nil
}

// correct corrects the times of a writer whose clock is ahead. A token cannot have come
// in the future: the writer's clock, and all times that it wrote, are ahead by at least
// that difference.
func (r *payload) correct(now time.Time) {
	ahead := r.fetched.Sub(now)
	if ahead <= 0 {
		return
	}
	for _, t := range []*time.Time{&r.fetched, &r.token.ExpiresAt, &r.token.RefreshExpiresAt} {
		if !t.IsZero() {
			*t = t.Add(-ahead)
		}
	}
}

func (f *sharedCache) swap(ctx context.Context, name string, old Version, r Record, ttl time.Duration) error {
	_, err := storeCall(ctx, f, storeTimeout, func(ctx context.Context) (Version, error) {
		return f.store.CompareAndSwap(ctx, name, old, r, ttl)
	}, nil)
	return err
}

// loadOrLock returns the record when one of these is true:
//
//   - the record will do instead of a fetch, or it holds a failure that counts;
//   - this process has the lock. unlock gives it back;
//   - the store has no locks, or fails;
//   - the lock did not come within the longest time that another process may hold it, and
//     the time of one more fetch.
//
// Between short waits for the lock it reads the record: when one fetch is over, a thousand
// processes need not take turns.
func (f *sharedCache) loadOrLock(ctx *run, sealer sealer, why reason) (r payload, version Version, unlock func(), err error) {
	unlock = func() {}
	waiting, cancel := context.WithTimeout(ctx, f.source.lockTTL()+f.source.cfg.timeout)
	defer cancel()
	for wait := minLockWait; ; wait = min(2*wait, maxLockWait) {
		r, version, err = f.load(ctx, sealer)
		locker, ok := f.store.(Locker)
		if ctx.retried && r.failure != nil {
			f.forgotten = r.failure.At
		}
		ctx.retried = false // a later failure counts
		if err != nil || !ok || waiting.Err() != nil || f.failureIn(r, why, f.source.now()) != nil {
			return r, version, unlock, err
		}
		if newest, memory := f.newest(r); f.sparesFetch(newest, memory, why) {
			return r, version, unlock, err
		}
		release, err := f.tryLock(waiting, locker, sealer.Name, wait/2+rand.N(wait))
		if err != nil {
			return r, version, unlock, err
		}
		if release != nil {
			r, version, err = f.load(ctx, sealer) // the holder before may have fetched
			return r, version, release, err
		}
	}
}

// tryLock returns nil if this process did not get the lock within wait. It gives a lock
// back that comes late.
func (f *sharedCache) tryLock(ctx context.Context, locker Locker, name string, wait time.Duration) (unlock func(), err error) {
	give := func(release func(context.Context) error) { // if that fails, the lock expires
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
		defer cancel()
		_ = release(within)
	}
	release, err := storeCall(ctx, f, wait, func(short context.Context) (func(context.Context) error, error) {
		release, err := locker.Lock(short, name, f.source.lockTTL())
		if err != nil && short.Err() != nil {
			return nil, nil //nolint:nilnil,nilerr // the wait is over, which is no failure
		}
		if err == nil && release == nil {
			err = errNoLock
		}
		return release, err
	}, func(release func(context.Context) error) {
		if release != nil {
			give(release)
		}
	})
	if err != nil || release == nil {
		return nil, err
	}
	return func() {
		_, err := storeCall(context.WithoutCancel(ctx), f, storeTimeout, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, release(ctx)
		}, nil)
		if errors.Is(err, errStoreStuck) { // after any other failure the lock expires
			f.markDown(err, false)
		}
	}, nil
}
