package authhooks_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// tenant is one more client of acme's account, with a fetch of its own.
func (a *acme) tenant(t *testing.T, fetch func(ctx context.Context) (authhooks.Token, error), opts ...authhooks.Option) *acme {
	t.Helper()
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) { return fetch(ctx) },
	}, a.url, "id", authhooks.NewSecret("s"), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	return &acme{Client: client, url: a.url}
}

// All tokens die while a renewal ahead of time is under way: what it brings is
// dead as well, whether that comes before the first rejection or after. Nobody's
// call may fail for it, and rejections are not believed because of it.
func TestARenewalThatARejectionOvertakesIsNoVerdict(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]authhooks.EventType{
		"the rejection comes first": authhooks.EventInvalidated,
		"the renewal comes first":   authhooks.EventFetched,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const callers = 13
			c := &clock{}
			seen := make(chan authhooks.EventType, 1000)
			refuse := make(chan struct{}) // refusals wait for it
			var door *acme
			door = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("X-Acme") != door.live.Load() {
					<-refuse
				}
				if door.guardOf(w, r) {
					_, _ = fmt.Fprint(w, `{"code":1}`)
				}
			}))
			slow := make(chan (chan struct{}), 1)
			underWay := make(chan struct{})
			a := door.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
				token, err := door.createToken(ctx, "/token")
				token.ExpiresAt = c.now().Add(time.Hour)
				select {
				case answer := <-slow:
					close(underWay)
					select {
					case <-answer:
					case <-ctx.Done():
					}
				default:
				}
				return token, err
			}, authhooks.WithClock(c.now), authhooks.WithObserver(func(e authhooks.Event) {
				if e.Type != authhooks.EventRejected {
					seen <- e.Type
				}
			}))
			require.NoError(t, a.visit(t, "/good", nil))
			for len(seen) > 0 {
				<-seen
			}

			answer := make(chan struct{})
			slow <- answer
			c.advance(59 * time.Minute)
			_, err := a.Token(t.Context())
			require.NoError(t, err)
			<-underWay
			door.live.Store("")
			var wg sync.WaitGroup
			for range callers {
				wg.Go(func() { assert.NoError(t, a.visit(t, "/good", nil)) })
			}
			then := []chan struct{}{refuse, answer}
			if first == authhooks.EventFetched {
				then = []chan struct{}{answer, refuse}
			}
			close(then[0])
			require.Equal(t, first, <-seen)
			close(then[1])
			wg.Wait()
			assert.Equal(t, int64(3), door.issued.Load(), "the first, the one under way, and one after the rejection")
			door.live.Store("")
			require.NoError(t, a.visit(t, "/good", nil), "nothing was frozen")
		})
	}
}

// pair are two clients of door's account over one store.
func pair(t *testing.T, door *acme, c *clock) (a, b *acme) {
	t.Helper()
	st := authhooks.NewMemoryStore()
	fetch := func(ctx context.Context) (authhooks.Token, error) { return door.createToken(ctx, "/token") }
	opts := []authhooks.Option{authhooks.WithClock(c.now), authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))}
	return door.tenant(t, fetch, opts...), door.tenant(t, fetch, opts...)
}

// The same where the token that is dead too was another process's.
func TestAnAdoptedTokenIsNoVerdict(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	a, b := pair(t, door, c)
	for range 5 {
		require.NoError(t, a.visit(t, "/good", nil))
		require.NoError(t, b.visit(t, "/good", nil), "the same token")
		door.live.Store("")
		require.NoError(t, a.visit(t, "/good", nil), "renewed")
		door.live.Store("")
		before := door.issued.Load()
		require.NoError(t, b.visit(t, "/good", nil), "adopted, found dead, renewed")
		assert.Equal(t, before+1, door.issued.Load())
	}
}

// Calls to an endpoint that is forbidden to both must not cost a token each either.
func TestAForbiddenDoorIsPacedInAFleetToo(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	a, b := pair(t, door, c)
	for range 50 {
		require.Error(t, a.visit(t, "/forbidden", nil))
		require.Error(t, b.visit(t, "/forbidden", nil))
	}
	assert.LessOrEqual(t, door.issued.Load(), int64(9), "the first, and for each: one, and three without a verdict")
	for range 300 { // ten minutes
		require.Error(t, a.visit(t, "/forbidden", nil))
		require.Error(t, b.visit(t, "/forbidden", nil))
		c.advance(2 * time.Second)
	}
	assert.Less(t, door.issued.Load(), int64(9+2*30), "each once every half minute at most")
}

// However long its refusals take, a call costs one token: the one that came was
// asked for after the rejection.
func TestASlowForbiddenDoorCostsOneTokenACall(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c.advance(time.Minute) // longer than any pause
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"code":10}`)
	}), authhooks.WithClock(c.now))
	for i := range 5 {
		require.ErrorIs(t, door.visit(t, "/forbidden", nil), authhooks.ErrPermissionDenied)
		assert.Equal(t, int64(2+i), door.issued.Load())
	}
}

// A fleet of others may renew as fast as it likes: a call has its end.
func TestACallIsReplayedTwiceAtMost(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	var door *acme
	door = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if sent.Add(1) < 9 { // else the mistake would hang
			token, err := door.createToken(t.Context(), "/token")
			assert.NoError(t, err)
			door.Source().Invalidate(token)
			current, err := door.Token(t.Context())
			assert.NoError(t, err)
			door.Source().Invalidate(current) // by another call
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"code":"9"}`)
	}))
	require.ErrorIs(t, door.visit(t, "/good", nil), authhooks.ErrTokenRejected)
	assert.Equal(t, int64(3), sent.Load())
}

// Where a new token kills the old, another process may have ended the one that
// has just come.
func TestATokenThatARivalEndedIsNoVerdict(t *testing.T) {
	t.Parallel()
	var rival func()
	var door *acme
	door = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f := rival; r.URL.Path == "/contested" && r.Header.Get("X-Acme") == door.live.Load() && f != nil {
			rival = nil
			f()
		}
		if door.guardOf(w, r) {
			_, _ = fmt.Fprint(w, `{"code":1}`)
		}
	}))
	a, b := pair(t, door, &clock{})
	require.NoError(t, b.visit(t, "/good", nil))
	require.NoError(t, a.visit(t, "/good", nil), "adopted")
	renew := func() {
		for before := door.live.Load(); door.live.Load() == before; { // adopting b's is not enough
			token, err := a.Token(t.Context())
			assert.NoError(t, err)
			a.Source().Invalidate(token)
			_, err = a.Token(t.Context())
			assert.NoError(t, err)
		}
	}
	renew()
	require.NoError(t, b.visit(t, "/good", nil), "ended by a's, which it adopts: now it knows the vendor's way")
	for range 5 {
		door.live.Store("")
		rival = renew
		require.NoError(t, b.visit(t, "/contested", nil), "renewed, ended by a's, adopted")
		require.Nil(t, rival)
	}
}
