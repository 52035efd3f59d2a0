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
	limitSteps  = []time.Duration{time.Second, 4 * time.Second, 16 * time.Second, 30 * time.Second}
	outageSteps = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second}
)

const (
	// A longer wish of the vendor is a mistake, or an attack.
	maxWish = time.Hour
	// The same of anybody else on the way: a proxy, a page of a load balancer.
	maxForeignWish = 5 * time.Minute
	// Pauses are lengthened by up to a fifth, never shortened.
	jitter = 0.2
)

func step(steps []time.Duration, n int) time.Duration { return steps[min(n, len(steps)-1)] }

// cooldown is a stretch of wall-clock time, in nanoseconds. The zero cooldown is over.
type cooldown struct{ from, until int64 }

func newCooldown(now int64, d time.Duration) cooldown {
	return cooldown{from: now, until: now + int64(d)}
}

// on reports whether the cooldown is on. A clock set back to before it began ends
// it: else it could last for years.
func (c cooldown) active(now int64) bool { return c.from <= now && now < c.until }

// backoff is a remembered failure. The zero backoff remembers nothing.
type backoff struct {
	cooldown
	err   *Error
	n     int  // failures in a row of the same sort
	early bool // an early fetch met it: a valid token was at hand
}

// stepsOf returns the pauses that follow a failure, and whether waiting alone may help.
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

// wish is how long the answer asks to wait, as far as that is believed.
func wish(e *Error) time.Duration {
	if e.FromVendor() {
		return min(e.RetryAfter, maxWish)
	}
	return min(e.RetryAfter, maxForeignWish)
}

// after returns the pause that follows one more failure. The vendor's wish takes
// the place of an outage's step. It only lengthens a refusal's: a short one must
// not turn wrong credentials into a lockout of the account.
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
	d += time.Duration(float64(d) * jitter * rand.Float64())
	next.cooldown = newCooldown(now, d)
	return next
}

// blocks reports whether a caller without a token has to wait too: always, but
// for a failure that an early fetch met and whose length the vendor did not ask for.
func (b backoff) blocks(now int64) bool {
	return b.active(now) && (!b.early || b.err.RetryAfter > 0)
}

// cachedErr returns the failure with the time left.
func (b backoff) cachedErr(now int64) *Error {
	return b.err.with(func(e *Error) { e.RetryAfter, e.cached = time.Duration(max(b.until-now, 0)), true })
}
