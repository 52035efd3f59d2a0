package authhooks

import (
	"context"
	"errors"
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
	Early     bool   `json:"y,omitempty"` // a fetch ahead of time met it
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
		Wish: e.RetryAfter.Milliseconds(), At: now.UnixMilli(), Until: time.Unix(0, p.until).UnixMilli(), Early: p.early,
	}
}

// pauseAfter returns the pause that follows a failed fetch.
func (s *Source) pauseAfter(err error, now time.Time, early bool) pause {
	e := s.toError(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pause.after(e, now.UnixNano(), early)
}

// shares returns the pause that follows another process's failure. Both pauses end
// at the same time.
func (f *fleet) shares(err error, now time.Time) *pause {
	p := f.source.pauseAfter(err, now, false)
	p.cooldown = newCooldown(now.UnixNano(), p.err.RetryAfter)
	return &p
}

// refused returns another process's refusal while it counts. It counts for no longer
// than the longest step or the vendor's own wish, whatever its writer's clock said.
// One that a fetch ahead of time met binds no fetch that has no token, unless the
// vendor asked for time.
func (f *fleet) refused(r shared, w want, now time.Time) error {
	if r.refused == nil || r.refused.At == f.forgotten || r.refused.Early && r.refused.Wish == 0 && w == wanted {
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
		at = now
	}
	e.RetryAfter = at.Add(length).Sub(now)
	if e.RetryAfter <= 0 {
		return nil
	}
	info, _ := f.source.cfg.codes.lookup(e.Code, CodeTokenCall) // of a fetch, and so of a token call
	e.Err = info.cause()
	return e
}

// redated dates a refusal of the future, whose writer's clock is ahead, by this
// machine's clock and writes it back: else it would begin anew for each process that
// reads it. It reports whether the refusal counts: not if it cannot be written.
func (f *fleet) redated(ctx context.Context, sealer *sealer, version Version, r shared, left time.Duration, now time.Time) bool {
	if !time.UnixMilli(r.refused.At).After(now) {
		return true
	}
	mine := *r.refused
	mine.At, mine.Until = now.UnixMilli(), now.Add(left).UnixMilli()
	r.refused = &mine
	_, _, err := f.offer(context.WithoutCancel(ctx), sealer, version, r)
	return err == nil || errors.Is(err, ErrConflict)
}
