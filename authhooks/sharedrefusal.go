package authhooks

import (
	"time"
)

// refusal is a failed fetch of any process, and for how long it is remembered.
type refusal struct {
	Op        string `json:"o,omitempty"`
	Kind      Kind   `json:"k"`
	Code      string `json:"c,omitempty"`
	Message   string `json:"m,omitempty"`
	Status    int    `json:"s,omitempty"`
	RequestID string `json:"q,omitempty"`
	Wish      int64  `json:"w,omitempty"` // of the vendor, in milliseconds
	At        int64  `json:"t"`           // when it came, by the writer's clock, in milliseconds since 1970
	Until     int64  `json:"u"`           // likewise
}

// refusalOf returns what all processes are to know of a failed fetch: what came with
// a status. Of a network, a process may have a better one than another.
func refusalOf(err error, p pause, now time.Time) *refusal {
	e, ok := asError(err)
	if !ok || e.own || !e.FromVendor() && e.Status == 0 {
		return nil
	}
	return &refusal{
		Op: e.Op, Kind: e.Kind, Code: e.Code, Message: e.Message, Status: e.Status, RequestID: e.RequestID,
		Wish: e.RetryAfter.Milliseconds(), At: now.UnixMilli(), Until: time.Unix(0, p.until).UnixMilli(),
	}
}

// pauseAfter returns the pause that follows a failed fetch.
func (s *Source) pauseAfter(err error, now time.Time, early bool) pause {
	e := s.toError(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pause.after(e, now.UnixNano(), early)
}

// shares returns the pause of another process's failure: it ends with that one's.
func (f *fleet) shares(err error, now time.Time) *pause {
	p := f.source.pauseAfter(err, now, false)
	p.hold = newHold(now.UnixNano(), p.err.RetryAfter)
	return &p
}

// refused returns another process's refusal while it counts. No refusal counts for
// longer than the longest step or the vendor's own wish, whatever its writer's
// clock said. One of the future has a writer whose clock is ahead: it counts from
// when it is seen first.
func (f *fleet) refused(r shared, now time.Time) error {
	if r.refused == nil {
		return nil
	}
	e := &Error{
		Vendor: f.source.key.vendor, Op: r.refused.Op, Kind: r.refused.Kind, Code: r.refused.Code, Message: r.refused.Message,
		Status: r.refused.Status, RequestID: r.refused.RequestID, RetryAfter: time.Duration(r.refused.Wish) * time.Millisecond,
	}
	steps, _ := stepsOf(e)
	longest := float64(max(steps[len(steps)-1], wish(e))) * (1 + jitter)
	at := time.UnixMilli(r.refused.At)
	length := min(time.UnixMilli(r.refused.Until).Sub(at), time.Duration(longest))
	if at.After(now) {
		if f.ahead.at != r.refused.At {
			f.ahead.at, f.ahead.seen = r.refused.At, now
		}
		at = f.ahead.seen
	}
	e.RetryAfter = at.Add(length).Sub(now)
	if e.RetryAfter <= 0 {
		return nil
	}
	info, _ := f.source.cfg.codes.lookup(e.Code, CodeTokenCall) // of a fetch, and so of a token call
	e.Err = info.cause()
	return e
}
