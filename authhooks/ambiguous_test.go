package authhooks_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// An answer with an ambiguous code may mean a dead token. While the renewal runs, nobody
// loses the cached token. If the renewal fails, every caller gets the vendor's answer.
func TestAnAmbiguousRejectionIsNobodyElsesTrouble(t *testing.T) {
	t.Parallel()
	const callers = 20
	for name, fail := range map[string]func() error{
		"down":   func() error { return &authhooks.Error{Kind: authhooks.KindUnavailable, RetryAfter: time.Minute} },
		"panics": func() error { panic("x") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &clock{}
			door := doorman(t, "10", c)
			var down atomic.Bool
			var asked atomic.Int64
			underWay, answer := make(chan struct{}), make(chan struct{})
			a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
				if !down.Load() {
					return door.createToken(ctx, "/token")
				}
				if asked.Add(1) == 1 {
					close(underWay)
				}
				select {
				case <-answer:
				case <-ctx.Done():
				}
				return authhooks.Token{}, fail()
			}, authhooks.WithClock(c.now))
			require.NoError(t, a.visit(t, "/good", nil))
			down.Store(true)
			var wg sync.WaitGroup
			for range callers {
				wg.Go(func() { assert.ErrorIs(t, a.visit(t, "/forbidden", nil), authhooks.ErrPermissionDenied) })
			}
			<-underWay
			for range callers {
				require.NoError(t, a.visit(t, "/good", nil))
			}
			close(answer)
			wg.Wait()
			for range callers {
				require.ErrorIs(t, a.visit(t, "/forbidden", nil), authhooks.ErrPermissionDenied)
				require.NoError(t, a.visit(t, "/good", nil))
			}
			assert.Equal(t, int64(1), asked.Load())
		})
	}
}

// During a backoff, an ambiguous rejection starts no fetch. After the backoff, a token
// that is really dead is renewed at once.
func TestAnAmbiguousRejectionWaitsUntilTheVendorMayBeAsked(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	var down atomic.Bool
	var asked atomic.Int64
	a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
		if asked.Add(1); down.Load() {
			return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindUnavailable, RetryAfter: time.Minute}
		}
		return door.createToken(ctx, "/token")
	}, authhooks.WithClock(c.now))
	require.NoError(t, a.visit(t, "/good", nil))
	down.Store(true)
	for range 29 {
		require.ErrorIs(t, a.visit(t, "/forbidden", nil), authhooks.ErrPermissionDenied)
		require.NoError(t, a.visit(t, "/good", nil))
		c.advance(2 * time.Second)
	}
	assert.Equal(t, int64(2), asked.Load())
	down.Store(false)
	c.advance(time.Minute)
	door.live.Store("") // now it is really dead
	require.NoError(t, a.visit(t, "/good", nil))
}

// An ambiguous rejection drops no token while an early renewal is in flight anyhow.
func TestAnAmbiguousRejectionDropsNoTokenWhileOneIsUnderWay(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	var slow atomic.Bool
	underWay, answer := make(chan struct{}), make(chan struct{})
	a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
		if slow.Load() { // before the vendor is asked: the token in memory is good
			close(underWay)
			select {
			case <-answer:
			case <-ctx.Done():
			}
		}
		token, err := door.createToken(ctx, "/token")
		token.ExpiresAt = c.now().Add(time.Hour)
		return token, err
	}, authhooks.WithClock(c.now))
	require.NoError(t, a.visit(t, "/good", nil))
	c.advance(59 * time.Minute)
	slow.Store(true)
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	<-underWay
	slow.Store(false)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { assert.ErrorIs(t, a.visit(t, "/forbidden", nil), authhooks.ErrPermissionDenied) })
	}
	for range 20 {
		require.NoError(t, a.visit(t, "/good", nil))
	}
	assert.NotEmpty(t, a.Source().Status().Fingerprint)
	close(answer)
	wg.Wait()
}
