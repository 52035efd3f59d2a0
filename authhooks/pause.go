package authhooks

import (
	"math/rand/v2"
	"time"
)

// How long a failure is remembered, by how often it came in a row.
var (
	refusalSteps = []time.Duration{
		time.Second, 4 * time.Second, 16 * time.Second, 64 * time.Second, 256 * time.Second, 300 * time.Second,
	}
	outageSteps = []time.Duration{time.Second, 4 * time.Second, 16 * time.Second, 30 * time.Second}
)

func step(steps []time.Duration, n int) time.Duration { return steps[min(n, len(steps)-1)] }

// pause is a remembered failure. The zero pause remembers nothing.
type pause struct {
	err   *Error
	n     int   // failures in a row of the same sort
	until int64 // wall-clock nanoseconds
	long  int64 // how long it was meant to be
	early bool  // an early fetch met it: a valid token was at hand
}

// outage reports whether waiting alone may help.
func (p pause) outage() bool { return p.err.Kind.transient() || p.err.Kind == KindProtocol }

// after returns the pause that follows one more failure.
func (p pause) after(err *Error, now int64, early bool) pause {
	next := pause{err: err, early: early}
	if p.err != nil && p.outage() == next.outage() {
		next.n = p.n + 1
	}
	steps := refusalSteps
	if next.outage() {
		steps = outageSteps
	}
	d := step(steps, next.n)
	if err.RetryAfter > 0 {
		d = max(err.RetryAfter, time.Second)
	}
	d += time.Duration(float64(d) * 0.2 * rand.Float64()) // upward only: never sooner than asked
	next.long = int64(d)
	next.until = now + next.long
	return next
}

// holds reports whether the pause is on. A clock set back by more than the
// pause is long ends it: else it could last for years.
func (p pause) holds(now int64) bool {
	return p.err != nil && now < p.until && p.until-now <= p.long
}

// remembered returns the failure with the time left.
func (p pause) remembered(now int64) *Error {
	return p.err.with(func(e *Error) { e.RetryAfter = time.Duration(max(p.until-now, 0)) })
}
