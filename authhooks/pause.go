package authhooks

import (
	"math/rand/v2"
	"time"
)

// How long something is remembered, by how often it came in a row.
var (
	refusalSteps = []time.Duration{
		time.Second, 4 * time.Second, 16 * time.Second, 64 * time.Second, 256 * time.Second, 300 * time.Second,
	}
	outageSteps = []time.Duration{time.Second, 4 * time.Second, 16 * time.Second, 30 * time.Second}
)

func step(steps []time.Duration, n int) time.Duration { return steps[min(n, len(steps)-1)] }

// hold is a stretch of wall-clock time, in nanoseconds. The zero hold is over.
type hold struct{ from, until int64 }

func newHold(now int64, d time.Duration) hold { return hold{from: now, until: now + int64(d)} }

// on reports whether the hold is on. A clock set back to before it began ends
// it: else it could last for years.
func (h hold) on(now int64) bool { return h.from <= now && now < h.until }

// pause is a remembered failure. The zero pause remembers nothing.
type pause struct {
	hold
	err   *Error
	n     int  // failures in a row of the same sort
	early bool // an early fetch met it: a valid token was at hand
}

// outage reports whether waiting alone may help.
func (p pause) outage() bool { return p.err.Kind.transient() || p.err.Kind == KindProtocol }

// after returns the pause that follows one more failure. An outage lasts as the
// vendor says, where it says so; a refusal never less than its step, or one
// header could make a lockout of it.
func (p pause) after(err *Error, now int64, early bool) pause {
	next := pause{err: err, early: early}
	if p.err != nil && p.outage() == next.outage() {
		next.n = p.n + 1
	}
	var d time.Duration
	switch wish := err.RetryAfter; {
	case !next.outage():
		d = max(step(refusalSteps, next.n), wish)
	case wish > 0:
		d = max(wish, time.Second)
	default:
		d = step(outageSteps, next.n)
	}
	d += time.Duration(float64(d) * 0.2 * rand.Float64()) // upward only: never sooner than asked
	next.hold = newHold(now, d)
	return next
}

// binds reports whether a caller without a token has to wait too: always, but
// for a failure that an early fetch met and whose length the vendor did not ask for.
func (p pause) binds(now int64) bool {
	return p.on(now) && (!p.early || p.err.RetryAfter > 0)
}

// remembered returns the failure with the time left.
func (p pause) remembered(now int64) *Error {
	return p.err.with(func(e *Error) { e.RetryAfter, e.remembered = time.Duration(max(p.until-now, 0)), true })
}
