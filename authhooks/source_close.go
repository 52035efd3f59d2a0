package authhooks

import "time"

// closeWait bounds Close. The millisecond lets a call of exactly three seconds end first.
const closeWait = 3*time.Second + time.Millisecond

// Close ends the background work, waits for it up to 3 s, and forgets the token. It
// cancels a login in flight. It does not cancel a renewal that has been sent, since
// the answer may hold the only valid refresh token: Close waits for the answer and for
// its write to the store. If the store does not have the cached token, Close writes it
// to the store. After the 3 s Close cancels the renewal too, and what it brings is lost. Later calls return a KindPolicy error that
// wraps [ErrClosed]. Close always returns nil and may be called more than once.
func (s *Source) Close() error {
	s.mu.Lock()
	first := !s.isClosed()
	r, last, shared := s.run, s.last, s.account.Load().shared
	if first {
		close(s.closing)
		for _, l := range []*storeLookup{&s.short, &s.long} {
			if l.cancel != nil {
				l.cancel()
			}
		}
		s.current.Store(nil)
		s.last = payload{}
	}
	s.mu.Unlock()
	if first {
		if r != nil {
			r.end()
		}
		go s.shutDown(shared, last)
	}
	end := systemNow().Add(closeWait)
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case <-s.ended:
	case <-timer.C:
		if r != nil {
			r.cancel()
		}
	}
	if s.notices != nil {
		s.notices.flush(end.Sub(systemNow()))
	}
	return nil
}

// shutDown writes to the store what it does not have: the cached token at once, and
// then what the last fetch brings.
func (s *Source) shutDown(shared sharing, last payload) {
	defer close(s.ended)
	if shared != nil {
		shared.handOver(last)
	}
	s.flights.Wait()
	s.mu.Lock()
	late := s.last
	s.last = payload{}
	s.mu.Unlock()
	if shared != nil && late.order > last.order {
		shared.handOver(late)
	}
}
