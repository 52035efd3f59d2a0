package authhooks

import (
	"context"
	"time"
)

// A store is not looked at for every call that is refused.
const lookupInterval = 100 * time.Millisecond

// storeLookup are looks at the store, one at a time.
type storeLookup struct {
	flight   *flight // the one under way
	cancel   context.CancelFunc
	recent   cooldown // none so soon, for all to share what was seen
	down     cooldown // none, for the store does not answer
	failures int
}

// lookupOptions is how a call looks.
type lookupOptions struct {
	// Refused with a token that had just come, it may have met with another process
	// in the middle of a fetch, which is waited for.
	wait bool
	// Its refusal may have nothing to do with the token: it waits for no pause.
	ambiguous bool
}

// otherThan returns the cached token if it is not rejected. Otherwise it returns
// rejected, and what may bring another token: the fetch in flight, or a lookup in the
// store if lookup is true. The flight is nil if there is neither.
func (s *Source) otherThan(rejected Token, lookup bool, g lookupOptions) (Token, *flight) {
	now := s.now().UnixNano()
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.current.Load(); c != nil && c.valid(now) && !c.token.Access.Equal(rejected.Access) {
		return c.token, nil // a fetch has ended meanwhile
	}
	if s.flight == nil && lookup && s.shared != nil && !s.closed {
		return rejected, s.startLookupLocked(rejected, g, now)
	}
	return rejected, s.flight
}

// startLookupLocked starts a startLookupLocked at the store, or joins the one under way; nil where there is
// to be none. The lock is cachedToken.
func (s *Source) startLookupLocked(rejected Token, g lookupOptions, now int64) *flight {
	l := &s.short
	if g.wait {
		l = &s.long
	}
	if l.flight != nil || l.down.active(now) || g.ambiguous && l.recent.active(now) {
		return l.flight
	}
	delay := time.Duration(0)
	if l.recent.active(now) {
		delay = time.Duration(l.recent.until - now)
	}
	ctx, cancel := context.WithTimeout(context.Background(), delay+2*storeTimeout+maxLockWait)
	f := &flight{done: make(chan struct{})}
	l.flight, l.cancel = f, cancel
	s.flights.Add(1)
	go s.runLookup(ctx, l, rejected, g.wait, delay)
	return f
}

// runLookup is the look.
func (s *Source) runLookup(ctx context.Context, l *storeLookup, rejected Token, waits bool, delay time.Duration) {
	defer s.flights.Done()
	began := s.now()
	var r payload
	var found bool
	err := errPanicked // stays where the store ends its goroutine (runtime.Goexit)
	defer func() { s.finishLookup(l, r, found, err, rejected, began) }()
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	r, found, err = s.shared.newerThan(ctx, rejected, waits)
}

// finishLookup is the end of a look.
func (s *Source) finishLookup(l *storeLookup, r payload, found bool, err error, rejected Token, began time.Time) {
	now := s.now()
	s.mu.Lock()
	f := l.flight
	l.cancel()
	l.flight, l.recent = nil, newCooldown(now.UnixNano(), lookupInterval)
	if err != nil {
		l.down = newCooldown(now.UnixNano(), step(storeSteps, l.failures))
		l.failures++
	} else {
		l.failures = 0
	}
	c := s.current.Load()
	if found = found && c != nil && c.token.Access.Equal(rejected.Access) && r.order > s.last.order; found {
		s.storeLocked(adopt(r), 0, now)
		c = s.current.Load()
	}
	if c != nil { // else it was dropped, or the source closed, meanwhile
		f.token = c.token
	}
	s.mu.Unlock()
	defer close(f.done)
	if found {
		s.reportAdopted(r.token, now, now.Sub(began))
	}
}

// newerThan returns what the store has instead of rejected, if that is of use.
func (f *sharedCache) newerThan(ctx context.Context, rejected Token, waits bool) (r payload, found bool, err error) {
	if f.isDown() {
		return payload{}, false, nil
	}
	sealer, err := f.sealer()
	if err != nil {
		return payload{}, false, err
	}
	look := func() {
		r, _, err = f.load(ctx, sealer)
		found = err == nil && f.usable(r, false) && !r.token.Access.Equal(rejected.Access)
	}
	look()
	locker, ok := f.store.(Locker)
	if found || err != nil || !waits || !ok {
		return r, found, err
	}
	unlock, err := f.tryLock(ctx, locker, sealer.name, maxLockWait)
	if err != nil {
		return r, false, err
	}
	if unlock != nil {
		defer unlock()
	}
	look()
	return r, found, err
}
