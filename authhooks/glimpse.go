package authhooks

import (
	"context"
	"time"
)

// A store is not looked at for every call that is refused.
const glimpsePause = 100 * time.Millisecond

// glimpses are looks at the store, one at a time.
type glimpses struct {
	flight   *flight // the one under way
	cancel   context.CancelFunc
	pause    cooldown // none so soon, for all to share what was seen
	down     cooldown // none, for the store does not answer
	failures int
}

// glance is how a call looks.
type glance struct {
	// Refused with a token that had just come, it may have met with another process
	// in the middle of a fetch, which is waited for.
	waits bool
	// Its refusal may have nothing to do with the token: it waits for no pause.
	ambiguous bool
}

// otherThan returns the cached token if it is not rejected. Otherwise it returns
// rejected, and what may bring another token: the fetch in flight, or a lookup in the
// store if lookup is true. The flight is nil if there is neither.
func (s *Source) otherThan(rejected Token, lookup bool, g glance) (Token, *flight) {
	now := s.now().UnixNano()
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.current.Load(); h != nil && h.valid(now) && !h.token.Access.Equal(rejected.Access) {
		return h.token, nil // a fetch has ended meanwhile
	}
	if s.flight == nil && lookup && s.fleet != nil && !s.closed {
		return rejected, s.look(rejected, g, now)
	}
	return rejected, s.flight
}

// look starts a look at the store, or joins the one under way; nil where there is
// to be none. The lock is cachedToken.
func (s *Source) look(rejected Token, g glance, now int64) *flight {
	l := &s.short
	if g.waits {
		l = &s.long
	}
	if l.flight != nil || l.down.active(now) || g.ambiguous && l.pause.active(now) {
		return l.flight
	}
	delay := time.Duration(0)
	if l.pause.active(now) {
		delay = time.Duration(l.pause.until - now)
	}
	ctx, cancel := context.WithTimeout(context.Background(), delay+2*storeTimeout+maxTurn)
	f := &flight{done: make(chan struct{})}
	l.flight, l.cancel = f, cancel
	s.flights.Add(1)
	go s.peer(ctx, l, rejected, g.waits, delay)
	return f
}

// peer is the look.
func (s *Source) peer(ctx context.Context, l *glimpses, rejected Token, waits bool, delay time.Duration) {
	defer s.flights.Done()
	began := s.now()
	var r shared
	var found bool
	err := errPanicked // stays where the store ends its goroutine (runtime.Goexit)
	defer func() { s.seen(l, r, found, err, rejected, began) }()
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	r, found, err = s.fleet.newer(ctx, rejected, waits)
}

// seen is the end of a look.
func (s *Source) seen(l *glimpses, r shared, found bool, err error, rejected Token, began time.Time) {
	now := s.now()
	s.mu.Lock()
	f := l.flight
	l.cancel()
	l.flight, l.pause = nil, newCooldown(now.UnixNano(), glimpsePause)
	if err != nil {
		l.down = newCooldown(now.UnixNano(), step(storeSteps, l.failures))
		l.failures++
	} else {
		l.failures = 0
	}
	h := s.current.Load()
	if found = found && h != nil && h.token.Access.Equal(rejected.Access) && r.order > s.last.order; found {
		s.keep(adopt(r), 0, now)
		h = s.current.Load()
	}
	if h != nil { // else it was dropped, or the source closed, meanwhile
		f.token = h.token
	}
	s.mu.Unlock()
	defer close(f.done)
	if found {
		s.tellAdopted(r.token, now, now.Sub(began))
	}
}

// newer returns what the store has instead of rejected, if that is of use.
func (f *fleet) newer(ctx context.Context, rejected Token, waits bool) (r shared, found bool, err error) {
	if f.isDown() {
		return shared{}, false, nil
	}
	sealer, err := f.sealer()
	if err != nil {
		return shared{}, false, err
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
	unlock, err := f.lock(ctx, locker, sealer.name, maxTurn)
	if err != nil {
		return r, false, err
	}
	if unlock != nil {
		defer unlock()
	}
	look()
	return r, found, err
}
