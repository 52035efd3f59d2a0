package authhooks_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// lives are lifetimes from the shortest seen to the longest, with the early
// window that DESIGN section 5 gives each: a tenth, at most five minutes.
var lives = map[string]struct{ lifetime, window time.Duration }{
	"2 s":     {2 * time.Second, 200 * time.Millisecond},
	"60 s":    {time.Minute, 6 * time.Second},
	"30 min":  {30 * time.Minute, 3 * time.Minute},
	"50 min":  {50 * time.Minute, 5 * time.Minute},
	"30 days": {30 * 24 * time.Hour, 5 * time.Minute},
}

// A fleet that was started together must not fetch together: every source
// begins its window somewhere else, and none more than a fifth off.
func TestTheEarlyWindowIsScaledAndJittered(t *testing.T) {
	t.Parallel()
	for name, c := range lives {
		synctest.Test(t, func(t *testing.T) {
			began := map[time.Duration]bool{} // how long before the end
			least, most := c.lifetime, time.Duration(0)
			for range 200 {
				s := newSource(t, &vendor{lifetime: c.lifetime})
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				st := s.Status()
				ahead := st.ExpiresAt.Sub(st.NextEarlyFetch)
				began[ahead] = true
				least, most = min(least, ahead), max(most, ahead)
			}
			assert.GreaterOrEqual(t, least, c.window*8/10, name)
			assert.LessOrEqual(t, most, c.window*12/10, name)
			assert.Greater(t, most-least, c.window*3/10, "%s: 200 draws fill most of the two fifths", name)
			assert.Greater(t, len(began), 190, name)
		})
	}
}

func TestTheEarlyFetchBeginsWhenStatusSaysAndNobodyWaits(t *testing.T) {
	t.Parallel()
	for name, c := range lives {
		synctest.Test(t, func(t *testing.T) {
			const takes = 50 * time.Millisecond
			v := &vendor{takes: takes, lifetime: c.lifetime}
			s := newSource(t, v)
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			ask := func(want string) {
				t.Helper()
				before := time.Now()
				tok, err := s.Token(t.Context())
				require.NoError(t, err, name)
				assert.Equal(t, want, tok.Access.Reveal(), name)
				assert.Zero(t, time.Since(before), "%s: nobody waits", name)
			}
			early := s.Status().NextEarlyFetch
			time.Sleep(time.Until(early) - 1)
			ask("token-1")
			synctest.Wait()
			assert.Equal(t, int64(1), v.calls.Load(), "%s: a nanosecond before the window", name)
			time.Sleep(time.Nanosecond)
			for range 100 {
				ask("token-1")
			}
			synctest.Wait()
			assert.Equal(t, int64(2), v.calls.Load(), "%s: one fetch for all who come", name)
			time.Sleep(takes)
			synctest.Wait()
			ask("token-2")
			assert.Equal(t, int64(2), v.calls.Load(), name)
			assert.True(t, s.Status().NextEarlyFetch.After(early), "%s: and the next window is planned", name)
		})
	}
}

// Callers that keep coming never see an expiry: with a vendor that takes half
// the window, or 10 s, ten lifetimes cost ten fetches and nobody any time.
func TestSteadyCallersNeverWaitAcrossExpiries(t *testing.T) {
	t.Parallel()
	for name, c := range lives {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{takes: min(c.window/2, 10*time.Second), lifetime: c.lifetime}
			s := newSource(t, v)
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			var wg sync.WaitGroup
			var waited atomic.Int64
			for range 64 {
				wg.Go(func() {
					for end := time.Now().Add(10 * c.lifetime); time.Now().Before(end); {
						before := time.Now()
						tok, err := s.Token(t.Context())
						assert.NoError(t, err)
						assert.True(t, tok.ValidAt(time.Now()), name)
						if time.Since(before) > 0 {
							waited.Add(1)
						}
						// Step through the fresh time, then often.
						time.Sleep(max(c.window/20, time.Until(s.Status().NextEarlyFetch)))
					}
				})
			}
			wg.Wait()
			assert.Zero(t, waited.Load(), name)
			assert.InDelta(t, 11, v.calls.Load(), 1, name)
		})
	}
}

// While the vendor is down, a token that is still good is served without error
// and without a wait, the vendor is asked ever more rarely, and the first
// success ends it.
func TestAFailingEarlyFetchIsPaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: 50 * time.Minute}
		s := newSource(t, v, authhooks.WithRetries(0))
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		v.failWith(&authhooks.Error{Kind: authhooks.KindTransport})
		time.Sleep(time.Until(s.Status().NextEarlyFetch))
		first := time.Now()
		var at []time.Duration
		for time.Since(first) < 20*time.Second {
			before, calls := time.Now(), v.calls.Load()
			tok, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "token-1", tok.Access.Reveal())
			assert.Zero(t, time.Since(before))
			synctest.Wait()
			if v.calls.Load() > calls {
				at = append(at, time.Since(first))
			}
			time.Sleep(100 * time.Millisecond)
		}
		require.GreaterOrEqual(t, len(at), 5, "at 0, 1, 3, 7 and 12 s, each pause up to a fifth longer: %v", at)
		for i, pause := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second} {
			assert.GreaterOrEqual(t, at[i+1]-at[i], pause)
			assert.LessOrEqual(t, at[i+1]-at[i], pause*12/10+100*time.Millisecond)
		}
		v.failWith(nil)
		time.Sleep(40 * time.Second)
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		synctest.Wait()
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.NotEqual(t, "token-1", tok.Access.Reveal())
		assert.NoError(t, s.Status().LastError)
	})
}
