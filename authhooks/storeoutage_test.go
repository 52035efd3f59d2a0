package authhooks_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestAStoreThatFailsIsDoneWithout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		st.down.Store(true)
		var sources []*authhooks.Source
		var seen []*witness
		for range 5 {
			s, w := member(t, v, st)
			sources, seen = append(sources, s), append(seen, w)
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			require.ErrorIs(t, s.Status().StoreError, errStore)
		}
		require.Equal(t, int64(5), v.calls.Load(), "each process on its own")
		tick := func(d time.Duration) {
			for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Second) {
				for _, s := range sources {
					_, err := s.Token(t.Context())
					require.NoError(t, err)
				}
			}
		}
		tick(10 * time.Minute)
		assert.Equal(t, int64(5), v.calls.Load(), "an outage of the store is none of the vendor's")
		loads := st.loads.Load()
		tick(10 * time.Minute)
		assert.LessOrEqual(t, st.loads.Load()-loads, int64(5*25), "the store is asked twice a minute at most")
		for _, w := range seen {
			assert.Equal(t, 1, strings.Count(w.text(), "going on without it"), "one line an outage")
		}

		st.down.Store(false)
		tick(time.Minute)
		assert.Equal(t, int64(5), v.calls.Load(), "one of the five tokens is shared, without another fetch")
		for _, s := range sources {
			assert.NoError(t, s.Status().StoreError)
			assert.Equal(t, sources[0].Status().Fingerprint, s.Status().Fingerprint)
		}
		tick(3 * time.Hour)
		assert.LessOrEqual(t, v.calls.Load(), int64(5+4), "one a lifetime again")
	})
}

func TestATokenThatTheStoreWouldNotTakeIsUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{takes: time.Second, lifetime: time.Hour}, newBrittle()
		s, _ := member(t, v, st)
		go func() {
			time.Sleep(500 * time.Millisecond)
			st.down.Store(true) // while the vendor is asked
		}()
		token, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "token-1", token.Access.Reveal())
		require.ErrorIs(t, s.Status().StoreError, errStore)
		st.down.Store(false)
		for range 10 {
			time.Sleep(time.Second)
			_, err = s.Token(t.Context())
			require.NoError(t, err)
		}
		synctest.Wait()
		other, _ := member(t, v, st)
		adopted, err := other.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, token.Fingerprint(), adopted.Fingerprint(), "published when the store was back")
		assert.Equal(t, int64(1), v.calls.Load())
	})
}

// A store that answers nothing holds callers for seconds, not for good.
func TestAStoreThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: time.Hour}
		s, _ := member(t, v, hanging{newBrittle()})
		start := time.Now()
		token, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.LessOrEqual(t, time.Since(start), 3*time.Second)
		require.Error(t, s.Status().StoreError)
		require.True(t, s.Invalidate(token))
		start = time.Now()
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		assert.Zero(t, time.Since(start), "it is left alone for a while")
	})
}

// explosive is a store that panics at one of its methods.
type explosive struct {
	*brittle
	at string
}

func (e explosive) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	if e.at == "Load" {
		panic("canary")
	}
	return e.brittle.Load(ctx, name)
}

func (e explosive) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	if e.at == "CompareAndSwap" {
		panic("canary")
	}
	return e.brittle.CompareAndSwap(ctx, name, old, r, ttl)
}

func (e explosive) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if e.at == "Lock" {
		panic("canary")
	}
	unlock, err := e.brittle.Lock(ctx, name, ttl)
	if e.at == "unlock" && err == nil {
		_ = unlock(ctx)
		return func(context.Context) error { panic("canary") }, nil
	}
	return unlock, err
}

func TestAPanickingStoreHarmsNobody(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"Load", "CompareAndSwap", "Lock", "unlock"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				v := &vendor{lifetime: time.Hour}
				s, _ := member(t, v, explosive{newBrittle(), at})
				var wg sync.WaitGroup
				for range 20 {
					wg.Go(func() {
						_, err := s.Token(t.Context())
						assert.NoError(t, err, "the store's trouble is not the caller's")
					})
				}
				wg.Wait()
				assert.Equal(t, int64(1), v.calls.Load())
				if err := s.Status().StoreError; at != "unlock" { // a lock ends by itself
					require.Error(t, err)
					assert.NotContains(t, err.Error(), "canary")
				}
				require.NoError(t, s.Close())
			})
		})
	}
}

// A process that has seen a new token revoke the old does not fetch by itself while the
// store is down. Its token died because another process fetched.
func TestNoFightWhereANewTokenKillsTheOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		a, _ := member(t, v, st)
		b, _ := member(t, v, st)
		first, err := a.Token(t.Context())
		require.NoError(t, err)
		_, err = b.Token(t.Context())
		require.NoError(t, err)
		require.True(t, a.Invalidate(first))
		_, err = a.Token(t.Context())
		require.NoError(t, err)
		require.True(t, b.Invalidate(first), "rejected, long before its end")
		second, err := b.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(2), v.calls.Load(), "and adopted: so that is what a new token does")

		st.down.Store(true)
		require.True(t, b.Invalidate(second))
		for range 100 {
			_, err = b.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrUnavailable)
			var e *authhooks.Error
			require.ErrorAs(t, err, &e)
			assert.LessOrEqual(t, e.RetryAfter, 40*time.Second, "until the store is looked at again")
			time.Sleep(time.Second)
		}
		assert.Equal(t, int64(2), v.calls.Load(), "the vendor hears nothing of it")
		require.True(t, a.Invalidate(second))
		_, err = a.Token(t.Context())
		require.NoError(t, err, "who has not seen it fetches, once")
		st.down.Store(false)
		time.Sleep(time.Minute)
		_, err = a.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(time.Second) // in which the token is published
		last, err := b.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "token-3", last.Access.Reveal(), "the store is back")
	})
}

// A process that does not know whether new tokens revoke old ones fetches by itself. Once
// its own token has died too, it fetches once more and then waits for five minutes.
func TestOneFetchAloneInAnOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		s, _ := member(t, v, st)
		token, err := s.Token(t.Context())
		require.NoError(t, err)
		st.down.Store(true)
		require.True(t, s.Invalidate(token))
		token, err = s.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(2), v.calls.Load())
		require.True(t, s.Invalidate(token))
		token, err = s.Token(t.Context())
		require.NoError(t, err, "the first to die")
		require.True(t, s.Invalidate(token))
		for range 240 {
			_, err = s.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrUnavailable)
			time.Sleep(time.Second)
		}
		assert.Equal(t, int64(3), v.calls.Load())
		time.Sleep(2 * time.Minute)
		_, err = s.Token(t.Context())
		require.NoError(t, err, "five minutes later it tries again")
	})
}
