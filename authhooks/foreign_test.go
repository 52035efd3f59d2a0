package authhooks_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
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

// Whichever call of the store hangs, the vendor is up, and the process has tokens:
// at once while nothing hangs yet, and without more than one hanging call. When the
// store is back it is used again, and a lock that came late has been given back.
func TestAStoreThatHangsIsDoneWithout(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Load", "Lock", "CompareAndSwap", "unlock"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				v, st := &vendor{lifetime: time.Hour}, newDeafStore(method)
				s, w := member(t, v, st)
				thaw := st.freeze()
				defer thaw()
				for range 5 { // lifetimes
					before := time.Now()
					_, err := s.Token(t.Context())
					require.NoError(t, err)
					assert.LessOrEqual(t, time.Since(before), 7*time.Second)
					assert.LessOrEqual(t, st.waiting.Load(), int64(1), "one call hangs, and no other is begun")
					time.Sleep(61 * time.Minute)
				}
				require.Error(t, s.Status().StoreError)
				assert.Equal(t, 1, strings.Count(w.text(), "going on without it"))
				thaw()
				synctest.Wait()
				free, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				unlock, err := st.MemoryStore.Lock(free, st.name(t), time.Minute)
				require.NoError(t, err, "a late lock is given back at once")
				require.NoError(t, unlock(t.Context()))
				time.Sleep(time.Minute)
				_, err = s.Token(t.Context())
				require.NoError(t, err)
				synctest.Wait()
				require.NoError(t, s.Status().StoreError)
				other, seen := member(t, v, st)
				_, err = other.Token(t.Context())
				require.NoError(t, err)
				assert.Equal(t, "adopted", seen.types(), "the store is used again")
				unlock, err = st.MemoryStore.Lock(t.Context(), st.name(t), time.Minute)
				require.NoError(t, err)
				require.NoError(t, unlock(t.Context()))
			})
		})
	}
}

// A hanging store holds Close up for no longer than its bound.
func TestCloseIsBounded(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Load", "Lock", "CompareAndSwap", "unlock"} {
		synctest.Test(t, func(t *testing.T) {
			st := newDeafStore(method)
			s, _ := member(t, &vendor{lifetime: time.Hour}, st)
			thaw := st.freeze()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, _ = s.Token(ctx)
			before := time.Now()
			require.NoError(t, s.Close())
			assert.LessOrEqual(t, time.Since(before), 3100*time.Millisecond, method)
			thaw()
			synctest.Wait()
		})
	}
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			<-hang
			return authhooks.Token{Access: authhooks.NewSecret("late")}, nil
		}))
		go func() { _, _ = s.Token(t.Context()) }()
		synctest.Wait()
		before := time.Now()
		require.NoError(t, s.Close())
		assert.LessOrEqual(t, time.Since(before), 3100*time.Millisecond)
		close(hang)
		synctest.Wait()
		assert.Empty(t, s.Status().Fingerprint)
	})
}

// A fetcher that ignores its ctx fails its callers in time. It is never called a
// second time meanwhile, and the token that it brings late is used.
//
// Not parallel: goroutines are counted.
func TestAFetcherThatHangsIsCalledOnce(t *testing.T) {
	for _, shared := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int64
			hang := make(chan struct{})
			f := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
				if calls.Add(1) == 1 {
					<-hang
				}
				return authhooks.Token{Access: authhooks.NewSecret(fmt.Sprint("t", calls.Load())), ExpiresAt: time.Now().Add(time.Hour)}, nil
			})
			st := newBrittle()
			s := newSource(t, f)
			if shared {
				s, _ = member(t, f, st)
			}
			start := runtime.NumGoroutine()
			for range 100 {
				before := time.Now()
				_, err := s.Token(t.Context())
				require.ErrorIs(t, err, authhooks.ErrTransport)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.ErrorContains(t, err, "ctx")
				assert.LessOrEqual(t, time.Since(before), 16*time.Second)
				time.Sleep(7 * time.Second)
			}
			assert.Equal(t, int64(1), calls.Load())
			assert.LessOrEqual(t, runtime.NumGoroutine(), start+10)
			close(hang)
			synctest.Wait()
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "t1", token.Access.Reveal(), "what came late is used")
			assert.Equal(t, int64(1), calls.Load())
			time.Sleep(2 * time.Hour)
			token, err = s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "t2", token.Access.Reveal())
		})
	}
}

// Those who come while a fetcher hangs get what it brings, if that is in their time.
func TestALateTokenServesThoseWhoWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			<-hang
			return authhooks.Token{Access: authhooks.NewSecret("late"), ExpiresAt: time.Now().Add(time.Hour)}, nil
		}))
		_, err := s.Token(t.Context())
		require.Error(t, err)
		time.Sleep(2 * time.Second)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				token, err := s.Token(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, "late", token.Access.Reveal())
			})
		}
		time.Sleep(5 * time.Second)
		close(hang)
		wg.Wait()
	})
}

// badCtx is a ctx of the user's that asks the source something, or panics.
type badCtx struct {
	context.Context //nolint:containedctx // it is one
	err             func() error
}

func (c badCtx) Err() error { return c.err() }

// The user's code never runs under a lock of ours: a clock or a ctx that panics
// harms the caller alone, and one that calls the source does not hang.
func TestUserCodeRunsUnderNoLock(t *testing.T) {
	t.Parallel()
	work := func(t *testing.T, s *authhooks.Source) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := s.Token(ctx)
		require.NoError(t, err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := newSource(t, &vendor{lifetime: time.Hour})
		assert.Panics(t, func() { _, _ = s.Token(badCtx{t.Context(), func() error { panic("mine") }}) })
		work(t, s)
	})
	synctest.Test(t, func(t *testing.T) {
		s := newSource(t, &vendor{lifetime: time.Hour})
		_, err := s.Token(badCtx{t.Context(), func() error { s.Status(); return nil }})
		require.NoError(t, err)
		work(t, s)
	})
	synctest.Test(t, func(t *testing.T) {
		var bad atomic.Bool
		var s *authhooks.Source
		var calls atomic.Int64
		s = newSource(t, &vendor{lifetime: time.Hour}, authhooks.WithClock(func() time.Time {
			if bad.Load() && calls.Add(1)%2 == 0 {
				panic("no time")
			}
			if bad.Load() {
				s.Status()
			}
			return time.Now()
		}))
		bad.Store(true)
		for range 20 {
			func() {
				defer func() { _ = recover() }()
				token, err := s.Token(t.Context())
				if err == nil {
					s.Invalidate(token)
				}
			}()
		}
		bad.Store(false)
		work(t, s)
	})
	synctest.Test(t, func(t *testing.T) {
		s := newSource(t, &vendor{lifetime: time.Hour})
		token, err := s.Token(nil) //nolint:staticcheck // what a careless caller does
		require.NoError(t, err)
		require.True(t, s.Invalidate(token))
		work(t, s)
	})
}

// A timeout of hundreds of years does not overflow the times that are added to it.
func TestAVeryLongTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := newBrittle()
		s, w := member(t, &vendor{takes: time.Second, lifetime: time.Hour}, st, authhooks.WithTimeout(math.MaxInt64))
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		require.NoError(t, s.Status().StoreError)
		assert.Equal(t, "fetched", w.types())
	})
}
