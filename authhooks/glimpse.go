package authhooks

import (
	"context"
	"time"
)

// A store is not looked at for every call that is refused.
const glimpsePause = 100 * time.Millisecond

// next returns the token to replay a call with that was refused with rejected:
// where it has paid for a renewal what that brought, be it the same. Where the
// source believes the rejection it still has what costs the vendor nothing: a
// fetch that is under way, and what another process has fetched. stands reports
// that there is no token to replay with; err, then, why a fetch brought none.
func (s *Source) next(ctx context.Context, rejected Token, paid, replayed bool) (t Token, stands bool, err error) {
	t, err = s.Token(ctx)
	if err != nil || !t.Access.Equal(rejected.Access) {
		return t, false, err
	}
	s.mu.Lock()
	f := s.flight
	if f == nil && !paid && s.fleet != nil && !s.closed {
		f = s.glance(rejected, replayed)
	}
	s.mu.Unlock()
	if f == nil {
		return t, !paid, nil
	}
	t, err = s.wait(ctx, f)
	if ctx.Err() != nil {
		return Token{}, false, s.leave(ctx)
	}
	return t, err != nil || t.Access.IsZero() || !paid && t.Access.Equal(rejected.Access), err
}

// glance starts a look at the store, or joins the one under way; the lock is
// held. A call that was refused with a token that had just come may have met
// with another process in the middle of a fetch: that one is waited for.
func (s *Source) glance(rejected Token, waits bool) *flight {
	now := s.cfg.clock().UnixNano()
	if s.glimpse != nil || s.glimpsed.on(now) && !waits {
		return s.glimpse
	}
	s.glimpsed = newHold(now, glimpsePause)
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.timeout)
	f := &flight{done: make(chan struct{}), cancel: cancel}
	s.glimpse = f
	s.flights.Add(1)
	go s.peer(ctx, f, rejected, waits)
	return f
}

func (s *Source) peer(ctx context.Context, f *flight, rejected Token, waits bool) {
	defer s.flights.Done()
	defer close(f.done)
	defer f.cancel()
	began := s.cfg.clock()
	r, found := s.fleet.newer(ctx, rejected, waits)
	now := s.cfg.clock()
	s.mu.Lock()
	s.glimpse = nil
	h := s.current.Load()
	if found = found && h != nil && h.token.Access.Equal(rejected.Access); found {
		s.keep(adopt(r), 0, now)
		h = s.current.Load()
	}
	if h != nil { // else it was dropped, or the source closed, meanwhile
		f.token = h.token
	}
	s.mu.Unlock()
	if found {
		s.tellAdopted(r.token, now, now.Sub(began))
	}
}

// newer returns what the store has instead of rejected, if that is of use.
func (f *fleet) newer(ctx context.Context, rejected Token, waits bool) (r shared, found bool) {
	sealer, err := f.sealer()
	if err != nil || f.isDown() {
		return shared{}, false
	}
	look := func() bool {
		r, _, err = f.load(ctx, sealer)
		return err == nil && f.usable(r, false) && !r.token.Access.Equal(rejected.Access)
	}
	if found = look(); found || err != nil || !waits {
		return r, found
	}
	locker, ok := f.store.(Locker)
	if !ok {
		return r, false
	}
	unlock, err := f.lock(ctx, locker, sealer.name, f.source.cfg.timeout)
	if err != nil || unlock == nil {
		return r, false
	}
	defer unlock()
	found = look()
	return r, found
}
