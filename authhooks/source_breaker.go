package authhooks

// seq numbers the rejections of a Source. If a token's fetch began before a rejection,
// the token may have died with the rejected one. Its own rejection does not show that
// renewing is useless.
type seq uint64

// breaker is a circuit breaker in front of the renewals that rejections cause. A call
// that is not permitted must not cost a token each time. trips counts the renewals in a
// row that are not known to have helped. The rows are those of decideLocked.
//
//	state               | rejection (row 6)         | helped | borrowed, noToken | unknown, 3 times    | unknown, more
//	--------------------|---------------------------|--------|-------------------|---------------------|--------------
//	closed: no trips    | renew; open for 1 s       | -      | -                 | -                   | -
//	open                | believe (row 5)           | closed | not open, trips-1 | not open, trips-1   | stays
//	half-open: time over| renew; open 4, 16, 30 s   | closed | trips-1           | trips-1             | stays
//
// A second rejection of the same call settles nothing: the state stays.
type breaker struct {
	open     cooldown
	trips    int
	forgiven int // unknown outcomes that were forgiven since the last that helped
	last     seq // the rejection that caused the last renewal
}

// breakerSteps is how long the breaker is open, by the number of trips. So a rejection that
// no renewal helps costs renewals after 0, 1, 5, 21 and 51 s, then one in 30 s.
var breakerSteps = limitSteps

// maxForgiven is how many unknown outcomes cost nothing until one renewal helps. After more, a call
// that is not permitted could renew every time.
const maxForgiven = 3

// outcome is what a renewal did for the call that caused it.
type outcome uint8

const (
	helped   outcome = iota // the replay was accepted
	borrowed                // the replay was accepted with a token of another process
	noToken                 // the fetch failed, and has a backoff of its own
	unknown                 // the caller left, the connection was lost, or the answer does not tell
)

// trip opens the breaker for the rejection at.
func (b *breaker) trip(at seq, now int64) {
	b.open = newCooldown(now, step(breakerSteps, b.trips))
	b.trips++
	b.last = at
}

// paced reports whether the breaker forbids to renew a token whose fetch began after the
// rejection requestedAt. If the last trip came after that, the token may have died with
// the one that tripped the breaker. Then paced first settles that renewal as unknown.
func (b *breaker) paced(requestedAt seq, now int64) bool {
	if b.trips > 0 && requestedAt < b.last {
		b.settle(unknown)
	}
	return b.open.active(now)
}

// settle records the outcome of the last renewal.
func (b *breaker) settle(o outcome) {
	switch {
	case o == helped:
		*b = breaker{last: b.last}
		return
	case o == unknown && b.forgiven >= maxForgiven:
		return
	case o == unknown:
		b.forgiven++
	}
	b.open, b.trips = cooldown{}, max(b.trips-1, 0)
}

// stream is a call that caused a renewal and could not be sent again.
type stream struct {
	endpoint string
	at       seq // of its rejection
}
