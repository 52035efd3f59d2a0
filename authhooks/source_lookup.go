package authhooks

import (
	"context"
	"time"
)

// storeLookup reads the store after a rejection, for the token of another process. One
// lookup runs at a time, and all callers share its result.
type storeLookup struct {
	flight   *flight // the running lookup, nil if there is none
	cancel   context.CancelFunc
	recent   cooldown // no lookup yet: there was one just now
	down     cooldown // no lookup: the store does not answer
	failures int
}

// lookupInterval is the least time between two lookups, since not every rejected call
// may read the store.
const lookupInterval = 100 * time.Millisecond

// lookupOptions are of the call that asks for a lookup.
type lookupOptions struct {
	// wait says that the rejected token had just come, so another process may be fetching
	// right now. The lookup waits for its lock.
	wait bool
	// ambiguous says that the rejection may not be about the token. The call does not wait
	// for the end of lookupInterval.
	ambiguous bool
}

// otherThan returns the cached token if that is another token than rejected. Otherwise it
// returns rejected, and what may bring another token: the fetch in flight, or a lookup in the
// store if lookup is true. The flight is nil if there is neither.
func (s *Source) otherThan(rejected Token, lookup bool, o lookupOptions) (Token, *flight) {
	now := s.now().UnixNano()
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.current.Load(); c != nil && c.valid(now) && !c.token.Access.Equal(rejected.Access) {
		return c.token, nil // a fetch has ended meanwhile
	}
	if shared := s.account.Load().shared; s.flight == nil && lookup && shared != nil && !s.isClosed() {
		return rejected, shared.lookUpLocked(rejected, o, now)
	}
	return rejected, s.flight
}

// lookUpLocked starts a lookup, or joins the running one. It returns nil if there is none to
// be had now.
func (f *sharedCache) lookUpLocked(rejected Token, o lookupOptions, now int64) *flight {
	s := f.source
	l := &s.short
	if o.wait {
		l = &s.long
	}
	if l.flight != nil || l.down.active(now) || o.ambiguous && l.recent.active(now) {
		return l.flight
	}
	delay := time.Duration(0)
	if l.recent.active(now) {
		delay = time.Duration(l.recent.until - now)
	}
	ctx, cancel := context.WithCancel(context.Background()) // each call of the store has its own limit
	l.flight, l.cancel = &flight{done: make(chan struct{})}, cancel
	s.flights.Add(1)
	go f.runLookup(ctx, l, rejected, o.wait, delay)
	return l.flight
}

func (f *sharedCache) runLookup(ctx context.Context, l *storeLookup, rejected Token, wait bool, delay time.Duration) {
	defer f.source.flights.Done()
	began := f.source.now()
	var r payload
	var found bool
	err := errPanicked // stays if the store ends the goroutine (runtime.Goexit)
	defer func() { f.finishLookup(l, r, found, err, rejected, began) }()
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	r, found, err = f.newerThan(ctx, rejected, wait)
}

// finishLookup caches a newer token before it wakes the waiters.
func (f *sharedCache) finishLookup(l *storeLookup, r payload, found bool, err error, rejected Token, began time.Time) {
	s := f.source
	now := s.now()
	s.mu.Lock()
	lookup := l.flight
	l.cancel()
	l.flight, l.recent = nil, newCooldown(now.UnixNano(), lookupInterval)
	if err != nil {
		l.down = newCooldown(now.UnixNano(), step(storeSteps, l.failures))
		l.failures++
	} else {
		l.failures = 0
	}
	c := s.current.Load()
	if found = found && f.account == s.account.Load() && c != nil && c.token.Access.Equal(rejected.Access) && r.order > s.last.order; found {
		s.storeLocked(adopt(r), 0, now)
		c = s.current.Load()
	}
	if c != nil { // nil if the token was dropped, or the source closed, meanwhile
		lookup.token = c.token
	}
	s.mu.Unlock()
	defer close(lookup.done)
	if found {
		s.observe(context.Background(), adoptedEvent(r.token, now, now.Sub(began)), expiry(r.token))
	}
}

// newerThan returns the usable token that the store has instead of rejected. If there is
// none and wait is true, it waits for the lock of a process that may be fetching, and
// reads the record again.
func (f *sharedCache) newerThan(ctx context.Context, rejected Token, wait bool) (r payload, found bool, err error) {
	if f.isDown() {
		return payload{}, false, nil
	}
	sealer, err := f.sealer()
	if err != nil {
		return payload{}, false, err
	}
	read := func() {
		r, _, err = f.load(ctx, sealer)
		found = err == nil && f.usable(r, false) && !r.token.Access.Equal(rejected.Access)
	}
	read()
	locker, ok := f.store.(Locker)
	if found || err != nil || !wait || !ok {
		return r, found, err
	}
	unlock, err := f.tryLock(ctx, locker, sealer.Name, maxLockWait)
	if err != nil {
		return r, false, err
	}
	if unlock != nil {
		defer unlock()
	}
	read()
	return r, found, err
}
