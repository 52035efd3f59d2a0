package authhooks

import (
	"net/http"
	"time"
)

const (
	// The Date header counts whole seconds and is older than the answer by its way
	// here. A smaller difference says nothing about the vendor's clock.
	dateNoise = 2 * time.Second
	// A difference of whole half hours, give or take zoneNoise, is a time zone.
	zoneStep  = 30 * time.Minute
	zoneNoise = time.Minute
)

// Receipt says when an answer came, by this machine's clock and by the vendor's. Its
// methods correct the vendor's times for the clock skew between the two.
type Receipt struct {
	At    time.Time     // this machine's wall clock
	ahead time.Duration // how far the vendor's clock is ahead of it
	zone  bool          // ahead is a time zone, not clock skew
	dated bool          // there is a Date header
}

func newReceipt(at time.Time, h http.Header) Receipt {
	r := Receipt{At: wall(at)}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return r
	}
	r.dated = true
	if d := date.Sub(r.At); d.Abs() > dateNoise {
		r.ahead, r.zone = d, isZone(d)
	}
	return r
}

// isZone reports whether d is a number of whole half hours. In that case the server
// writes its local time into the Date header, which says nothing about its clock.
func isZone(d time.Duration) bool {
	zones := d.Abs().Round(zoneStep)
	return zones > 0 && (d.Abs()-zones).Abs() <= zoneNoise
}

// Skew returns how far the vendor's clock is ahead of this machine's clock, by the Date
// header of the answer. A difference of less than 2 s is 0. known is false if there is no
// Date.
func (r Receipt) Skew() (ahead time.Duration, known bool) { return r.ahead, r.dated }

// WithVendorTime corrects r by a time that the answer itself carries. Such a time is
// better than the Date header, which a proxy may have written. A zero t changes nothing.
func (r Receipt) WithVendorTime(t time.Time) Receipt {
	if !t.IsZero() {
		r.ahead, r.zone = t.Sub(r.At), false
	}
	return r
}

// ExpiresIn returns the end of a token that lives for seconds from now on. If seconds is
// not positive or absurdly long, page counts, the lifetime on the vendor's page. If the
// page states none, ExpiresIn returns the zero time.
func (r Receipt) ExpiresIn(seconds int64, page time.Duration) time.Time {
	if seconds <= 0 || seconds > int64(maxLifetime/time.Second) {
		return r.fallback(page)
	}
	return r.At.Add(time.Duration(seconds) * time.Second)
}

// ExpiresAt converts the end that the vendor states by its own clock to this machine's
// clock. It drops a correction by which the token would have ended already, or would live
// absurdly long. If end is zero, past or absurdly late, page counts, as in ExpiresIn.
func (r Receipt) ExpiresAt(end time.Time, page time.Duration) time.Time {
	if end.IsZero() {
		return r.fallback(page)
	}
	stated := wall(end)
	likely, other := stated.Add(-r.ahead), stated
	if r.zone {
		likely, other = other, likely
	}
	for _, local := range []time.Time{likely, other} {
		if left := local.Sub(r.At); 0 < left && left <= maxLifetime {
			return local
		}
	}
	return r.fallback(page)
}

// IssuedAt returns the time that the vendor stated, or the time of receipt.
func (r Receipt) IssuedAt(stated time.Time) time.Time {
	if stated.IsZero() {
		return r.At
	}
	return stated
}

func (r Receipt) fallback(page time.Duration) time.Time {
	if page <= 0 {
		return time.Time{}
	}
	return r.At.Add(page)
}
