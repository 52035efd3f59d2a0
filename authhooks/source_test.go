package authhooks_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// vendor is a fetcher whose every step a test decides.
type vendor struct {
	calls    atomic.Int64
	takes    time.Duration
	lifetime time.Duration
	mu       sync.Mutex
	fail     error
	last     authhooks.Token // what the last call was given
	same     bool            // always the same bytes
}

func (v *vendor) Fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	n := v.calls.Add(1)
	select {
	case <-time.After(v.takes):
	case <-ctx.Done():
		return authhooks.Token{}, ctx.Err()
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last = old
	if v.fail != nil {
		return authhooks.Token{}, v.fail
	}
	text := fmt.Sprintf("token-%d", n)
	if v.same {
		text = "token"
	}
	t := authhooks.Token{Access: authhooks.NewSecret(text)}
	if v.lifetime > 0 {
		t.ExpiresAt = time.Now().Add(v.lifetime)
	}
	return t, nil
}

func (v *vendor) failWith(err error) {
	v.mu.Lock()
	v.fail = err
	v.mu.Unlock()
}

func newSource(t *testing.T, f authhooks.Fetcher, opts ...authhooks.SourceOption) *authhooks.Source {
	t.Helper()
	s, err := authhooks.NewSource(authhooks.NewKey("acme", "https://h:443", "id", authhooks.NewSecret("key-canary")), f, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func kindOf(t *testing.T, err error) authhooks.Kind {
	t.Helper()
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	return e.Kind
}

func TestSourceFetchesOnceForManyCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: 50 * time.Millisecond, lifetime: time.Hour}
		s := newSource(t, v)
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				tok, err := s.Token(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, "token-1", tok.Access.Reveal())
			})
		}
		wg.Wait()
		assert.Equal(t, int64(1), v.calls.Load())
		for range 10 {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
		}
		assert.Equal(t, int64(1), v.calls.Load())
	})
}

func TestSourceFreshEarlyExpired(t *testing.T) {
	t.Parallel()
	for _, lifetime := range []time.Duration{2 * time.Second, 30 * time.Minute, 30 * 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{takes: 10 * time.Millisecond, lifetime: lifetime}
			s := newSource(t, v)
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			window := min(lifetime/10, 5*time.Minute)

			time.Sleep(lifetime - window*13/10)
			_, err = s.Token(t.Context())
			require.NoError(t, err)
			synctest.Wait()
			assert.Equal(t, int64(1), v.calls.Load(), "fresh")

			time.Sleep(window * 6 / 10) // past the latest start of the window
			before := time.Now()
			tok, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "token-1", tok.Access.Reveal(), "early: the old one at once")
			assert.Zero(t, time.Since(before), "early: no wait")
			_, err = s.Token(t.Context())
			require.NoError(t, err)
			time.Sleep(20 * time.Millisecond)
			tok, err = s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "token-2", tok.Access.Reveal())
			assert.Equal(t, int64(2), v.calls.Load(), "one background fetch")

			time.Sleep(lifetime + time.Second)
			tok, err = s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "token-3", tok.Access.Reveal(), "expired")
		})
	}
}

func TestFailedEarlyFetchKeepsTheTokenAndBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: 10 * time.Minute}
		s := newSource(t, v)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(9*time.Minute + 15*time.Second)
		v.failWith(&authhooks.Error{Kind: authhooks.KindUnavailable, RetryAfter: time.Second})
		for range 40 {
			tok, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "token-1", tok.Access.Reveal())
			time.Sleep(time.Second)
		}
		assert.Less(t, v.calls.Load(), int64(42))
		assert.Greater(t, v.calls.Load(), int64(2))
		require.ErrorIs(t, s.Status().LastError, authhooks.ErrUnavailable)
		v.failWith(nil)
		time.Sleep(10 * time.Second) // past the end: the early failure binds nobody
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.NotEqual(t, "token-1", tok.Access.Reveal())
		assert.NoError(t, s.Status().LastError)
	})
}

func TestCallersLeaveAloneAndHarmNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: 200 * time.Millisecond, lifetime: time.Hour}
		s := newSource(t, v)
		var wg sync.WaitGroup
		leave := func(ctx context.Context, want error) {
			start := time.Now()
			_, err := s.Token(ctx)
			assert.ErrorIs(t, err, want)
			assert.ErrorIs(t, err, authhooks.ErrTransport)
			var e *authhooks.Error
			assert.ErrorAs(t, err, &e)
			assert.False(t, e.Retryable(), "the caller's own end")
			assert.Equal(t, 10*time.Millisecond, time.Since(start))
		}
		leader, cancel := context.WithCancel(t.Context())
		wg.Go(func() { leave(leader, context.Canceled) })
		synctest.Wait()
		short, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer stop()
		wg.Go(func() { leave(short, context.DeadlineExceeded) })
		wg.Go(func() {
			tok, err := s.Token(t.Context())
			assert.NoError(t, err)
			assert.Equal(t, "token-1", tok.Access.Reveal())
		})
		time.Sleep(10 * time.Millisecond)
		cancel()
		wg.Wait()
		assert.Equal(t, int64(1), v.calls.Load())

		gone, cancel := context.WithCancel(t.Context())
		cancel()
		empty := newSource(t, v)
		_, err := empty.Token(gone)
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, int64(1), v.calls.Load(), "nobody waits: nothing is fetched")
		_, err = s.Token(gone)
		require.NoError(t, err, "a fresh token costs no time")
	})
}

func TestPanicIsAnErrorForAllAndTheNextCallWorks(t *testing.T) {
	t.Parallel()
	for name, explode := range map[string]func(){"panic": func() { panic("key-canary") }, "goexit": runtime.Goexit} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int64
			s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
				if calls.Add(1) == 1 {
					time.Sleep(time.Second)
					explode()
				}
				return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
			}))
			var wg sync.WaitGroup
			for range 10 {
				wg.Go(func() {
					_, err := s.Token(t.Context())
					assert.ErrorContains(t, err, "panicked", name)
					assert.NotContains(t, err.Error(), "canary")
				})
			}
			wg.Wait()
			_, err := s.Token(t.Context())
			require.NoError(t, err, name)
		})
	}
}

func TestRefusalsAreRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: time.Millisecond, fail: &authhooks.Error{Vendor: "acme", Op: "login", Kind: authhooks.KindInvalidCredentials, Code: "7"}}
		var log bytes.Buffer
		s := newSource(t, v, authhooks.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		end := time.Now().Add(time.Minute)
		for time.Now().Before(end) {
			before := time.Now()
			_, err := s.Token(t.Context())
			var e *authhooks.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "7", e.Code)
			assert.Positive(t, e.RetryAfter)
			assert.LessOrEqual(t, e.RetryAfter, 77*time.Second)
			assert.LessOrEqual(t, time.Since(before), time.Millisecond)
			time.Sleep(50 * time.Millisecond)
		}
		assert.Equal(t, int64(4), v.calls.Load(), "at 0, 1, 5 and 21 s, each up to a fifth later")
		assert.Equal(t, 4, strings.Count(log.String(), "level=WARN"), "one line a pause")
		assert.Equal(t, "acme", func() string { var e *authhooks.Error; errors.As(s.Status().LastError, &e); return e.Vendor }())
		assert.True(t, s.Status().RetryAt.After(time.Now()))

		v.failWith(nil)
		time.Sleep(2 * time.Minute)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
	})
}

func TestVendorsWishIsHonoured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{fail: &authhooks.Error{Kind: authhooks.KindRateLimited, RetryAfter: 40 * time.Second}}
		s := newSource(t, v)
		for range 39 {
			_, err := s.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrRateLimited)
			time.Sleep(time.Second)
		}
		assert.Equal(t, int64(1), v.calls.Load())
		time.Sleep(10 * time.Second)
		_, _ = s.Token(t.Context())
		assert.Equal(t, int64(2), v.calls.Load())
	})
}

func TestRetriesOnlyWhereARepeatIsSafe(t *testing.T) {
	t.Parallel()
	for want, kind := range map[int64]authhooks.Kind{3: authhooks.KindUnavailable, 1: authhooks.KindRateLimited} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{fail: &authhooks.Error{Kind: kind}}
			_, got := newSource(t, v, authhooks.WithRetries(2)).Token(t.Context())
			assert.Equal(t, kind, kindOf(t, got))
			assert.Equal(t, want, v.calls.Load())
		})
	}
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{fail: &authhooks.Error{Kind: authhooks.KindTransport, Err: errors.New("reset after sending")}}
		_, _ = newSource(t, v).Token(t.Context())
		assert.Equal(t, int64(1), v.calls.Load(), "a lost answer may have held the only refresh token")
	})
}

func TestInvalidateComparesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: time.Hour}
		s := newSource(t, v)
		first, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.False(t, s.Invalidate(authhooks.Token{}))
		assert.False(t, s.Invalidate(authhooks.Token{Access: authhooks.NewSecret("other")}))
		assert.True(t, s.Invalidate(first))
		assert.False(t, s.Invalidate(first), "gone already")
		second, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.False(t, first.Access.Equal(second.Access))
		assert.True(t, v.last.Access.Equal(first.Access), "a renewal starts from the rejected token")
		assert.False(t, s.Invalidate(first), "a newer token stays")
		assert.Equal(t, int64(2), v.calls.Load())
	})
}

func TestSameBytesAgainAreBelieved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: time.Hour, same: true}
		s := newSource(t, v)
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		require.True(t, s.Invalidate(tok))
		tok, err = s.Token(t.Context())
		require.NoError(t, err)
		assert.False(t, s.Invalidate(tok))
		time.Sleep(time.Second)
		assert.True(t, s.Invalidate(tok), "after a second the vendor may have made a new one")
	})
}

func TestCloseStopsAndWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: time.Minute, lifetime: time.Hour}
		s := newSource(t, v)
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := s.Token(t.Context())
			assert.ErrorIs(t, err, authhooks.ErrClosed)
			assert.ErrorIs(t, err, authhooks.ErrPolicy)
		})
		synctest.Wait()
		start := time.Now()
		require.NoError(t, s.Close())
		assert.Zero(t, time.Since(start), "the fetch was cancelled, not awaited to its end")
		wg.Wait()
		_, err := s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrClosed)
		assert.Equal(t, int64(1), v.calls.Load(), "nothing is fetched any more")
		require.NoError(t, s.Close())
		assert.Empty(t, s.Status().Fingerprint)
	})
}

func TestFetchIsBoundedByItsOwnTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSource(t, &vendor{takes: time.Hour}, authhooks.WithTimeout(3*time.Second))
		start := time.Now()
		_, err := s.Token(t.Context())
		assert.Equal(t, 3*time.Second, time.Since(start))
		var e *authhooks.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, authhooks.KindTransport, e.Kind)
		assert.True(t, e.Retryable(), "not the caller's own deadline")
	})
}

func TestFetchersMistakesAreTyped(t *testing.T) {
	t.Parallel()
	plain := errors.New("says key-canary")
	for name, c := range map[string]struct {
		give authhooks.Token
		err  error
		kind authhooks.Kind
	}{
		"no token": {authhooks.Token{}, nil, authhooks.KindProtocol},
		"expired":  {authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: time.Now().Add(-time.Second)}, nil, authhooks.KindProtocol},
		"plain":    {authhooks.Token{}, plain, authhooks.KindUnknown},
		"wrapped":  {authhooks.Token{}, fmt.Errorf("x: %w", &authhooks.Error{Kind: authhooks.KindQuotaExhausted}), authhooks.KindQuotaExhausted},
	} {
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) { return c.give, c.err }))
		_, err := s.Token(t.Context())
		assert.Equal(t, c.kind, kindOf(t, err), name)
		assert.NotContains(t, fmt.Sprintf("%+v", err), "canary", name)
		if name == "plain" {
			require.ErrorIs(t, err, plain)
		}
	}
}

func TestForegroundRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: time.Second, lifetime: 100 * time.Minute}
		s := newSource(t, v, authhooks.WithoutBackgroundRefresh())
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(99 * time.Minute)
		var wg sync.WaitGroup
		var waited atomic.Int64
		for range 20 {
			wg.Go(func() {
				start := time.Now()
				_, err := s.Token(t.Context())
				assert.NoError(t, err)
				if time.Since(start) > 0 {
					waited.Add(1)
				}
			})
		}
		wg.Wait()
		assert.Equal(t, int64(1), waited.Load())
		assert.Equal(t, int64(2), v.calls.Load())
	})
}

func TestObserverAndStatusHoldNoSecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []authhooks.Event
		var log bytes.Buffer
		v := &vendor{lifetime: time.Hour, fail: errors.New("echo key-canary")}
		s := newSource(t, v, authhooks.WithObserver(func(e authhooks.Event) { seen = append(seen, e) }),
			authhooks.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		_, err := s.Token(t.Context())
		require.Error(t, err)
		v.failWith(nil)
		time.Sleep(time.Minute)
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		s.Invalidate(tok)
		var types []authhooks.EventType
		for _, e := range seen {
			types = append(types, e.Type)
			assert.Equal(t, "acme", e.Vendor)
		}
		assert.Equal(t, []authhooks.EventType{authhooks.EventRefused, authhooks.EventFetched, authhooks.EventInvalidated}, types)
		all := fmt.Sprintf("%+v %+v %s", seen, s.Status(), log.String())
		assert.NotContains(t, all, "canary")
		assert.NotContains(t, all, "token-2")
		assert.Contains(t, all, tok.Fingerprint())
	})
}

func TestNewSourceRefuses(t *testing.T) {
	t.Parallel()
	k := authhooks.NewKey("acme", "o", "id", authhooks.NewSecret("s"))
	f := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) { return authhooks.Token{}, nil })
	_, err := authhooks.NewSource(k, nil)
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	for _, o := range []authhooks.SourceOption{authhooks.WithTimeout(0), authhooks.WithTimeout(-1), authhooks.WithRetries(-1)} {
		_, err := authhooks.NewSource(k, f, o)
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
		assert.ErrorContains(t, err, "acme")
	}
}
