package authhooks_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Retry ends every remembered failure, the store's too, and nothing else.
func TestRetryAsksTheVendorAgain(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			v, st := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
			open := func() *authhooks.Source {
				if !shared {
					return newSource(t, v)
				}
				s, _ := member(t, v, st)
				return s
			}
			s := open()
			for range 6 {
				_, err := s.Token(t.Context())
				require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
				time.Sleep(time.Until(s.Status().RetryAt))
			}
			_, err := s.Token(t.Context())
			require.Error(t, err)
			s = open() // with a store, a restart does not help
			asked := v.calls.Load()
			_, err = s.Token(t.Context())
			require.Error(t, err)
			if shared {
				require.Equal(t, asked, v.calls.Load())
			}
			asked = v.calls.Load()
			v.failWith(nil) // a person has repaired the account
			_, err = s.Token(t.Context())
			require.Error(t, err, "still remembered")
			s.Retry()
			require.NoError(t, s.Status().LastError)
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			require.Equal(t, asked+1, v.calls.Load())

			s.Retry()
			again, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.True(t, again.Access.Equal(token.Access), "a valid token is kept")
			assert.Equal(t, asked+1, v.calls.Load())
		})
	}
	synctest.Test(t, func(t *testing.T) { // a usable token of the store is taken
		v, st := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
		bad, _ := member(t, v, st)
		_, err := bad.Token(t.Context())
		require.Error(t, err)
		v.failWith(nil)
		good, _ := member(t, v, st)
		good.Retry()
		token, err := good.Token(t.Context())
		require.NoError(t, err)
		bad.Retry()
		adopted, err := bad.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, adopted.Access.Equal(token.Access))
		assert.Equal(t, int64(2), v.calls.Load())
	})
	synctest.Test(t, func(t *testing.T) { // Retry holds for one fetch
		v, st := &vendor{fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
		s, _ := member(t, v, st)
		_, err := s.Token(t.Context())
		require.Error(t, err)
		s.Retry()
		for range 10 {
			_, err := s.Token(t.Context())
			require.Error(t, err)
		}
		assert.Equal(t, int64(2), v.calls.Load())

		time.Sleep(time.Until(s.Status().RetryAt)) // another process meets the next failure
		other, _ := member(t, v, st)
		_, err = other.Token(t.Context())
		require.Error(t, err)
		require.Equal(t, int64(3), v.calls.Load())
		_, err = s.Token(t.Context())
		require.Error(t, err)
		assert.Equal(t, int64(3), v.calls.Load(), "a later failure of the store counts")
	})
}

// The store is down and the token is in its early window: the store is looked at when
// its pause ends, not at every call.
func TestADownStoreIsNotLookedAtByEveryCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: 100 * time.Minute}, newBrittle()
		s, w := member(t, v, st)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(97 * time.Minute)
		st.down.Store(true)
		loads := st.loads.Load()
		for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			synctest.Wait()
			if st.loads.Load() > loads {
				require.True(t, s.Status().NextEarlyFetch.After(time.Now()), "no call begins a fetch until then")
			}
		}
		assert.LessOrEqual(t, st.loads.Load()-loads, int64(9), "after 1, 4, 16, 30, 30 s …")
		assert.GreaterOrEqual(t, st.loads.Load()-loads, int64(4))
		assert.Equal(t, int64(1), v.calls.Load())
		assert.Equal(t, 1, strings.Count(w.text(), "going on without it"))
	})
}

// readOnly is a store that can be read and not written, as a replica is.
type readOnly struct {
	*brittle
	writes atomic.Int64
}

func (r *readOnly) CompareAndSwap(context.Context, string, authhooks.Version, authhooks.Record, time.Duration) (authhooks.Version, error) {
	r.writes.Add(1)
	return "", errors.New("READONLY")
}

// A store that can be read and not written fails: it is tried again ever more rarely,
// and told of once.
func TestAStoreThatCannotBeWrittenFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, &readOnly{brittle: newBrittle()}
		s, w := member(t, v, st)
		for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
		}
		require.Error(t, s.Status().StoreError)
		assert.LessOrEqual(t, st.writes.Load(), int64(24), "1, 4, 16, then every 30 s")
		assert.Equal(t, 1, strings.Count(w.text(), "going on without it"))
		assert.NotContains(t, w.text(), "works again")
		assert.Equal(t, int64(1), v.calls.Load())

		time.Sleep(time.Hour) // its token has expired, and another process has written one
		other, _ := member(t, v, st.brittle)
		theirs, err := other.Token(t.Context())
		require.NoError(t, err)
		adopted, err := s.Token(t.Context())
		require.NoError(t, err)
		require.True(t, adopted.Equal(theirs))
		require.Error(t, s.Status().StoreError, "only a write shows that writing works")
		assert.NotContains(t, w.text(), "works again")
	})
}
