package authhooks

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

const (
	// How long a record is kept after the access token's end, and if the end of the
	// refresh token is not known.
	tokenTTLGrace = 24 * time.Hour
	refreshTTL    = 30 * 24 * time.Hour
	// lockMargin is how much longer than a fetch its lock may be held.
	lockMargin = 5 * time.Second
	// How long a process waits for the lock before it reads the record again.
	minLockWait = 50 * time.Millisecond
	maxLockWait = time.Second
)

// recordStore is the record of one account in a [Store]: sealed, with every call bounded,
// and left alone for a while if the store fails. It knows nothing of a Source.
type recordStore struct {
	store     Store
	accountID string // of the tokens in the record
	sealer    func() (sealer, error)
	clock     func() time.Time
	lockTTL   time.Duration // if a process dies while it fetches, the others wait that long
	known     *redact.Registry
	clean     func(error) error // strikes secrets out
	log       func(level slog.Level, message string, attrs ...slog.Attr)
	observe   func(Event)

	warned atomic.Bool  // an unreadable record has been logged
	stuck  atomic.Int32 // store calls that have not returned in time

	mu          sync.Mutex // guards the following
	downFor     cooldown   // the store is left alone
	err         error      // of the last store call, nil if the store works
	writeFailed bool       // the failed call was a write
	soloFetch   cooldown   // no further fetch without the store
	failures    int
}

// load reads the record. A record that is absent, or cannot be opened, is empty.
func (f *recordStore) load(ctx context.Context, sealer sealer) (r payload, version Version, err error) {
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
	r.token.accountID = f.accountID
	f.known.Issued(r.token.Access, r.token.Refresh)
	if err != nil && f.warned.CompareAndSwap(false, true) {
		f.log(slog.LevelWarn, "record in the store not used", slog.String("error", err.Error()))
	}
	r.correct(f.clock())
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

func (f *recordStore) swap(ctx context.Context, name string, old Version, r Record, ttl time.Duration) error {
	_, err := storeCall(ctx, f, storeTimeout, func(ctx context.Context) (Version, error) {
		return f.store.CompareAndSwap(ctx, name, old, r, ttl)
	}, nil)
	return err
}

// tryLock returns nil if this process did not get the lock within wait. It gives a lock
// back that comes late.
func (f *recordStore) tryLock(ctx context.Context, locker Locker, name string, wait time.Duration) (unlock func(), err error) {
	release, err := storeCall(ctx, f, wait, func(short context.Context) (func(context.Context) error, error) {
		release, err := locker.Lock(short, name, f.lockTTL)
		if err != nil && short.Err() != nil {
			return nil, nil //nolint:nilnil,nilerr // the wait is over, which is no failure
		}
		if err == nil && release == nil {
			err = errNoLock
		}
		return release, err
	}, func(release func(context.Context) error) {
		if release != nil {
			within, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
			defer cancel()
			_ = release(within) // if that fails, the lock expires
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

// sealAndSwap writes mine. With ErrConflict it returns the record that is there.
func (f *recordStore) sealAndSwap(ctx context.Context, sealer sealer, version Version, mine payload) (payload, Version, error) {
	record, err := sealer.seal(mine)
	if err != nil {
		return payload{}, "", err
	}
	err = f.swap(ctx, sealer.Name, version, record, f.ttl(mine.token))
	if !errors.Is(err, ErrConflict) {
		return payload{}, "", err
	}
	theirs, version, failed := f.load(ctx, sealer)
	if failed != nil {
		return payload{}, "", failed
	}
	return theirs, version, err
}

// ttl is how long a record is kept: as long as its refresh token lives, and never shorter
// than its access token lives. Every record has an end.
func (f *recordStore) ttl(t Token) time.Duration {
	now := f.clock()
	left := t.ExpiresAt.Add(tokenTTLGrace).Sub(now)
	switch {
	case !t.Refresh.IsZero() && !t.RefreshExpiresAt.IsZero():
		left = max(t.RefreshExpiresAt.Sub(now), t.ExpiresAt.Sub(now))
	case !t.Refresh.IsZero() || t.ExpiresAt.IsZero():
		left = max(refreshTTL, t.ExpiresAt.Sub(now))
	}
	return min(max(left, time.Minute), maxLifetime)
}
