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
	afterToken   = 24 * time.Hour
	afterRefresh = 30 * 24 * time.Hour
	// After so many lost compare-and-swaps a token is used but not published.
	maxSwaps = 5
	// The least time between fetches without the store, if each new token ends the old one.
	fightPause = 5 * time.Minute
)

// fleet is a Source's share in a [Store]. The running fetch alone uses kills and
// forgotten; the atomics and mu guard the rest.
type fleet struct {
	source *Source
	store  Store
	sealer func() (*sealer, error)

	kills bool // a new token has been seen to kill the old
	// forgotten is the time of the refusal in the store that Retry has forgotten.
	forgotten int64

	silenced atomic.Bool  // an unreadable record has been logged
	alone    atomic.Bool  // the token in memory is not in the store
	stuck    atomic.Int32 // calls that have not returned in time

	mu       sync.Mutex
	down     cooldown  // the store is left alone
	err      error // what it said last, nil if it works
	writing  bool  // it failed when it was written to
	fight    cooldown  // fetches alone are left off
	failures int
}

func newFleet(s *Source) *fleet {
	key, storeKey := s.key, s.cfg.storeKey
	return &fleet{source: s, store: s.cfg.store, sealer: sync.OnceValues(func() (*sealer, error) { return newSealer(key, storeKey) })}
}

// result is what a flight brought.
type result struct {
	token   Token
	fetched time.Time // when it came from the vendor; zero: with this flight
	adopted bool      // another process fetched it
	order   int64     // as in shared
	alone   bool      // the store does not have it
	kept    bool      // it was in memory already
	pause   *pause    // of a failure that the store knows too
}

// obtain gets a token by way of the store: somebody else's if there is a usable
// one, else the vendor's, which the store has before anybody else does. If memory
// has a newer token than the record, the store has lost it, or never had it: memory
// counts, and the store gets it. A store that fails is done without.
func (f *fleet) obtain(ctx *run, w want, old Token) (result, error) {
	early := w != wanted
	if f.isDown() {
		return f.fetchAlone(ctx, w, old)
	}
	sealer, err := f.sealer()
	if err != nil {
		return f.fetchAlone(ctx, w, old)
	}
	r, version, unlock, err := f.turn(ctx, sealer, w)
	defer unlock()
	if err != nil {
		f.fails(err, false)
		return f.fetchAlone(ctx, w, old)
	}
	newest, memory := f.newest(r)
	now := f.source.now()
	switch spared := f.spared(newest, memory, w); {
	case spared && memory:
		return f.publish(ctx, sealer, version, newest, early), nil
	case spared:
		f.works(false)
		f.kills = f.kills || f.diedEarly(old)
		return adopt(newest), nil
	}
	if err := f.refused(r, w, now); err != nil {
		pause := f.shares(err, now)
		if f.redated(ctx, sealer, version, r, pause.err.RetryAfter, now) {
			f.works(false)
			return result{pause: pause}, err
		}
	}
	if !newest.token.Access.IsZero() || !newest.token.Refresh.IsZero() {
		old = newest.token
	}
	t, err := f.source.attempt(ctx, old)
	now = f.source.now()
	order := max(now.UnixMilli(), newest.order+1)
	if err == nil {
		return f.publish(ctx, sealer, version, shared{token: t, fetched: now, order: order}, early), nil
	}
	if !t.Refresh.IsZero() { // the old one is dead: the others must not try it
		r.token, r.order = Token{Refresh: t.Refresh, RefreshExpiresAt: t.RefreshExpiresAt}, order
	}
	pause := f.source.pauseAfter(err, now, early)
	r.refused = refusalOf(err, pause, now)
	if r.refused != nil || !t.Refresh.IsZero() {
		f.record(ctx, sealer, version, r)
	}
	return result{token: t, order: r.order, pause: &pause}, err
}

func adopt(r shared) result {
	return result{token: r.token, fetched: r.fetched, order: r.order, adopted: true}
}

// newest returns the newer of the record and what memory has, and whether that is
// memory's. Memory learns a newer record at once: a fetch that fails must not fall
// back to an older refresh token.
func (f *fleet) newest(r shared) (newest shared, memory bool) {
	s := f.source
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.order > r.order {
		return s.last, true
	}
	if !s.closed && r.order > s.last.order {
		s.last = shared{token: r.token, fetched: r.fetched, order: r.order}
	}
	return r, false
}

// spared reports whether r, the newest that this process knows of, spares it a
// fetch. memory says that r is the token in memory: a fetch ahead of time wants
// another, unless it began for the store's sake alone.
func (f *fleet) spared(r shared, memory bool, w want) bool {
	now := f.source.now()
	if memory && w == ahead && r.token.ValidAt(now) && !f.source.wasRejected(r.token) {
		return now.UnixNano() < earlyPoint(r.token, r.fetched, 1)
	}
	return f.usable(r, w != wanted)
}

// usable reports whether r spares this process a fetch.
func (f *fleet) usable(r shared, early bool) bool {
	s := f.source
	now := s.now()
	if s.wasRejected(r.token) || !r.token.ValidAt(now) {
		return false
	}
	h := s.current.Load()
	if early && h != nil && r.token.Access.Equal(h.token.Access) {
		return false
	}
	return !early || now.UnixNano() < earlyPoint(r.token, r.fetched, 1)
}

// publish writes mine over the record in state version. If another process was
// faster, the newer token of the two wins. The write outlives the end of ctx: the
// vendor may have ended what the store has.
func (f *fleet) publish(ctx context.Context, sealer *sealer, version Version, mine shared, early bool) result {
	h := f.source.current.Load()
	own := result{token: mine.token, fetched: mine.fetched, order: mine.order, kept: h != nil && h.token.Access.Equal(mine.token.Access)}
	for range maxSwaps {
		theirs, newer, err := f.offer(context.WithoutCancel(ctx), sealer, version, mine)
		switch {
		case err == nil:
			f.works(true)
			f.alone.Store(false)
			return own
		case !errors.Is(err, ErrConflict):
			f.fails(err, true)
			f.alone.Store(true)
			own.alone = true
			return own
		case theirs.order >= mine.order && f.usable(theirs, early):
			f.works(true)
			f.alone.Store(false)
			return adopt(theirs)
		}
		version, mine.order = newer, max(mine.order, theirs.order+1)
		own.order = mine.order
	}
	f.alone.Store(true)
	own.alone = true
	return own
}

// record writes the failure of a fetch, and the refresh token that came beside it,
// over a record that is not newer.
func (f *fleet) record(ctx context.Context, sealer *sealer, version Version, r shared) {
	for range maxSwaps {
		theirs, newer, err := f.offer(context.WithoutCancel(ctx), sealer, version, r)
		switch {
		case err == nil:
			f.works(true)
			return
		case !errors.Is(err, ErrConflict):
			f.fails(err, true)
			return
		case theirs.order >= r.order:
			return
		}
		version = newer
	}
}

// handOver writes last to the store if the store has only an older token.
func (f *fleet) handOver(last shared) {
	if last.token.Refresh.IsZero() && !f.alone.Load() || last.order == 0 || f.stuck.Load() > 0 || f.isDown() && !f.alone.Load() {
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
	f.record(ctx, sealer, version, last)
}

// offer writes mine; with ErrConflict it returns what is there instead.
func (f *fleet) offer(ctx context.Context, sealer *sealer, version Version, mine shared) (shared, Version, error) {
	record, err := sealer.seal(mine)
	if err != nil {
		return shared{}, "", err
	}
	err = f.swap(ctx, sealer.name, version, record, f.ttl(mine.token))
	if !errors.Is(err, ErrConflict) {
		return shared{}, "", err
	}
	theirs, version, failed := f.load(ctx, sealer)
	if failed != nil {
		return shared{}, "", failed
	}
	return theirs, version, err
}

// ttl is how long a record is of use: by its refresh token, else its token, and never
// shorter than its access token lives. Every record has an end.
func (f *fleet) ttl(t Token) time.Duration {
	now := f.source.now()
	left := t.ExpiresAt.Add(afterToken).Sub(now)
	switch {
	case !t.Refresh.IsZero() && !t.RefreshExpiresAt.IsZero():
		left = max(t.RefreshExpiresAt.Sub(now), t.ExpiresAt.Sub(now))
	case !t.Refresh.IsZero() || t.ExpiresAt.IsZero():
		left = max(afterRefresh, t.ExpiresAt.Sub(now))
	}
	return min(max(left, time.Minute), maxLifetime)
}

// fetchAlone asks the vendor where it must: a valid token is kept to its end,
// for another would end that of every other process where a new token kills the
// old. Where that is known to be so, or has just happened to a token that this
// process fetched alone, it does not fight for the vendor's favour, but waits
// for the store.
func (f *fleet) fetchAlone(ctx *run, w want, old Token) (result, error) {
	now := f.source.now()
	f.source.mu.Lock()
	order := f.source.last.order
	f.source.mu.Unlock()
	if h := f.source.current.Load(); w == ahead && h != nil && h.valid(now.UnixNano()) {
		return result{token: h.token, fetched: time.Unix(0, h.fetched), order: order, alone: true, kept: true}, nil
	}
	if died := w == doubted || f.diedEarly(old); died && (f.alone.Load() || f.kills) {
		if !f.mayFight(now.UnixNano()) {
			until, _ := f.status() // no longer than until the store is looked at again
			wait := max(until-now.UnixNano(), 0)
			return result{}, &Error{Op: "fetch", Kind: KindUnavailable, Err: errFight, final: true, RetryAfter: time.Duration(wait)}
		}
	}
	t, err := f.source.attempt(ctx, old)
	if err == nil || !t.Refresh.IsZero() {
		f.alone.Store(true)
	}
	return result{token: t, order: max(f.source.now().UnixMilli(), order+1), alone: true}, err
}

var errFight = errors.New("the token was rejected, probably because another process has a newer one; the shared store is down")

// diedEarly reports whether t was rejected before its end.
func (f *fleet) diedEarly(t Token) bool {
	return f.source.wasRejected(t) && t.ValidAt(f.source.now())
}
