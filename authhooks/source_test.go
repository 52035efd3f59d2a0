package authhooks_test

import (
	"context"
	"fmt"
	"runtime"
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
