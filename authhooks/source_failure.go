package authhooks

import (
	"context"
	"errors"
	"time"
)

// backoffAfter returns the backoff after a failed fetch.
func (s *Source) backoffAfter(err error, now time.Time, early bool) backoff {
	e := s.toError(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.backoff.after(e, now.UnixNano(), early)
}

// adoptBackoff returns the backoff after another process's failure. The backoffs of both
// processes end at the same time.
func (f *sharedCache) adoptBackoff(err error, now time.Time) *backoff {
	p := f.source.backoffAfter(err, now, false)
	p.cooldown = newCooldown(now.UnixNano(), p.err.RetryAfter)
	return &p
}

// failureIn returns another process's failure while it counts: for no longer than the
// longest step or the vendor's own wish, whatever the writer's clock said. The failure of
// an early fetch does not stop a fetch for callers without a token, unless the vendor
// asked for time.
func (f *sharedCache) failureIn(r payload, why reason, now time.Time) error {
	if r.failure == nil || r.failure.At == f.forgotten || r.failure.Early && r.failure.Wish == 0 && why == reasonInitial {
		return nil
	}
	e := &Error{
		Vendor: f.source.vendor, Op: r.failure.Op, Kind: r.failure.Kind, Code: r.failure.Code, Message: r.failure.Message,
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

// redate corrects a failure that is dated in the future, since its writer's clock is
// ahead, and writes it back: otherwise its backoff would begin anew in each process that
// reads it. It reports whether the failure counts. If the write fails, it does not.
func (f *sharedCache) redate(ctx context.Context, sealer sealer, version Version, r payload, left time.Duration, now time.Time) bool {
	if !time.UnixMilli(r.failure.At).After(now) {
		return true
	}
	mine := *r.failure
	mine.At, mine.Until = now.UnixMilli(), now.Add(left).UnixMilli()
	r.failure = &mine
	_, _, err := f.sealAndSwap(context.WithoutCancel(ctx), sealer, version, r)
	return err == nil || errors.Is(err, ErrConflict)
}
