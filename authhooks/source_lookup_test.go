package authhooks_test

import (
	"context"
	"fmt"
	"math"
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

// resident is a client of door's account with a store of its own; its tokens live for an hour.
func (a *acme) resident(t *testing.T, c *clock, st authhooks.Store, opts ...authhooks.Option) *acme {
	t.Helper()
	return a.tenant(t, func(ctx context.Context) (authhooks.Token, error) {
		token, err := a.createToken(ctx, "/token")
		token.ExpiresAt = c.now().Add(time.Hour)
		return token, err
	}, append(opts, authhooks.WithClock(c.now), authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")))...)
}

// While its store is down, a process keeps a valid token until it expires. It does not
// keep a rejected token, even if the code of the rejection has another meaning too.
func TestAnAmbiguousRejectionRenewsWithoutTheStore(t *testing.T) {
	t.Parallel()
	c := &clock{}
	var door *acme
	door = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		code := map[bool]int{true: 1, false: 10}[r.Header.Get("X-Acme") == door.live.Load()]
		_, _ = fmt.Fprintf(w, `{"code":%d}`, code)
	}))
	st := newBrittle()
	a := door.resident(t, c, st)
	require.NoError(t, a.visit(t, "/good", nil))
	st.down.Store(true)
	door.live.Store("")
	for range 50 {
		require.NoError(t, a.visit(t, "/good", nil))
		c.advance(10 * time.Second)
	}
	assert.Equal(t, int64(2), door.issued.Load())
}

// The token dies while a flight is in progress that only writes it to the store. Callers
// that wait for this flight do not get the dead token, but a token from the vendor.
func TestAFlightThatOnlyPublishesIsFollowedByOneThatAsks(t *testing.T) {
	t.Parallel()
	const callers = 20
	c := &clock{}
	door := doorman(t, "10", c)
	st := newBrittle()
	a := door.resident(t, c, st)
	st.down.Store(true)
	require.NoError(t, a.visit(t, "/good", nil)) // alone
	st.down.Store(false)
	c.advance(3 * time.Second)
	underWay, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	st.beforeSwap = func() { once.Do(func() { close(underWay); <-goOn }) }
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	<-underWay
	door.live.Store("")
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() { assert.NoError(t, a.visit(t, "/good", nil)) })
	}
	require.Eventually(t, func() bool { return a.Source().Status().Fingerprint == "" }, 10*time.Second, time.Millisecond, "it was rejected")
	close(goOn)
	wg.Wait()
	for range callers {
		require.NoError(t, a.visit(t, "/good", nil))
		c.advance(100 * time.Millisecond)
	}
	assert.Equal(t, int64(2), door.issued.Load())
}

// A process has died with the lock. A refused call does not wait for the lock as a fetch
// would. If the call's own ctx ends first, the call gets the vendor's answer.
func TestARefusedCallDoesNotWaitForALockOfTheDead(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	st := &lockLimits{brittle: newBrittle()}
	a := door.resident(t, c, st)
	require.NoError(t, a.visit(t, "/good", nil))
	st.beforeSwap = func() { st.stuckOnLock.Store(true) } // once the renewal has its own
	for _, leaves := range []bool{false, true} {
		st.stuckOnLock.Store(false)
		c.advance(31 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		t.Cleanup(cancel)
		if leaves {
			st.asked = cancel
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/forbidden", nil)
		require.NoError(t, err)
		resp, err := a.HTTPClient().Do(req)
		require.NoError(t, err)
		require.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrPermissionDenied)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, leaves, ctx.Err() != nil)
		longest := time.Duration(st.longest.Swap(0))
		assert.Positive(t, longest, "the lock was asked for")
		assert.LessOrEqual(t, longest, time.Second)
	}
}

// lockLimits notes how long a call may wait for the lock of the dead.
type lockLimits struct {
	*brittle
	longest atomic.Int64
	asked   func() // called when a lock is asked for that its holder never gives back
}

func (l *lockLimits) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if l.stuckOnLock.Load() {
		limit := time.Duration(math.MaxInt64)
		if end, ok := ctx.Deadline(); ok {
			limit = time.Until(end)
		}
		l.longest.Store(int64(limit))
		if l.asked != nil {
			l.asked()
		}
	}
	return l.brittle.Lock(ctx, name, ttl)
}

// once is a store whose first look in earnest does harm: it hangs until it is
// given up, or ends its goroutine.
type once struct {
	*brittle
	armed *atomic.Bool
	harm  func(ctx context.Context)
}

func (o once) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	if o.armed.Load() {
		o.loads.Add(1)
		o.harm(ctx)
		return nil, "", ctx.Err()
	}
	return o.brittle.Load(ctx, name)
}

// A store that does not answer costs one refused call its time, not every one.
func TestAStoreThatDoesNotAnswerIsLookedAtOnce(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(ctx context.Context){
		"hangs": func(ctx context.Context) { <-ctx.Done() },
		"exits": func(context.Context) { runtime.Goexit() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &clock{}
			door := doorman(t, "10", c)
			st := once{brittle: newBrittle(), armed: new(atomic.Bool), harm: harm}
			a := door.resident(t, c, st)
			a.distrust(t, c)
			c.advance(time.Second)
			st.armed.Store(true)
			before := st.loads.Load()
			for range 5 {
				require.ErrorIs(t, a.visit(t, "/forbidden", nil), authhooks.ErrPermissionDenied)
				c.advance(150 * time.Millisecond)
			}
			assert.Equal(t, before+1, st.loads.Load())
			st.armed.Store(false)
			c.advance(5 * time.Second)
			require.ErrorIs(t, a.visit(t, "/forbidden", nil), authhooks.ErrPermissionDenied)
			assert.Equal(t, before+2, st.loads.Load(), "and later again")
		})
	}
}

// A write was lost: the store has the token before the one in memory, which is
// dead. A look at the store must not bring it back.
func TestALookBringsNothingOldBack(t *testing.T) {
	t.Parallel()
	c := &clock{}
	door := doorman(t, "10", c)
	st := newBrittle()
	a := door.resident(t, c, st)
	a.distrust(t, c)
	for range 5 {
		c.advance(31 * time.Second)
		st.beforeSwap = func() { st.down.Store(true) }
		require.Error(t, a.visit(t, "/forbidden", nil)) // renewed, and not stored
		st.beforeSwap = nil
		st.down.Store(false)
		c.advance(1010 * time.Millisecond)
		require.NoError(t, a.visit(t, "/good", nil))
		require.Error(t, a.visit(t, "/forbidden", nil))
		for range 35 {
			require.NoError(t, a.visit(t, "/good", nil))
			c.advance(time.Second)
		}
	}
}

// A look that comes back late must not put what it found over a newer token, even if
// the clock of its writer is ahead.
func TestALateLookOverwritesNothing(t *testing.T) {
	t.Parallel()
	for name, down := range map[string]bool{"the store works": false, "the store fails": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, ahead := &clock{}, &clock{}
			door := doorman(t, "10", c)
			looked, goOn := make(chan struct{}), make(chan struct{})
			st := once{brittle: newBrittle(), armed: new(atomic.Bool)}
			late := lateStore{once: st, after: func() {
				if st.armed.CompareAndSwap(true, false) {
					close(looked)
					<-goOn
				}
			}}
			var adopted atomic.Int64
			a := door.resident(t, c, late, authhooks.WithObserver(func(e authhooks.Event) {
				if e.Type == authhooks.EventAdopted {
					adopted.Add(1)
				}
			}))
			b := door.resident(t, ahead, st.brittle)
			a.distrust(t, c)
			c.advance(time.Second)
			ahead.advance(10 * time.Minute)
			rejected, err := a.Token(t.Context())
			require.NoError(t, err)
			same, err := b.Token(t.Context())
			require.NoError(t, err)
			require.True(t, b.Source().Invalidate(same))
			second, err := b.Token(t.Context())
			require.NoError(t, err)
			require.False(t, second.Equal(rejected))
			st.armed.Store(true)
			var wg sync.WaitGroup
			wg.Go(func() { assert.NoError(t, a.visit(t, "/good", nil)) })
			<-looked
			st.down.Store(down)
			renewals, adoptions := 3, 1 // adopts the second, then fetches
			if down {
				renewals, adoptions = 1, 0 // fetches alone
			}
			for range renewals {
				old, err := a.Token(t.Context())
				require.NoError(t, err)
				require.True(t, a.Source().Invalidate(old))
				_, err = a.Token(t.Context())
				require.NoError(t, err)
			}
			newest := a.Source().Status().Fingerprint
			close(goOn)
			wg.Wait()
			assert.Equal(t, newest, a.Source().Status().Fingerprint)
			assert.Equal(t, adoptions, int(adopted.Load()), "when it was the newest, and not once more")
		})
	}
}

// lateStore answers a look only when after has returned.
type lateStore struct {
	once
	after func()
}

func (l lateStore) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	r, v, err := l.brittle.Load(ctx, name)
	l.after()
	return r, v, err
}
