package authhooks_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

type ctxKey struct{}

// A fetch serves everybody: nothing of the caller that happened to come first,
// no value, no deadline and no cancellation, may reach it.
func TestNothingOfACallersContextReachesTheFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		s := newSource(t, authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			calls.Add(1)
			assert.Nil(t, ctx.Value(ctxKey{}))
			end, ok := ctx.Deadline()
			assert.True(t, ok)
			assert.Equal(t, 7*time.Second, time.Until(end), "its own timeout, not the caller's")
			time.Sleep(time.Second)
			assert.NoError(t, ctx.Err(), "the caller has left, the fetch goes on")
			return authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: time.Now().Add(time.Hour)}, nil
		}), authhooks.WithTimeout(7*time.Second))
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), ctxKey{}, "tenant-1"), 10*time.Millisecond)
		defer cancel()
		_, err := s.Token(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "t", tok.Access.Reveal())
		assert.Equal(t, int64(1), calls.Load())

		// The same of an early fetch, whose caller leaves at once.
		time.Sleep(time.Until(s.Status().NextEarlyFetch))
		gone, leave := context.WithCancel(context.WithValue(t.Context(), ctxKey{}, "tenant-2"))
		_, err = s.Token(gone)
		require.NoError(t, err)
		leave()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		assert.Equal(t, int64(2), calls.Load())
		assert.NoError(t, s.Status().LastError)
	})
}

// A thousand callers, most of which leave in the middle: one fetch, and those
// who stay get its token.
func TestAThousandCallersMostOfWhomLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: time.Second, lifetime: time.Hour}
		s := newSource(t, v)
		var wg sync.WaitGroup
		var stayed, left atomic.Int64
		for i := range 1000 {
			wg.Go(func() {
				patience := time.Duration(i) * 2 * time.Millisecond
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				start := time.Now()
				_, err := s.Token(ctx)
				if err == nil {
					stayed.Add(1)
					assert.Equal(t, time.Second, time.Since(start))
					return
				}
				left.Add(1)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, patience, time.Since(start), "each at its own deadline")
			})
		}
		wg.Wait()
		assert.Equal(t, int64(1), v.calls.Load())
		assert.InDelta(t, 500, stayed.Load(), 2)
		assert.InDelta(t, 500, left.Load(), 2)
	})
}

// An expiry, a failure and a panic are met by all who wait alike, and each of
// them costs one call of the fetcher.
func TestAFailureIsOneCallForAllWhoWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: time.Second, lifetime: time.Minute}
		s := newSource(t, v, authhooks.WithRetries(0))
		stampede := func(want error) {
			t.Helper()
			var wg sync.WaitGroup
			for range 200 {
				wg.Go(func() {
					_, err := s.Token(t.Context())
					assert.ErrorIs(t, err, want)
				})
			}
			wg.Wait()
		}
		stampede(nil)
		time.Sleep(2 * time.Minute)
		stampede(nil)
		assert.Equal(t, int64(2), v.calls.Load())
		time.Sleep(2 * time.Minute)
		v.failWith(&authhooks.Error{Kind: authhooks.KindUnavailable})
		stampede(authhooks.ErrUnavailable)
		stampede(authhooks.ErrUnavailable)
		assert.Equal(t, int64(3), v.calls.Load())
	})
}

func TestCloseWhileAHundredWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var events []authhooks.EventType
		v := &vendor{takes: time.Minute, lifetime: time.Hour}
		s := newSource(t, v, authhooks.WithObserver(func(e authhooks.Event) { events = append(events, e.Type) }))
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				start := time.Now()
				tok, err := s.Token(t.Context())
				assert.ErrorIs(t, err, authhooks.ErrClosed)
				assert.Equal(t, authhooks.KindPolicy, kindOf(t, err))
				assert.True(t, tok.Access.IsZero())
				assert.Equal(t, time.Second, time.Since(start))
			})
		}
		time.Sleep(time.Second)
		for range 3 { // whoever closes second waits too
			wg.Go(func() { assert.NoError(t, s.Close()) })
		}
		wg.Wait()
		assert.Equal(t, int64(1), v.calls.Load())
		for range 3 {
			_, err := s.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrClosed)
			assert.Zero(t, retryAfter(err), "nothing to wait for")
		}
		assert.False(t, s.Invalidate(authhooks.Token{Access: authhooks.NewSecret("token-1")}))
		assert.Equal(t, authhooks.Status{}, s.Status(), "no token, and no failure that could pass")
		assert.Equal(t, int64(1), v.calls.Load())
		assert.Equal(t, []authhooks.EventType{authhooks.EventRefused}, events)
	})
}

// Close returns when the fetch has really ended, even if the fetcher ignores its ctx. A
// token that comes so late is not kept.
func TestCloseWaitsForADeafFetcher(t *testing.T) {
	t.Parallel()
	for _, early := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var calls, ended atomic.Int64
			s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
				if calls.Add(1) == 1 && early {
					return authhooks.Token{Access: authhooks.NewSecret("first"), ExpiresAt: time.Now().Add(time.Hour)}, nil
				}
				time.Sleep(3 * time.Second)
				ended.Add(1)
				return authhooks.Token{Access: authhooks.NewSecret("late"), ExpiresAt: time.Now().Add(time.Hour)}, nil
			}))
			var wg sync.WaitGroup
			if early {
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				time.Sleep(time.Until(s.Status().NextEarlyFetch))
				_, err = s.Token(t.Context())
				require.NoError(t, err)
			} else {
				wg.Go(func() {
					_, err := s.Token(t.Context())
					assert.ErrorIs(t, err, authhooks.ErrClosed, "not the token that came too late")
				})
			}
			synctest.Wait()
			start := time.Now()
			require.NoError(t, s.Close())
			assert.Equal(t, 3*time.Second, time.Since(start))
			assert.Equal(t, int64(1), ended.Load())
			wg.Wait()
			assert.Empty(t, s.Status().Fingerprint)
			_, err := s.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrClosed)
		})
	}
}

// retryAfter is the RetryAfter of an error.
func retryAfter(err error) time.Duration {
	var e *authhooks.Error
	if !errors.As(err, &e) {
		return -1
	}
	return e.RetryAfter
}
