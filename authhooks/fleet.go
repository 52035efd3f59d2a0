package authhooks

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// How long a record outlives what is known of its token's end.
	afterToken   = 24 * time.Hour
	afterRefresh = 30 * 24 * time.Hour
	// Who loses that many compare-and-swaps to useless records keeps its token
	// for itself.
	maxSwaps = 5
	// How often a process fetches by itself whose tokens others' fetches kill.
	fightPause = 5 * time.Minute
)

// fleet is a Source's share in a [Store]. Its fields are those of the one
// flight at a time, but for what follows them.
type fleet struct {
	source *Source
	store  Store
	sealer func() (*sealer, error)

	failures int
	fight    hold // fetches alone are left off
	kills    bool // a new token has been seen to kill the old

	silenced atomic.Bool // an unreadable record has been logged
	alone    atomic.Bool // the token in memory is not in the store

	mu   sync.Mutex
	down hold  // the store is left alone
	err  error // what it said last, nil where it works
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
	alone   bool      // the store does not have it
	kept    bool      // it was in memory already
}

// obtain gets a token by way of the store: somebody else's if there is a usable
// one, else the vendor's, which the store has before anybody else does. A store
// that fails is done without.
func (f *fleet) obtain(ctx context.Context, w want, old Token) (result, error) {
	early := w != wanted
	if f.isDown() {
		return f.fetchAlone(ctx, w, old)
	}
	sealer, err := f.sealer()
	if err != nil {
		return f.fetchAlone(ctx, w, old)
	}
	r, version, unlock, err := f.turn(ctx, sealer, early)
	defer unlock()
	if err != nil {
		return f.failed(ctx, w, old, err)
	}
	f.works()
	if f.usable(r, early) {
		f.kills = f.kills || f.diedEarly(old)
		return adopt(r), nil
	}
	if err := f.refused(r); err != nil {
		return result{}, err
	}
	switch {
	case f.alone.Load() && w != doubted:
		if own, ok := f.own(); ok { // fetched while the store was down: no reason for another
			return f.publish(ctx, sealer, version, own, early), nil
		}
	case !r.token.Access.IsZero() || !r.token.Refresh.IsZero():
		old = r.token // the store knows better: another process may have renewed
	}
	t, err := f.source.attempt(ctx, old)
	if err == nil {
		return f.publish(ctx, sealer, version, shared{token: t, fetched: f.source.cfg.clock()}, early), nil
	}
	if !t.Refresh.IsZero() { // the old one is dead: the others must not try it
		r.token = Token{Refresh: t.Refresh, RefreshExpiresAt: t.RefreshExpiresAt}
	}
	r.refused = f.refusal(err, early)
	if r.refused != nil || !t.Refresh.IsZero() {
		f.tell(ctx, sealer, version, r)
	}
	return result{token: t}, err
}

func adopt(r shared) result { return result{token: r.token, fetched: r.fetched, adopted: true} }

// usable reports whether r spares this process a fetch.
func (f *fleet) usable(r shared, early bool) bool {
	s := f.source
	s.mu.Lock()
	dead := r.token.Access.Equal(s.rejected)
	s.mu.Unlock()
	now := s.cfg.clock()
	if dead || !r.token.ValidAt(now) {
		return false
	}
	h := s.current.Load()
	if early && h != nil && r.token.Access.Equal(h.token.Access) {
		return false
	}
	return !early || now.UnixNano() < earlyPoint(r.token, r.fetched, 1)
}

// own is the token in memory where it needs no renewal yet.
func (f *fleet) own() (shared, bool) {
	h := f.source.current.Load()
	now := f.source.cfg.clock()
	if h == nil || !h.valid(now.UnixNano()) {
		return shared{}, false
	}
	r := shared{token: h.token, fetched: time.Unix(0, h.fetched)}
	return r, now.UnixNano() < earlyPoint(r.token, r.fetched, 1)
}

// publish writes mine over the record in state version. Who finds that another
// process was faster takes that one's token: there is one winner.
func (f *fleet) publish(ctx context.Context, sealer *sealer, version Version, mine shared, early bool) result {
	h := f.source.current.Load()
	own := result{token: mine.token, fetched: mine.fetched, kept: h != nil && h.token.Access.Equal(mine.token.Access)}
	for range maxSwaps {
		theirs, newer, err := f.offer(ctx, sealer, version, mine)
		switch {
		case err == nil:
			f.alone.Store(false)
			return own
		case !errors.Is(err, ErrConflict):
			f.fails(err)
			f.alone.Store(true)
			own.alone = true
			return own
		case f.usable(theirs, early):
			f.alone.Store(false)
			return adopt(theirs)
		}
		version = newer
	}
	f.alone.Store(true)
	own.alone = true
	return own
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

// ttl is how long a record is of use, by its refresh token, else its token. Every
// record has an end.
func (f *fleet) ttl(t Token) time.Duration {
	now := f.source.cfg.clock()
	end := t.ExpiresAt.Add(afterToken)
	switch {
	case !t.Refresh.IsZero() && !t.RefreshExpiresAt.IsZero():
		end = t.RefreshExpiresAt
	case !t.Refresh.IsZero() || t.ExpiresAt.IsZero():
		end = now.Add(afterRefresh)
	}
	return max(end.Sub(now), time.Minute)
}

// failed goes on without the store.
func (f *fleet) failed(ctx context.Context, w want, old Token, err error) (result, error) {
	f.fails(err)
	return f.fetchAlone(ctx, w, old)
}

// fetchAlone asks the vendor where it must: a valid token is kept to its end,
// for another would end that of every other process where a new token kills the
// old. Where that is known to be so, or has just happened to a token that this
// process fetched alone, it does not fight for the vendor's favour, but waits
// for the store.
func (f *fleet) fetchAlone(ctx context.Context, w want, old Token) (result, error) {
	now := f.source.cfg.clock()
	if h := f.source.current.Load(); w == ahead && h != nil && h.valid(now.UnixNano()) {
		return result{token: h.token, fetched: time.Unix(0, h.fetched), alone: true, kept: true}, nil
	}
	if died := w == doubted || f.diedEarly(old); died && (f.alone.Load() || f.kills) {
		if f.kills || f.fight.on(now.UnixNano()) {
			until, _ := f.status() // no longer than until the store is looked at again
			wait := max(until-now.UnixNano(), 0)
			return result{}, &Error{Op: "fetch", Kind: KindUnavailable, Err: errFight, final: true, RetryAfter: time.Duration(wait)}
		}
		f.fight = newHold(now.UnixNano(), fightPause)
	}
	t, err := f.source.attempt(ctx, old)
	if err == nil {
		f.alone.Store(true)
	}
	return result{token: t, alone: true}, err
}

var errFight = errors.New("the vendor rejected the token, as it does when another process has fetched one, and the store that would have that one is down")

// diedEarly reports whether t was rejected before its end.
func (f *fleet) diedEarly(t Token) bool {
	return f.source.wasRejected(t) && t.ValidAt(f.source.cfg.clock())
}

func (f *fleet) isDown() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.down.on(f.source.cfg.clock().UnixNano())
}

// fails leaves the store alone for a while, longer each time.
func (f *fleet) fails(err error) {
	wait := step(outageSteps, f.failures)
	f.failures++
	err = f.source.redactor().cause(err)
	f.mu.Lock()
	first := f.err == nil
	f.err, f.down = err, newHold(f.source.cfg.clock().UnixNano(), wait)
	f.mu.Unlock()
	if first {
		f.source.log(slog.LevelWarn, "store fails, going on without it", slog.String("error", err.Error()))
	}
}

func (f *fleet) works() {
	f.failures, f.fight = 0, hold{}
	f.mu.Lock()
	before := f.err
	f.err, f.down = nil, hold{}
	f.mu.Unlock()
	if before != nil {
		f.source.log(slog.LevelInfo, "store works again")
	}
}

// status is what Source.Status tells of the store, and when to look again.
func (f *fleet) status() (until int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.down.until, f.err
}
