package authhooks_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestEndsThatMeanNever(t *testing.T) {
	t.Parallel()
	for _, end := range []time.Time{{}, time.Date(2262, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)} {
		var calls atomic.Int64
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			calls.Add(1)
			return authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: end}, nil
		}))
		for range 100 {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
		}
		assert.Equal(t, int64(1), calls.Load(), end)
	}
}

func TestRetryAfterMakesNoLockoutOfARefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, RetryAfter: time.Second}}
		s := newSource(t, v)
		for range 600 {
			_, err := s.Token(t.Context())
			require.Error(t, err)
			time.Sleep(time.Second)
		}
		assert.LessOrEqual(t, v.calls.Load(), int64(7))
	})
}

func TestAClockSetBackEndsWhatItDated(t *testing.T) {
	t.Parallel()
	c := &clock{}
	c.advance(365 * 24 * time.Hour) // wrong at boot
	var calls atomic.Int64
	s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		calls.Add(1)
		return authhooks.Token{Access: authhooks.NewSecret("same"), ExpiresAt: c.now().Add(2 * time.Hour)}, nil
	}), authhooks.WithClock(c.now))
	tok, err := s.Token(t.Context())
	require.NoError(t, err)
	c.advance(-time.Second)
	_, err = s.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(1), calls.Load(), "a small step is nothing")
	require.True(t, s.Invalidate(tok))
	tok, err = s.Token(t.Context())
	require.NoError(t, err)
	require.False(t, s.Invalidate(tok), "the same bytes, for a second")
	c.advance(-365 * 24 * time.Hour)
	require.True(t, s.Invalidate(tok), "not for a year")
	_, err = s.Token(t.Context())
	require.NoError(t, err)
	before := calls.Load()
	c.advance(-24 * time.Hour)
	_, err = s.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before+1, calls.Load(), "a token dated by a wrong clock is not fresh for years")
}

func TestAPanicInTheEarlyWindowIsNoLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			if calls.Add(1) > 1 {
				panic("again")
			}
			return authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: time.Now().Add(time.Hour)}, nil
		}))
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(58 * time.Minute)
		for range 200 {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			synctest.Wait()
		}
		assert.Equal(t, int64(2), calls.Load())
	})
}

func TestForegroundRefreshNeverReturnsADeadToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: time.Millisecond, lifetime: 100 * time.Second}
		s := newSource(t, v, authhooks.WithoutBackgroundRefresh())
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(99*time.Second + 500*time.Millisecond)
		v.failWith(&authhooks.Error{Kind: authhooks.KindRateLimited})
		v.takes = 5 * time.Second
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrRateLimited)
	})
}

func TestAVendorsWishBindsAfterTheEndToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: 100 * time.Second}
		s := newSource(t, v)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(95 * time.Second)
		v.failWith(&authhooks.Error{Kind: authhooks.KindRateLimited, RetryAfter: time.Hour})
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(time.Minute)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrRateLimited)
		assert.Equal(t, int64(2), v.calls.Load())
	})
}
