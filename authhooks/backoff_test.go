package authhooks_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

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
