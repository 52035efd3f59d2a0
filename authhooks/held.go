package authhooks

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	// The early window is a tenth of the lifetime, at most maxEarly, give or
	// take a fifth, so that a fleet does not fetch in the same second.
	earlyShare = 10
	maxEarly   = 5 * time.Minute
	// A refetch that returned the very bytes just rejected is kept this long.
	sameBytes = time.Second
)

// cachedToken is a token in memory with its times as wall-clock nanoseconds.
type cachedToken struct {
	token             Token
	began, early, end int64
	fetched           int64 // when it came from the vendor, perhaps to another process
	same              cooldown  // the very bytes that were rejected: then the rejection is believed
	asked             seq  // the last rejection that its fetch knew of; 0 where another process fetched it
	adopted           bool  // that is so
}

// clockSlack is how far a clock may be set back before a token is given up: what
// was dated by a clock a year ahead would otherwise look fresh for a year.
const clockSlack = int64(time.Minute)

func (h *cachedToken) valid(now int64) bool { return h.began-clockSlack <= now && now < h.end }

// keep stores a token; the lock is cachedToken.
func (s *Source) keep(r result, asked seq, now time.Time) {
	if r.adopted {
		asked = 0
	}
	fetched := r.fetched
	if fetched.IsZero() || fetched.After(now) { // after: another machine's clock
		fetched = now
	}
	h := &cachedToken{
		token: r.token, began: now.UnixNano(), fetched: fetched.UnixNano(), early: math.MaxInt64, end: math.MaxInt64, asked: asked, adopted: r.adopted,
	}
	if end := r.token.ExpiresAt; !endless(end) {
		h.end = end.UnixNano()
		h.early = earlyPoint(r.token, fetched, 0.8+0.4*rand.Float64())
	}
	if s.fleet != nil && r.alone { // look at the store again as soon as it may work
		until, _ := s.fleet.status()
		again := max(until, h.began) + int64(rand.N(time.Second))
		if h.early <= h.began { // the store's pause is longer than the wait for the early window
			h.early = again
		}
		h.early = min(h.early, again)
	}
	if r.token.Access.Equal(s.rejected) {
		h.same = newCooldown(h.began, sameBytes)
	}
	if s.fleet != nil && r.adopted {
		s.fleet.alone.Store(false)
	}
	s.last = shared{token: r.token, fetched: fetched, order: r.order}
	if !r.adopted && !r.kept {
		s.fetched = h.fetched
	}
	s.pause = pause{}
	s.current.Store(h)
}

// endless: past the year 2262 nanoseconds overflow: such an end means "never".
func endless(end time.Time) bool { return end.IsZero() || !end.Before(time.Unix(0, math.MaxInt64)) }

// earlyPoint is when the early window of a token opens that came at fetched, in
// nanoseconds. share stretches the window.
func earlyPoint(t Token, fetched time.Time, share float64) int64 {
	if endless(t.ExpiresAt) {
		return math.MaxInt64
	}
	window := min(t.ExpiresAt.Sub(fetched)/earlyShare, maxEarly)
	return t.ExpiresAt.UnixNano() - int64(float64(window)*share)
}
