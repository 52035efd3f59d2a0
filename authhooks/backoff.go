package authhooks

import (
	"math/rand/v2"
	"time"
)

// How long a failure is cached, by how many of its sort came in a row.
var (
	refusalSteps = []time.Duration{
		time.Second, 4 * time.Second, 16 * time.Second, 64 * time.Second, 256 * time.Second, 300 * time.Second,
	}
	limitSteps  = []time.Duration{time.Second, 4 * time.Second, 16 * time.Second, 30 * time.Second}
	outageSteps = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second}
)

const (
	// maxWish caps the vendor's Retry-After. A longer one is a mistake, or an attack.
	maxWish = time.Hour
	// maxForeignWish caps the Retry-After of a proxy, or of a load balancer's page.
	maxForeignWish = 5 * time.Minute
	// A backoff is lengthened by up to a fifth, never shortened.
	jitter = 0.2
)

// withJitter lengthens a pause, so that not all who were refused come back at once.
func withJitter(d time.Duration) time.Duration {
	return d + time.Duration(float64(d)*jitter*rand.Float64())
}

func step(steps []time.Duration, n int) time.Duration { return steps[min(n, len(steps)-1)] }

// cooldown is a stretch of wall-clock time in nanoseconds. The zero cooldown is over.
type cooldown struct{ from, until int64 }

func newCooldown(now int64, d time.Duration) cooldown {
	return cooldown{from: now, until: now + int64(d)}
}

// active reports whether the cooldown lasts. If the clock is set back to before its
// start, it is over: otherwise it could last for years.
func (c cooldown) active(now int64) bool { return c.from <= now && now < c.until }

// backoff is the negative cache: the error of the last fetch, and how long it is
// returned without another fetch. The zero backoff holds no error.
type backoff struct {
	cooldown
	err   *Error
	n     int  // failures in a row of the same sort
	early bool // the fetch was an early one: there was a valid token
}

// stepsOf returns the steps for a failure, and whether the failure is an outage,
// which waiting alone may end.
func stepsOf(e *Error) (steps []time.Duration, outage bool) {
	switch {
	case e.Kind == KindRateLimited:
		return limitSteps, true
	case e.Kind.transient() || e.Kind == KindProtocol:
		return outageSteps, true
	default:
		return refusalSteps, false
	}
}

// wish returns how long the answer asks to wait, capped.
func wish(e *Error) time.Duration {
	if e.FromVendor() {
		return min(e.RetryAfter, maxWish)
	}
	return min(e.RetryAfter, maxForeignWish)
}

// after returns the backoff after one more failure. If the failure is an outage, the
// vendor's Retry-After replaces the step. Otherwise it can only lengthen the step, so
// that a short Retry-After does not turn wrong credentials into an account lockout.
func (b backoff) after(err *Error, now int64, early bool) backoff {
	next := backoff{err: err, early: early}
	steps, outage := stepsOf(err)
	if b.err != nil {
		if _, before := stepsOf(b.err); before == outage {
			next.n = b.n + 1
		}
	}
	d := step(steps, next.n)
	if w := wish(err); w > 0 && outage {
		d = max(w, time.Second)
	} else {
		d = max(d, w)
	}
	next.cooldown = newCooldown(now, withJitter(d))
	return next
}

// blocks reports whether a caller without a token gets the cached error. The failure of
// an early fetch blocks only if the vendor sent Retry-After.
func (b backoff) blocks(now int64) bool {
	return b.active(now) && (!b.early || b.err.RetryAfter > 0)
}

// cachedErr returns the error with the time that is left.
func (b backoff) cachedErr(now int64) *Error {
	return b.err.with(func(e *Error) { e.RetryAfter, e.cached = time.Duration(max(b.until-now, 0)), true })
}
