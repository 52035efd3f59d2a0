package authhooks_test

import (
	"context"
	"fmt"
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

// hiccup is a store that fails at its n-th write, or while it is down.
type hiccup struct {
	*brittle
	writes, bad int32
}

func (h *hiccup) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	if h.writes++; h.writes == h.bad {
		return "", errStore
	}
	return h.brittle.CompareAndSwap(ctx, name, old, r, ttl)
}

// A renewal that Close waits for ends up in the store, though the store failed while it
// was under way.
func TestCloseHandsOverWhatItWaitedFor(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]int32{"the store is down when the fetch begins": 0, "one write fails": 2} {
		synctest.Test(t, func(t *testing.T) {
			st := &hiccup{brittle: newBrittle(), bad: bad}
			v := newRenewer(t, &renewer{}, withStore(st)...)
			first, err := v.Token(t.Context())
			require.NoError(t, err)
			v.takes = time.Second
			st.down.Store(bad == 0)
			require.True(t, v.Source().Invalidate(first))
			go func() { _, _ = v.Token(t.Context()) }()
			time.Sleep(500 * time.Millisecond)
			st.down.Store(false)
			require.NoError(t, v.Close())
			assert.False(t, stored(t, st).Refresh.Equal(first.Refresh), name)
		})
	}
}

// gated is a store whose first Load waits for a test.
type gated struct {
	*brittle
	loading, open chan struct{}
	once          sync.Once
}

func (g *gated) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	g.once.Do(func() { close(g.loading); <-g.open })
	return g.brittle.Load(ctx, name)
}

var errBadPassword = &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2", RetryAfter: 10 * time.Minute}

// Retry counts for a fetch that is under way too, which may be about to land with the
// very failure that is to be forgotten.
func TestRetryDuringAFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := &gated{brittle: newBrittle(), loading: make(chan struct{}), open: make(chan struct{})}
		bad, _ := member(t, &vendor{fail: errBadPassword}, st.brittle)
		_, err := bad.Token(t.Context())
		require.Error(t, err)
		v := &vendor{lifetime: time.Hour}
		s, _ := member(t, v, st)
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = s.Token(t.Context()) })
		<-st.loading
		s.Retry()
		for range 5 { // they come after Retry
			wg.Go(func() {
				_, err := s.Token(t.Context())
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		close(st.open)
		wg.Wait()
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, int64(1), v.calls.Load())
	})
}

// The store's failure that Retry has forgotten does not come back because the fetch
// after it met with a lost connection.
func TestRetryOutlivesALostConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := newBrittle()
		bad, _ := member(t, &vendor{fail: errBadPassword}, st)
		_, err := bad.Token(t.Context())
		require.Error(t, err)
		v := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindTransport}}
		s, _ := member(t, v, st)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		s.Retry()
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrTransport)
		v.failWith(nil)
		time.Sleep(1300 * time.Millisecond)
		_, err = s.Token(t.Context())
		require.NoError(t, err)
	})
}

// With a store too, nobody who has no token shares the failure of a fetch that began
// ahead of time.
func TestAnEarlyFailureInTheStoreBindsNobodyWithoutAToken(t *testing.T) {
	t.Parallel()
	for _, fail := range []*authhooks.Error{
		{Kind: authhooks.KindUnavailable, Status: 503}, {Kind: authhooks.KindInvalidCredentials, Code: "2"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int64
			f := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
				if calls.Add(1) == 2 { // ahead of time
					time.Sleep(5 * time.Second)
					return authhooks.Token{}, fail
				}
				return authhooks.Token{Access: authhooks.NewSecret(fmt.Sprint("t", calls.Load())), ExpiresAt: time.Now().Add(time.Hour)}, nil
			})
			s, _ := member(t, f, newBrittle(), authhooks.WithRetries(0))
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			time.Sleep(time.Hour - 2*time.Second)
			_, err = s.Token(t.Context()) // served; fetches behind
			require.NoError(t, err)
			time.Sleep(3 * time.Second) // the token has ended
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "t3", token.Access.Reveal())
		})
	}
}

// A refusal that comes after its flight has landed counts like another: else each
// further attempt would be another wrong login.
func TestALateRefusalIsRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		s, w := member(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			calls.Add(1)
			time.Sleep(16 * time.Second)
			return authhooks.Token{}, errBadPassword
		}), newBrittle())
		_, err := s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrTransport)
		time.Sleep(3 * time.Second)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		assert.Equal(t, int64(1), calls.Load())
		assert.Equal(t, 2, strings.Count(w.types(), "refused"), "that nothing came in time, and what came late")
	})
}

// A token that comes late is an event.
func TestALateTokenIsToldOf(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			time.Sleep(20 * time.Second)
			return authhooks.Token{Access: authhooks.NewSecret("late")}, nil
		}), w.options()...)
		_, err := s.Token(t.Context())
		require.Error(t, err)
		time.Sleep(10 * time.Second)
		assert.Equal(t, "refused fetched", w.types())
	})
}

// A refusal whose writer's clock is an hour ahead does not bind each new process anew
// until that hour is over.
func TestARefusalOfTheFutureIsRedated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ahead := &clock{}
		ahead.advance(time.Hour)
		v, st := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
		wrong, _ := member(t, v, st, authhooks.WithClock(ahead.now))
		_, err := wrong.Token(t.Context())
		require.Error(t, err)
		first, _ := member(t, v, st) // sees it, and dates it
		_, err = first.Token(t.Context())
		require.Error(t, err)
		v.failWith(nil)
		time.Sleep(10 * time.Minute)
		second, _ := member(t, v, st)
		_, err = second.Token(t.Context())
		require.NoError(t, err)
	})
}
