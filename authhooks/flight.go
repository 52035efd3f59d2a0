package authhooks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

// flight is one fetch and those who wait for it. token and err are written
// before done is closed and never again.
type flight struct {
	done   chan struct{}
	cancel context.CancelFunc
	token  Token
	err    *Error
	want   want
	asked  mark    // the last rejection at its start
	joined bool    // by a call whose token was rejected
	next   *flight // the one that replaces it; those who wait go on to that
}

// want is why a flight is launched.
type want uint8

const (
	wanted  want = iota // there is no token
	ahead               // the token in memory ends soon
	doubted             // the token in memory was rejected, perhaps for another reason
)

var (
	errPanicked = errors.New("the fetcher panicked")
	errExpired  = errors.New("the fetched token had already expired")
	errNoToken  = errors.New("the fetcher returned no access token")
)

// launch starts a fetch; the lock is held. It is detached from every caller's
// ctx: one that leaves takes nobody along.
func (s *Source) launch(w want) *flight {
	limit := s.cfg.timeout
	if s.fleet != nil {
		limit += s.lockTime() + s.cfg.timeout + 4*storeTimeout // waits for its turn, and for the store
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	f := &flight{done: make(chan struct{}), want: w, asked: s.rejections, cancel: cancel}
	s.flight = f
	s.flights.Add(1)
	go s.fly(ctx, f, s.last)
	return f
}

func (s *Source) fly(ctx context.Context, f *flight, old Token) {
	defer s.flights.Done()
	defer f.cancel()
	began := s.cfg.clock()
	var r result
	err := errPanicked // stays where Fetch ends its goroutine (runtime.Goexit)
	defer func() { s.land(f, r, err, began) }()
	if s.fleet != nil {
		r, err = s.fleet.obtain(ctx, f.want, old)
		return
	}
	r.token, err = s.attempt(ctx, old)
}

// attempt fetches, again where a repeat can do no harm.
func (s *Source) attempt(ctx context.Context, old Token) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.timeout)
	defer cancel()
	for try := 0; ; try++ {
		t, err := s.fetchOnce(ctx, old)
		if err == nil || try >= s.cfg.retries || ctx.Err() != nil || !repeatable(err) {
			return t, err
		}
		select {
		case <-time.After(rand.N(20 * time.Millisecond)):
		case <-ctx.Done():
		}
	}
}

// repeatable: nothing reached the vendor, or it answered that it is down or
// busy and asked for no longer wait. A lost answer is neither: it may have
// held the only copy of a rotated refresh token.
func repeatable(err error) bool {
	e, ok := asError(err)
	return ok && !e.final && e.RetryAfter == 0 && (e.unsent || e.Kind == KindUnavailable)
}

func (s *Source) fetchOnce(ctx context.Context, old Token) (t Token, err error) {
	defer func() {
		if p := recover(); p != nil {
			// The value could hold anything; its type says enough to find it.
			err = fmt.Errorf("%w with a value of type %T", errPanicked, p)
		}
	}()
	s.cfg.known.Issued(old.Access, old.Refresh)
	t, err = s.fetcher.Fetch(ctx, old)
	s.cfg.known.Issued(t.Access, t.Refresh)
	err = redact.Finite(err)
	if err != nil {
		return Token{}, err
	}
	t.IssuedAt, t.ExpiresAt, t.RefreshExpiresAt = wall(t.IssuedAt), wall(t.ExpiresAt), wall(t.RefreshExpiresAt)
	// A useless answer may still hold the only refresh token that is alive.
	rotated := Token{Refresh: t.Refresh, RefreshExpiresAt: t.RefreshExpiresAt}
	switch {
	case t.Access.IsZero():
		return rotated, &Error{Op: "fetch", Kind: KindProtocol, Err: errNoToken}
	case !t.ValidAt(s.cfg.clock()):
		return rotated, &Error{Op: "fetch", Kind: KindProtocol, Err: errExpired}
	}
	return t, nil
}

// land ends a flight: result into memory first, then the waiters go.
func (s *Source) land(f *flight, r result, err error, began time.Time) {
	t := r.token
	var failed *Error
	if err != nil {
		failed = s.toError(err)
	}
	now := s.cfg.clock()
	s.mu.Lock()
	if failed != nil && !t.Refresh.IsZero() && !s.closed {
		s.last.Refresh, s.last.RefreshExpiresAt = t.Refresh, t.RefreshExpiresAt
	}
	s.flight = nil
	switch {
	case s.closed:
		failed = s.closedError()
	case failed == nil && r.kept && f.joined: // the vendor was not asked, and has to be
		w := doubted
		if s.current.Load() == nil {
			w = wanted
		}
		f.next = s.launch(w)
	case failed == nil:
		asked := f.asked
		if h := s.current.Load(); r.kept && h != nil {
			asked = h.asked
		}
		s.keep(r, asked, now)
	case !errors.Is(err, errPanicked) || f.want != wanted: // without a token, the next call is to work
		s.pause = s.pause.after(failed, now.UnixNano(), f.want != wanted)
		failed = s.pause.remembered(now.UnixNano())
	}
	f.token, f.err = t, failed
	s.mu.Unlock()
	defer close(f.done) // after the event, so that those who waited find it recorded
	s.tell(f, r, failed, now, now.Sub(began))
}

// tell tells observer and log what came of a flight.
func (s *Source) tell(f *flight, r result, failed *Error, now time.Time, took time.Duration) {
	switch {
	case failed != nil:
		s.observe(Event{Type: EventRefused, At: now, Took: took, Err: failed})
		s.log(slog.LevelWarn, "token not fetched", slog.String("op", failed.Op), slog.String("kind", failed.Kind.String()),
			slog.String("code", failed.Code), slog.Int("status", failed.Status), slog.String("error", failed.Error()),
			slog.Duration("retry_in", failed.RetryAfter), slog.Duration("took", took), slog.Bool("early", f.want == ahead))
	case r.adopted:
		s.tellAdopted(r.token, now, took)
	case !r.kept:
		s.observe(Event{Type: EventFetched, At: now, Took: took, Fingerprint: r.token.Fingerprint()})
		s.log(slog.LevelInfo, "token fetched", slog.String("fingerprint", r.token.Fingerprint()),
			slog.Time("expires_at", r.token.ExpiresAt), slog.Duration("took", took), slog.Bool("early", f.want == ahead))
	}
}

func (s *Source) tellAdopted(t Token, now time.Time, took time.Duration) {
	s.observe(Event{Type: EventAdopted, At: now, Took: took, Fingerprint: t.Fingerprint()})
	s.log(slog.LevelInfo, "token adopted", slog.String("fingerprint", t.Fingerprint()),
		slog.Time("expires_at", t.ExpiresAt), slog.Duration("took", took))
}

func (s *Source) log(level slog.Level, message string, attrs ...slog.Attr) {
	if s.cfg.logger != nil {
		//nolint:sloglint // the messages are constants at both callers
		s.cfg.logger.LogAttrs(context.Background(), level, message, append([]slog.Attr{slog.String("vendor", s.key.vendor)}, attrs...)...)
	}
}
