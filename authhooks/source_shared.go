package authhooks

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// soloFetchInterval is the least time between fetches without the store, if each new
// token revokes the old one.
const soloFetchInterval = 5 * time.Minute

// sharing is what a Source asks of the token that processes share. It is an interface, so
// that a program without WithStore does not link the code behind it.
type sharing interface {
	// obtain returns the token for a fetch, and supply that of Source.Supply.
	obtain(r *run, why reason, old Token) (result, error)
	supply(ctx context.Context, t Token) result
	// lookUpLocked looks in the store for a token instead of rejected.
	lookUpLocked(rejected Token, o lookupOptions, now int64) *flight
	// markPublished records that the store has the cached token, and handOver writes it
	// there if not.
	markPublished()
	handOver(last payload)
	// status returns the last error of the store, and when to try it again.
	status() (until int64, err error)
	// longest is how much longer a fetch may take for it.
	longest() time.Duration
}

// sharedCache is a Source's side of the token that processes share. Only the running
// fetch uses newRevokesOld and forgotten.
type sharedCache struct {
	*recordStore
	source        *Source
	account       *account
	newRevokesOld bool        // a new token has been seen to revoke the old one
	forgotten     int64       // when the failure in the store came that Retry has forgotten
	unpublished   atomic.Bool // the cached token is not in the store
}

func newSharedCache(s *Source, a *account) *sharedCache {
	f := &sharedCache{source: s, account: a, recordStore: &recordStore{
		accountID: a.ID,
		store:     s.cfg.store, clock: s.now, lockTTL: s.cfg.timeout + lockMargin, known: s.cfg.known,
		sealer: sync.OnceValues(func() (sealer, error) { return newSealer(a.key, s.cfg.storeKey) }),
		clean:  func(err error) error { return s.redactor().cause(err) },
		log:    s.log, observe: func(e Event) { s.observe(context.Background(), e) },
	}}
	if old := s.account.Load(); old != nil { // it is the same store
		if before, ok := old.shared.(*sharedCache); ok {
			f.inherit(before.recordStore)
		}
	}
	return f
}

func (f *sharedCache) markPublished() { f.unpublished.Store(false) }

// longest is the wait for the lock, one more fetch, and four calls of the store.
func (f *sharedCache) longest() time.Duration {
	return f.lockTTL + f.source.cfg.timeout + 4*storeTimeout
}

// result is what a fetch returned.
type result struct {
	token       Token
	from        tokenOrigin
	fetched     time.Time // when the token came from the vendor, zero if this fetch brought it
	order       int64     // as in payload
	unpublished bool      // the store does not have the token
	backoff     *backoff  // of a failure that the store has too
}

// tokenOrigin says who brought the token of a result.
type tokenOrigin uint8

const (
	fromVendor tokenOrigin = iota
	fromStore              // another process fetched it
	fromMemory             // it was cached already; no fetch happened
	fromOther              // the fetch of another Source brought it
)

// obtain returns the token of another process if the store has a usable one. Otherwise
// it fetches one, and writes it to the store before anybody gets it. If memory has a
// newer token than the record, the store has lost that token, or never had it. Then
// memory counts, and obtain writes it to the store. If the store fails, obtain goes on
// without.
func (f *sharedCache) obtain(ctx *run, why reason, old Token) (result, error) {
	early := why != reasonInitial
	if f.isDown() {
		return f.fetchWithoutStore(ctx, why, old)
	}
	sealer, err := f.sealer()
	if err != nil {
		return f.fetchWithoutStore(ctx, why, old)
	}
	r, version, unlock, err := f.loadOrLock(ctx, sealer, why)
	defer unlock()
	if err != nil {
		f.markDown(err, false)
		return f.fetchWithoutStore(ctx, why, old)
	}
	newest, memory := f.newest(r)
	now := f.source.now()
	switch spared := f.sparesFetch(newest, memory, why); {
	case spared && memory:
		return f.publish(ctx, sealer, version, newest, early), nil
	case spared:
		f.markUp(false)
		f.newRevokesOld = f.newRevokesOld || f.revokedEarly(old)
		return adopt(newest), nil
	}
	if err := f.failureIn(r, why, now); err != nil {
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
	if !t.Refresh.IsZero() { // the old one is dead: no other process must present it
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
	return result{token: r.token, fetched: r.fetched, order: r.order, from: fromStore}
}

// newest returns the newer of the record and of what memory has, and whether it is
// memory's. Memory takes over a newer record at once, since the next fetch must not begin
// with an older refresh token if this one fails.
func (f *sharedCache) newest(r payload) (newest payload, memory bool) {
	s := f.source
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.account != s.account.Load() {
		return r, false // memory has the new account's token
	}
	if s.last.order > r.order {
		return s.last, true
	}
	if !s.isClosed() && r.order > s.last.order {
		s.last = payload{token: r.token, fetched: r.fetched, order: r.order}
	}
	return r, false
}

// sparesFetch reports whether no fetch is needed, since r, the newest token known, will
// do. memory says that r is the cached token. An early fetch wants another token then,
// unless it only has to write the cached one to the store.
func (f *sharedCache) sparesFetch(r payload, memory bool, why reason) bool {
	now := f.source.now()
	if memory && why == reasonEarly && r.token.ValidAt(now) && !f.source.wasRejected(r.token) {
		return now.UnixNano() < f.source.cfg.window.opens(r.token, r.fetched, 0)
	}
	return f.usable(r, why != reasonInitial)
}

// usable reports whether the token of r will do instead of a fetch.
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
	return !early || now.UnixNano() < s.cfg.window.opens(r.token, r.fetched, 0)
}

// fetchWithoutStore fetches a token while the store is down. It keeps a valid token to its
// end, since a fetch might revoke the token of every other process. A token that was
// rejected before its end is replaced with care, or processes would keep revoking each
// other's tokens. If new tokens are known to revoke old ones, it waits for the store. If
// only this process has the rejected token, it fetches once in soloFetchInterval.
func (f *sharedCache) fetchWithoutStore(ctx *run, why reason, old Token) (result, error) {
	now := f.source.now()
	f.source.mu.Lock()
	order := f.source.last.order
	f.source.mu.Unlock()
	if c := f.source.current.Load(); why == reasonEarly && c != nil && c.valid(now.UnixNano()) {
		return result{token: c.token, fetched: time.Unix(0, c.fetchedAt), order: order, unpublished: true, from: fromMemory}, nil
	}
	if died := why == reasonAmbiguous || f.revokedEarly(old); died && (f.unpublished.Load() || f.newRevokesOld) {
		if !f.maySoloFetch(now.UnixNano()) {
			until, _ := f.status() // no longer than until the store is tried again
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

var errContended = errors.New("token rejected, probably replaced by another process; the shared store is down")

// revokedEarly reports whether t was rejected before it expired.
func (f *sharedCache) revokedEarly(t Token) bool {
	return f.source.wasRejected(t) && t.ValidAt(f.source.now())
}

// maySoloFetch reports whether one more fetch without the store is allowed, and counts it.
func (f *sharedCache) maySoloFetch(now int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.newRevokesOld || f.soloFetch.active(now) {
		return false
	}
	f.soloFetch = newCooldown(now, soloFetchInterval)
	return true
}

// loadOrLock returns the record when one of these is true:
//
//   - The record will do instead of a fetch, or it holds a failure that counts.
//   - This process has the lock. unlock gives the lock back.
//   - The store has no locks, or fails.
//   - The lock did not come within the longest time that another process may hold it, and
//     the time of one more fetch.
//
// It reads the record between short waits for the lock, since a thousand processes need
// not take turns when one fetch is over.
func (f *sharedCache) loadOrLock(ctx *run, sealer sealer, why reason) (r payload, version Version, unlock func(), err error) {
	unlock = func() {}
	waiting, cancel := context.WithTimeout(ctx, f.lockTTL+f.source.cfg.timeout)
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
