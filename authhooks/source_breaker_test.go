package authhooks

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBreakerTable runs through every cell of the table of breaker.
func TestBreakerTable(t *testing.T) {
	t.Parallel()
	const now = int64(time.Hour)
	closed := breaker{last: 1}
	open := breaker{open: newCooldown(now, time.Second), trips: 2, forgiven: 1, last: 1}
	halfOpen := breaker{open: cooldown{from: 0, until: now}, trips: 2, forgiven: 1, last: 1}
	tired := func(b breaker) breaker { b.forgiven = maxForgiven; return b }
	for _, cell := range []struct {
		state    string
		before   breaker
		event    string
		do       func(*breaker)
		renews   bool // a rejection of a token that was requested after the last one
		trips    int
		forgiven int
	}{
		{"closed", closed, "rejection", nil, true, 0, 0},
		{"closed", closed, "trip", func(b *breaker) { b.trip(2, now) }, false, 1, 0},
		{"closed", closed, "helped", settled(helped), true, 0, 0},
		{"closed", closed, "borrowed", settled(borrowed), true, 0, 0},
		{"closed", closed, "no token", settled(noToken), true, 0, 0},
		{"closed", closed, "unknown", settled(unknown), true, 0, 1},
		{"open", open, "rejection", nil, false, 2, 1},
		{"open", open, "helped", settled(helped), true, 0, 0},
		{"open", open, "borrowed", settled(borrowed), true, 1, 1},
		{"open", open, "no token", settled(noToken), true, 1, 1},
		{"open", open, "unknown", settled(unknown), true, 1, 2},
		{"open", tired(open), "unknown, more", settled(unknown), false, 2, maxForgiven},
		{"half-open", halfOpen, "rejection", nil, true, 2, 1},
		{"half-open", halfOpen, "trip", func(b *breaker) { b.trip(2, now) }, false, 3, 1},
		{"half-open", halfOpen, "helped", settled(helped), true, 0, 0},
		{"half-open", halfOpen, "borrowed", settled(borrowed), true, 1, 1},
		{"half-open", halfOpen, "no token", settled(noToken), true, 1, 1},
		{"half-open", halfOpen, "unknown", settled(unknown), true, 1, 2},
		{"half-open", tired(halfOpen), "unknown, more", settled(unknown), true, 2, maxForgiven},
	} {
		b := cell.before
		if cell.do != nil {
			cell.do(&b)
		}
		assert.Equal(t, cell.renews, !b.paced(b.last, now), "%s, %s: renews", cell.state, cell.event)
		assert.Equal(t, cell.trips, b.trips, "%s, %s: trips", cell.state, cell.event)
		assert.Equal(t, cell.forgiven, b.forgiven, "%s, %s: forgiven", cell.state, cell.event)
	}
}

func settled(o outcome) func(*breaker) { return func(b *breaker) { b.settle(o) } }

// TestBreakerOpensLongerEachTime holds the breaker to the lengths that its table names.
func TestBreakerOpensLongerEachTime(t *testing.T) {
	t.Parallel()
	b, now := breaker{}, int64(0)
	for i, seconds := range []int64{1, 4, 16, 30, 30} {
		b.trip(seq(i+1), now)
		end := now + seconds*int64(time.Second)
		require.True(t, b.paced(b.last, end-1), "open for %d s", seconds)
		require.False(t, b.paced(b.last, end), "open for %d s", seconds)
		now = end
	}
}

// TestARejectionThatOvertookTheFetchIsUnknown: a token that was requested before the
// last trip shows nothing, three times in a row.
func TestARejectionThatOvertookTheFetchIsUnknown(t *testing.T) {
	t.Parallel()
	b := breaker{}
	for range maxForgiven {
		b.trip(2, 0)
		require.False(t, b.paced(1, 0))
		require.Zero(t, b.trips)
	}
	b.trip(2, 0)
	require.True(t, b.paced(1, 0))
	require.True(t, (&breaker{open: newCooldown(0, time.Second), last: 2}).paced(1, 0), "closed: there is nothing to settle")
}

// TestDecisionTable runs through every row of the table of decideLocked, with a clear
// and with an ambiguous code. Each state holds what its row needs, and what all later
// rows need too: the first row counts.
func TestDecisionTable(t *testing.T) {
	t.Parallel()
	const now = int64(time.Hour)
	on := newCooldown(now, time.Second)
	cached := func(requested seq) *cachedToken { return &cachedToken{requestedAt: requested} }
	backedOff := backoff{cooldown: on}
	opened := breaker{open: on, trips: 1, last: 1}
	for _, row := range []struct {
		name             string
		c                *cachedToken
		flight           *flight
		backoff          backoff
		breaker          breaker
		first            seq
		clear, ambiguous decision
	}{
		{"1 not the cached token", nil, &flight{}, backedOff, opened, 1, stale, stale},
		{"2 a fetch in flight", cached(1), &flight{}, backedOff, opened, 1, join, join},
		{"3 the fetch in backoff", cached(1), nil, backedOff, breaker{}, 0, renew, believe},
		{"4 requested after the first rejection", cached(2), nil, backoff{}, breaker{}, 2, believe, believe},
		{"4 requested before it", cached(1), nil, backoff{}, breaker{}, 2, renew, renew},
		{"5 open", cached(1), nil, backoff{}, opened, 0, believe, believe},
		{"5 open, overtaken", cached(0), nil, backoff{}, opened, 0, renew, renew},
		{"6 else", cached(1), nil, backoff{}, breaker{last: 1}, 0, renew, renew},
		{"6 the backoff is over", cached(1), nil, backoff{cooldown: cooldown{until: now}}, breaker{}, 0, renew, renew},
	} {
		for ambiguous, want := range map[bool]decision{false: row.clear, true: row.ambiguous} {
			s := &Source{flight: row.flight, backoff: row.backoff, breaker: row.breaker}
			assert.Equal(t, want, s.decideLocked(row.c, ambiguous, row.first, now), "%s, ambiguous: %v", row.name, ambiguous)
		}
	}
}

// TestWhatIsDroppedWhileAFetchIsInFlight: row 2 of the table.
func TestWhatIsDroppedWhileAFetchIsInFlight(t *testing.T) {
	t.Parallel()
	rejected := Token{Access: NewSecret("t")}
	for _, c := range []struct{ ambiguous, open, drops bool }{{false, false, true}, {true, false, false}, {false, true, false}, {true, true, false}} {
		s, f := &Source{cfg: newConfig()}, &flight{}
		s.flight = f
		if c.open {
			s.breaker.trip(1, s.now().UnixNano())
		}
		s.current.Store(&cachedToken{token: rejected})
		r := s.reject(t.Context(), rejected, c.ambiguous, 0)
		assert.Equal(t, rejection{decision: join, at: 1}, r, "%+v", c)
		assert.Equal(t, c.drops, s.current.Load() == nil, "%+v", c)
		assert.Equal(t, !c.open, f.joined, "%+v", c)
	}
}
