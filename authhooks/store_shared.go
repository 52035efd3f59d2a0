package authhooks

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// How long a record outlives what is known of its token's end.
	tokenTTLGrace = 24 * time.Hour
	refreshTTL    = 30 * 24 * time.Hour
	// After so many lost compare-and-swaps a token is used but not published.
	maxCASRetries = 5
	// The least time between fetches without the store, if each new token ends the old one.
	soloFetchInterval = 5 * time.Minute
)

// sharedCache is a Source's share in a [Store]. The running fetch alone uses kills and
// forgotten; the atomics and mu guard the rest.
type sharedCache struct {
	source *Source
	store  Store
	sealer func() (*sealer, error)

	newRevokesOld bool // a new token has been seen to kill the old
	// forgotten is the time of the refusal in the store that Retry has forgotten.
	forgotten int64

	warned      atomic.Bool  // an unreadable record has been logged
	unpublished atomic.Bool  // the token in memory is not in the store
	stuck       atomic.Int32 // calls that have not returned in time

	mu          sync.Mutex
	downFor     cooldown // the store is left alone
	err         error    // what it said last, nil if it works
	writeFailed bool     // it failed when it was written to
	soloFetch   cooldown // fetches alone are left off
	failures    int
}

func newSharedCache(s *Source) *sharedCache {
	key, storeKey := s.key, s.cfg.storeKey
	return &sharedCache{source: s, store: s.cfg.store, sealer: sync.OnceValues(func() (*sealer, error) { return newSealer(key, storeKey) })}
}

// result is what a flight brought.
type result struct {
	token       Token
	fetched     time.Time // when it came from the vendor; zero: with this flight
	adopted     bool      // another process fetched it
	order       int64     // as in shared
	unpublished bool      // the store does not have it
	kept        bool      // it was in memory already
	backoff     *backoff  // of a failure that the store knows too
}

// obtain gets a token by way of the store: somebody else's if there is a usable
// one, else the vendor's, which the store has before anybody else does. If memory
// has a newer token than the record, the store has lost it, or never had it: memory
// counts, and the store gets it. A store that fails is done without.
func (f *sharedCache) obtain(ctx *run, w reason, old Token) (result, error) {
	early := w != reasonInitial
	if f.isDown() {
		return f.fetchWithoutStore(ctx, w, old)
	}
	sealer, err := f.sealer()
	if err != nil {
		return f.fetchWithoutStore(ctx, w, old)
	}
	r, version, unlock, err := f.loadOrLock(ctx, sealer, w)
	defer unlock()
	if err != nil {
		f.markDown(err, false)
		return f.fetchWithoutStore(ctx, w, old)
	}
	newest, memory := f.newest(r)
	now := f.source.now()
	switch spared := f.sparesFetch(newest, memory, w); {
	case spared && memory:
		return f.publish(ctx, sealer, version, newest, early), nil
	case spared:
		f.markUp(false)
		f.newRevokesOld = f.newRevokesOld || f.revokedEarly(old)
		return adopt(newest), nil
	}
	if err := f.failureIn(r, w, now); err != nil {
		pause := f.adoptBackoff(err, now)
		if f.redate(ctx, sealer, version, r, pause.err.RetryAfter, now) {
			f.markUp(false)
			return result{backoff: pause}, err
		}
	}
	if !newest.token.Access.IsZero() || !newest.token.Refresh.IsZero() {
		old = newest.token
	}
	t, err := f.source.fetchWithRetry(ctx, old)
	now = f.source.now()
	order := max(now.UnixMilli(), newest.order+1)
	if err == nil {
		return f.publish(ctx, sealer, version, payload{token: t, fetched: now, order: order}, early), nil
	}
	if !t.Refresh.IsZero() { // the old one is dead: the others must not try it
		r.token, r.order = Token{Refresh: t.Refresh, RefreshExpiresAt: t.RefreshExpiresAt}, order
	}
	pause := f.source.backoffAfter(err, now, early)
	r.failure = sharedFailureOf(err, pause, now)
	if r.failure != nil || !t.Refresh.IsZero() {
		f.replaceOlder(ctx, sealer, version, r)
	}
	return result{token: t, order: r.order, backoff: &pause}, err
}

func adopt(r payload) result {
	return result{token: r.token, fetched: r.fetched, order: r.order, adopted: true}
}

// newest returns the newer of the record and what memory has, and whether that is
// memory's. Memory learns a newer record at once: a fetch that fails must not fall
// back to an older refresh token.
func (f *sharedCache) newest(r payload) (newest payload, memory bool) {
	s := f.source
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.order > r.order {
		return s.last, true
	}
	if !s.closed && r.order > s.last.order {
		s.last = payload{token: r.token, fetched: r.fetched, order: r.order}
	}
	return r, false
}

// sparesFetch reports whether r, the newest that this process knows of, spares it a
// fetch. memory says that r is the token in memory: a fetch ahead of time wants
// another, unless it began for the store's sake alone.
func (f *sharedCache) sparesFetch(r payload, memory bool, w reason) bool {
	now := f.source.now()
	if memory && w == reasonEarly && r.token.ValidAt(now) && !f.source.wasRejected(r.token) {
		return now.UnixNano() < refreshTime(r.token, r.fetched, 1)
	}
	return f.usable(r, w != reasonInitial)
}

// usable reports whether r spares this process a fetch.
func (f *sharedCache) usable(r payload, early bool) bool {
	s := f.source
	now := s.now()
	if s.wasRejected(r.token) || !r.token.ValidAt(now) {
		return false
	}
	c := s.current.Load()
	if early && c != nil && r.token.Access.Equal(c.token.Access) {
		return false
	}
	return !early || now.UnixNano() < refreshTime(r.token, r.fetched, 1)
}

// publish writes mine over the record in state version. If another process was
// faster, the newer token of the two wins. The write outlives the end of ctx: the
// vendor may have ended what the store has.
func (f *sharedCache) publish(ctx context.Context, sealer *sealer, version Version, mine payload, early bool) result {
	c := f.source.current.Load()
	own := result{token: mine.token, fetched: mine.fetched, order: mine.order, kept: c != nil && c.token.Access.Equal(mine.token.Access)}
	for range maxCASRetries {
		theirs, newer, err := f.sealAndSwap(context.WithoutCancel(ctx), sealer, version, mine)
		switch {
		case err == nil:
			f.markUp(true)
			f.unpublished.Store(false)
			return own
		case !errors.Is(err, ErrConflict):
			f.markDown(err, true)
			f.unpublished.Store(true)
			own.unpublished = true
			return own
		case theirs.order >= mine.order && f.usable(theirs, early):
			f.markUp(true)
			f.unpublished.Store(false)
			return adopt(theirs)
		}
		version, mine.order = newer, max(mine.order, theirs.order+1)
		own.order = mine.order
	}
	f.unpublished.Store(true)
	own.unpublished = true
	return own
}

// replaceOlder writes the failure of a fetch, and the refresh token that came beside it,
// over a replaceOlder that is not newer.
func (f *sharedCache) replaceOlder(ctx context.Context, sealer *sealer, version Version, r payload) {
	for range maxCASRetries {
		theirs, newer, err := f.sealAndSwap(context.WithoutCancel(ctx), sealer, version, r)
		switch {
		case err == nil:
			f.markUp(true)
			return
		case !errors.Is(err, ErrConflict):
			f.markDown(err, true)
			return
		case theirs.order >= r.order:
			return
		}
		version = newer
	}
}

// handOver writes last to the store if the store has only an older token.
func (f *sharedCache) handOver(last payload) {
	if last.token.Refresh.IsZero() && !f.unpublished.Load() || last.order == 0 || f.stuck.Load() > 0 || f.isDown() && !f.unpublished.Load() {
		return
	}
	sealer, err := f.sealer()
	if err != nil {
		return
	}
	ctx := context.Background()
	r, version, err := f.load(ctx, sealer)
	if err != nil || r.order >= last.order {
		return
	}
	f.replaceOlder(ctx, sealer, version, last)
}

// sealAndSwap writes mine; with ErrConflict it returns what is there instead.
func (f *sharedCache) sealAndSwap(ctx context.Context, sealer *sealer, version Version, mine payload) (payload, Version, error) {
	record, err := sealer.seal(mine)
	if err != nil {
		return payload{}, "", err
	}
	err = f.swap(ctx, sealer.name, version, record, f.ttl(mine.token))
	if !errors.Is(err, ErrConflict) {
		return payload{}, "", err
	}
	theirs, version, failed := f.load(ctx, sealer)
	if failed != nil {
		return payload{}, "", failed
	}
	return theirs, version, err
}

// ttl is how long a record is of use: by its refresh token, else its token, and never
// shorter than its access token lives. Every record has an end.
func (f *sharedCache) ttl(t Token) time.Duration {
	now := f.source.now()
	left := t.ExpiresAt.Add(tokenTTLGrace).Sub(now)
	switch {
	case !t.Refresh.IsZero() && !t.RefreshExpiresAt.IsZero():
		left = max(t.RefreshExpiresAt.Sub(now), t.ExpiresAt.Sub(now))
	case !t.Refresh.IsZero() || t.ExpiresAt.IsZero():
		left = max(refreshTTL, t.ExpiresAt.Sub(now))
	}
	return min(max(left, time.Minute), maxLifetime)
}

// fetchWithoutStore asks the vendor where it must: a valid token is kept to its end,
// for another would end that of every other process where a new token kills the
// old. Where that is known to be so, or has just happened to a token that this
// process fetched alone, it does not fight for the vendor's favour, but waits
// for the store.
func (f *sharedCache) fetchWithoutStore(ctx *run, w reason, old Token) (result, error) {
	now := f.source.now()
	f.source.mu.Lock()
	order := f.source.last.order
	f.source.mu.Unlock()
	if c := f.source.current.Load(); w == reasonEarly && c != nil && c.valid(now.UnixNano()) {
		return result{token: c.token, fetched: time.Unix(0, c.fetchedAt), order: order, unpublished: true, kept: true}, nil
	}
	if died := w == reasonRejected || f.revokedEarly(old); died && (f.unpublished.Load() || f.newRevokesOld) {
		if !f.maySoloFetch(now.UnixNano()) {
			until, _ := f.status() // no longer than until the store is looked at again
			wait := max(until-now.UnixNano(), 0)
			return result{}, &Error{Op: "fetch", Kind: KindUnavailable, Err: errContended, permanent: true, RetryAfter: time.Duration(wait)}
		}
	}
	t, err := f.source.fetchWithRetry(ctx, old)
	if err == nil || !t.Refresh.IsZero() {
		f.unpublished.Store(true)
	}
	return result{token: t, order: max(f.source.now().UnixMilli(), order+1), unpublished: true}, err
}

var errContended = errors.New("the token was rejected, probably because another process has a newer one; the shared store is down")

// revokedEarly reports whether t was rejected before its end.
func (f *sharedCache) revokedEarly(t Token) bool {
	return f.source.wasRejected(t) && t.ValidAt(f.source.now())
}
