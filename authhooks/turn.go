package authhooks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

const (
	// One call of the store may take this long.
	storeTimeout = 3 * time.Second
	// How much longer than a fetch its lock is held.
	lockMargin = 5 * time.Second
	// How long a process waits for a lock before it looks at the record again.
	minTurn = 50 * time.Millisecond
	maxTurn = time.Second
)

// lockTime is how long a fetcher may keep the others waiting: within it they
// recover from one that died.
func (s *Source) lockTime() time.Duration { return s.cfg.timeout + lockMargin }

// ask makes one call of the store: bounded, and a panic is an error.
func (f *fleet) ask(ctx context.Context, call func(ctx context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	defer recovered(&err)
	return call(ctx)
}

// recovered is deferred itself.
func recovered(err *error) {
	if p := recover(); p != nil { //nolint:revive // it is a deferred function
		*err = fmt.Errorf("the store panicked with a value of type %T", p)
	}
}

// load reads the record. One that is absent, or cannot be opened, is empty.
func (f *fleet) load(ctx context.Context, sealer *sealer) (r shared, version Version, err error) {
	var record Record
	err = f.ask(ctx, func(ctx context.Context) (err error) {
		record, version, err = f.store.Load(ctx, sealer.name)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return shared{}, "", nil
	}
	if err != nil {
		return shared{}, "", err
	}
	r, err = sealer.open(record)
	f.source.cfg.known.Issued(r.token.Access, r.token.Refresh)
	if err != nil && f.silenced.CompareAndSwap(false, true) {
		f.source.log(slog.LevelWarn, "record in the store not used", slog.String("error", err.Error()))
	}
	// A token cannot have come in the future: its writer's clock is ahead of this
	// one by that much at least, and so are the times that it wrote.
	if ahead := r.fetched.Sub(f.source.cfg.clock()); ahead > 0 {
		r.fetched = r.fetched.Add(-ahead)
		for _, end := range []*time.Time{&r.token.ExpiresAt, &r.token.RefreshExpiresAt} {
			if !end.IsZero() {
				*end = end.Add(-ahead)
			}
		}
	}
	return r, version, nil
}

func (f *fleet) swap(ctx context.Context, name string, old Version, r Record, ttl time.Duration) error {
	return f.ask(ctx, func(ctx context.Context) error {
		_, err := f.store.CompareAndSwap(ctx, name, old, r, ttl)
		return err
	})
}

// turn returns when the record spares this process a fetch, or when it may
// fetch: it has the lock, or has waited as long as a lock can be held, and for
// one more fetch by whoever took it over, and the store still gives it to
// nobody. It looks at the record between short waits: when one fetch is over, a
// thousand who wait need not take turns.
func (f *fleet) turn(ctx context.Context, sealer *sealer, early bool) (r shared, version Version, unlock func(), err error) {
	unlock = func() {}
	waiting, cancel := context.WithTimeout(ctx, f.source.lockTime()+f.source.cfg.timeout)
	defer cancel()
	for wait := minTurn; ; wait = min(2*wait, maxTurn) {
		r, version, err = f.load(ctx, sealer)
		locker, ok := f.store.(Locker)
		if err != nil || !ok || f.usable(r, early) || f.refused(r) != nil || waiting.Err() != nil {
			return r, version, unlock, err
		}
		release, err := f.lock(waiting, locker, sealer.name, wait/2+rand.N(wait))
		if err != nil {
			return r, version, unlock, err
		}
		if release != nil {
			r, version, err = f.load(ctx, sealer) // the one before may have fetched
			return r, version, release, err
		}
	}
}

// lock returns nil where it was not this process's turn within wait.
func (f *fleet) lock(ctx context.Context, locker Locker, name string, wait time.Duration) (unlock func(), err error) {
	short, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	defer recovered(&err)
	release, err := locker.Lock(short, name, f.source.lockTime())
	switch {
	case err == nil:
		return func() { _ = f.ask(context.WithoutCancel(ctx), release) }, nil // else it ends by itself
	case short.Err() != nil:
		return nil, nil //nolint:nilnil // nobody's fault
	}
	return nil, err
}
