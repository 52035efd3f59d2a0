package authhooks_test

import (
	"strings"
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
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.LessOrEqual(t, time.Since(start), 3*time.Second)
		require.Error(t, s.Status().StoreError)
	})
}

func TestAPanickingStoreIsAnErrorForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		s, _ := member(t, v, st)
		st.beforeSwap = func() { panic("canary") }
		_, err := s.Token(t.Context())
		require.NoError(t, err, "the store's trouble is not the caller's")
		require.Error(t, s.Status().StoreError)
		assert.NotContains(t, s.Status().StoreError.Error(), "canary")
	})
}
