package authhooks_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// distrust calls /forbidden until the breaker is open for half a minute.
func (a *acme) distrust(t *testing.T, c *clock) {
	t.Helper()
	for range 5 {
		require.Error(t, a.visit(t, "/forbidden", nil))
		c.advance(31 * time.Second)
	}
	require.Error(t, a.visit(t, "/forbidden", nil))
}

// An early renewal has killed the cached token and is in flight. To wait for it costs the
// vendor nothing, even while the breaker is open.
func TestAFetchUnderWayIsWaitedForInDoubtToo(t *testing.T) {
	t.Parallel()
	const callers = 13
	c := &clock{}
	var refused, returned atomic.Int64
	all := make(chan struct{})
	var door *acme
	door = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !door.guardOf(w, r):
			if refused.Add(1) == callers {
				close(all)
			}
		case r.URL.Path == "/forbidden":
			_, _ = fmt.Fprint(w, `{"code":9}`)
		default:
			_, _ = fmt.Fprint(w, `{"code":1}`)
		}
	}))
	var slow atomic.Bool
	underWay, answer := make(chan struct{}), make(chan struct{})
	a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
		token, err := door.createToken(ctx, "/token") // the old one is dead from here
		token.ExpiresAt = c.now().Add(20 * time.Second)
		if slow.Load() {
			close(underWay)
			select {
			case <-answer:
			case <-ctx.Done():
			}
		}
		return token, err
	}, authhooks.WithClock(c.now))
	a.distrust(t, c)
	c.advance(19 * time.Second) // into the early window
	slow.Store(true)
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	<-underWay
	before := door.issued.Load()
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			assert.NoError(t, a.visit(t, "/good", nil))
			returned.Add(1)
		})
	}
	<-all
	assert.Never(t, func() bool { return returned.Load() > 0 }, 50*time.Millisecond, time.Millisecond, "they wait")
	close(answer)
	wg.Wait()
	assert.Equal(t, before, door.issued.Load())
}

// While the breaker is open, a rejection drops nothing, though a fetch is in flight. That
// fetch may fail.
func TestADoubtedRejectionDropsNothingWhileOneIsUnderWay(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "9", c)
	var slow atomic.Bool
	var dropped atomic.Int64
	underWay, answer := make(chan struct{}), make(chan struct{})
	a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
		if slow.Load() {
			close(underWay)
			select {
			case <-answer:
			case <-ctx.Done():
			}
			return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindUnavailable, RetryAfter: time.Minute}
		}
		token, err := door.createToken(ctx, "/token")
		token.ExpiresAt = c.now().Add(20 * time.Second)
		return token, err
	}, authhooks.WithClock(c.now), authhooks.WithObserver(func(e authhooks.Event) {
		if e.Type == authhooks.EventInvalidated {
			dropped.Add(1)
		}
	}))
	a.distrust(t, c)
	c.advance(19 * time.Second)
	slow.Store(true)
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	<-underWay
	before := dropped.Load()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { assert.Error(t, a.visit(t, "/forbidden", nil)) })
	}
	for range 20 {
		require.NoError(t, a.visit(t, "/good", nil))
	}
	assert.Never(t, func() bool { return dropped.Load() > before }, 50*time.Millisecond, time.Millisecond)
	close(answer)
	wg.Wait()
	require.NoError(t, a.visit(t, "/good", nil), "the token lives on")
}

// While the breaker is open, a token that another process fetched is adopted as ever.
func TestWhatARivalFetchedIsLookedForInDoubt(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	a, b := pair(t, door, c)
	require.NoError(t, a.visit(t, "/good", nil))
	b.distrust(t, c)
	require.Error(t, b.visit(t, "/forbidden", nil)) // and looks: the next look is not to be for a while
	for range 2 {                                   // b's, which a adopts, then one of a's own, which kills it
		token, err := a.Token(t.Context())
		require.NoError(t, err)
		a.Source().Invalidate(token)
	}
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	before := door.issued.Load()
	for range 20 {
		require.NoError(t, b.visit(t, "/good", nil))
	}
	assert.Equal(t, before, door.issued.Load())
}

// Two processes call /forbidden, and each renewal ends the other's token. No call to
// /good may fail for it. No call to /good may close the breaker for /forbidden.
func TestTwoProcessesWithAForbiddenDoor(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	a, b := pair(t, door, c)
	for range 150 { // five minutes and a half
		for _, x := range []*acme{a, b} {
			require.NoError(t, x.visit(t, "/good", nil))
			require.Error(t, x.visit(t, "/forbidden", nil))
			c.advance(1100 * time.Millisecond)
		}
	}
	assert.LessOrEqual(t, door.issued.Load(), int64(1+2*(4+330/30+3)), "each: 1, 4, 16, 30 s, and three without a verdict")
}

// The store is not asked for each call that is refused.
func TestAStoreIsNotAskedForEveryRefusal(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	st := newBrittle()
	a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) { return door.createToken(ctx, "/token") },
		authhooks.WithClock(c.now), authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")))
	a.distrust(t, c)
	before, began := st.loads.Load(), c.now()
	for range 100 { // in five seconds, and what the machine takes
		require.Error(t, a.visit(t, "/forbidden", nil))
		c.advance(50 * time.Millisecond)
	}
	looks := st.loads.Load() - before
	assert.Greater(t, looks, int64(20))
	assert.LessOrEqual(t, looks, int64(c.now().Sub(began)/(100*time.Millisecond))+1, "ten a second at most")
}

// The store is down, so an early renewal only kept the token and asked the vendor for
// nothing. The token that a call is then refused with may have died long before.
func TestAKeptTokenWasNotAskedForAnew(t *testing.T) {
	t.Parallel()
	c := &clock{}
	arrived, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var planned time.Time
	var a, door *acme
	door = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.URL.Path == "/slow" {
			again := true
			once.Do(func() { again = false; close(arrived); <-release })
			for again && a.Source().Status().NextEarlyFetch.Equal(planned) { // until the flight has landed
				runtime.Gosched()
			}
		}
		if door.guardOf(w, r) {
			_, _ = fmt.Fprint(w, `{"code":1}`)
		}
	}))
	st := newBrittle()
	a = door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
		token, err := door.createToken(ctx, "/token")
		token.ExpiresAt = c.now().Add(time.Hour)
		return token, err
	}, authhooks.WithClock(c.now), authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")))
	require.NoError(t, a.visit(t, "/good", nil))
	var wg sync.WaitGroup
	wg.Go(func() { assert.NoError(t, a.visit(t, "/slow", nil)) })
	<-arrived
	st.down.Store(true)
	c.advance(61 * time.Minute)
	require.NoError(t, a.visit(t, "/good", nil)) // the second token, alone
	door.live.Store("")
	planned = a.Source().Status().NextEarlyFetch
	c.advance(40 * time.Second) // the store is to be looked at again
	close(release)              // the first is refused; its call's own Token starts the flight that keeps the second
	wg.Wait()
}

// A replay may be refused because another process is in the middle of a fetch. That fetch
// has ended the token, and its own token is not yet in the store.
func TestARivalInTheMiddleOfAFetchIsWaitedFor(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}) // the rival's fetch has ended b's token
	var contested atomic.Bool
	var rival func()
	var door *acme
	door = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Acme") == door.live.Load() && contested.CompareAndSwap(true, false) {
			go rival()
			<-ended
		}
		if door.guardOf(w, r) {
			_, _ = fmt.Fprint(w, `{"code":1}`)
		}
	}))
	st := newBrittle()
	var slow atomic.Bool
	opts := []authhooks.Option{authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))}
	a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
		token, err := door.createToken(ctx, "/token")
		if slow.Load() {
			locks := st.locks.Load()
			close(ended)
			for st.locks.Load() == locks && ctx.Err() == nil { // until b waits
				runtime.Gosched()
			}
		}
		return token, err
	}, opts...)
	b := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) { return door.createToken(ctx, "/token") }, opts...)
	done := make(chan struct{})
	rival = func() {
		defer close(done)
		adopted, err := a.Token(t.Context())
		assert.NoError(t, err)
		slow.Store(true)
		a.Source().Invalidate(adopted)
		_, err = a.Token(t.Context())
		assert.NoError(t, err)
	}
	require.NoError(t, b.visit(t, "/good", nil))
	door.live.Store("")
	contested.Store(true)
	require.NoError(t, b.visit(t, "/good", nil), "renewed, ended, adopted")
	<-done
	assert.Equal(t, int64(3), door.issued.Load())
}
