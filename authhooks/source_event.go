package authhooks

import (
	"context"
	"log/slog"
	"time"
)

// nobodyWaits is for events in the middle of a fetch. The fetch waits for the observer at
// its end.
var nobodyWaits = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// observe sends e to the observers and writes its log line, which has more beside the
// fields of e. The caller waits no longer than ctx lasts.
func (s *Source) observe(ctx context.Context, e Event, more ...slog.Attr) {
	if s.notices == nil {
		return
	}
	s.complete(&e)
	s.notices.event(ctx, e, more)
}

// complete sets the fields of e that are the same for all events, and those of Err.
func (s *Source) complete(e *Event) {
	e.Vendor = s.vendor
	if e.Op == "" {
		e.Op = opFetch
	}
	if failed, ok := asError(e.Err); ok {
		e.Kind, e.Code, e.Status = failed.Kind, failed.Code, failed.Status
	}
}

// log writes a line for which there is no event.
func (s *Source) log(level slog.Level, message string, attrs ...slog.Attr) {
	if s.notices != nil {
		s.notices.line(level, message, append([]slog.Attr{slog.String("vendor", s.vendor)}, attrs...))
	}
}

// report sends the event of a fetch.
func (s *Source) report(from *run, why reason, r result, failed *Error, now time.Time, took time.Duration) {
	e := from.event(EventFetched, why != reasonInitial, now, took)
	switch {
	case failed != nil:
		e.Type, e.Err = EventRefused, failed
		s.observe(context.Background(), e)
	case r.from == fromStore, r.from == fromOther:
		s.observe(context.Background(), adoptedEvent(r.token, now, took), expiry(r.token))
	case r.from == fromVendor:
		e.Fingerprint = r.token.Fingerprint()
		s.observe(context.Background(), e, expiry(r.token))
	}
}

func adoptedEvent(t Token, now time.Time, took time.Duration) Event {
	return Event{Type: EventAdopted, At: now, Took: took, Fingerprint: t.Fingerprint()}
}

func expiry(t Token) slog.Attr { return slog.Time("expires_at", t.ExpiresAt) }

// reportFetchRetry reports a failed try of a fetch that another follows.
func (s *Source) reportFetchRetry(r *run, err error, took time.Duration) {
	e := r.event(EventRetried, r.early, s.now(), took)
	e.Err = s.toError(err)
	s.observe(nobodyWaits, e)
}

// reportRetry reports a failed try of a business call that another follows. attempt is the
// number of the failed one, from 1.
func (s *Source) reportRetry(ctx context.Context, failed *Error, attempt int) {
	s.observe(ctx, Event{Type: EventRetried, Op: opSend, At: s.now(), Attempt: attempt, Err: failed})
}
