package authhooks

import (
	"context"
	"errors"
	"time"
)

// sharedFailure is a failed fetch of any process, and for how long it is remembered.
type sharedFailure struct {
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

// sharedFailureOf returns what all processes are to know of a failed fetch: what came with
// a status. Of a network, a process may have a better one than another.
func sharedFailureOf(err error, p backoff, now time.Time) *sharedFailure {
	e, ok := asError(err)
	if !ok || e.canceled || !e.FromVendor() && e.Status == 0 {
		return nil
	}
	return &sharedFailure{
		Op: e.Op, Kind: e.Kind, Code: e.Code, Message: e.Message, Status: e.Status, RequestID: e.RequestID,
		Wish: e.RetryAfter.Milliseconds(), At: now.UnixMilli(), Until: time.Unix(0, p.until).UnixMilli(), Early: p.early,
	}
}

// backoffAfter returns the pause that follows a failed fetch.
func (s *Source) backoffAfter(err error, now time.Time, early bool) backoff {
	e := s.toError(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.backoff.after(e, now.UnixNano(), early)
}

// adoptBackoff returns the pause that follows another process's failure. Both pauses end
// at the same time.
func (f *sharedCache) adoptBackoff(err error, now time.Time) *backoff {
	p := f.source.backoffAfter(err, now, false)
	p.cooldown = newCooldown(now.UnixNano(), p.err.RetryAfter)
	return &p
}

// failureIn returns another process's refusal while it counts. It counts for no longer
// than the longest step or the vendor's own wish, whatever its writer's clock said.
// One that a fetch ahead of time met binds no fetch that has no token, unless the
// vendor asked for time.
func (f *sharedCache) failureIn(r payload, w reason, now time.Time) error {
	if r.failure == nil || r.failure.At == f.forgotten || r.failure.Early && r.failure.Wish == 0 && w == reasonInitial {
		return nil
	}
	e := &Error{
		Vendor: f.source.key.vendor, Op: r.failure.Op, Kind: r.failure.Kind, Code: r.failure.Code, Message: r.failure.Message,
		Status: r.failure.Status, RequestID: r.failure.RequestID, RetryAfter: time.Duration(r.failure.Wish) * time.Millisecond,
	}
	steps, _ := stepsOf(e)
	longest := float64(max(steps[len(steps)-1], wish(e))) * (1 + jitter)
	at := time.UnixMilli(r.failure.At)
	length := min(time.UnixMilli(r.failure.Until).Sub(at), time.Duration(longest))
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

// redate dates a refusal of the future, whose writer's clock is ahead, by this
// machine's clock and writes it back: else it would begin anew for each process that
// reads it. It reports whether the refusal counts: not if it cannot be written.
func (f *sharedCache) redate(ctx context.Context, sealer *sealer, version Version, r payload, left time.Duration, now time.Time) bool {
	if !time.UnixMilli(r.failure.At).After(now) {
		return true
	}
	mine := *r.failure
	mine.At, mine.Until = now.UnixMilli(), now.Add(left).UnixMilli()
	r.failure = &mine
	_, _, err := f.sealAndSwap(context.WithoutCancel(ctx), sealer, version, r)
	return err == nil || errors.Is(err, ErrConflict)
}
