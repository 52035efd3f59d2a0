package authhooks_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func supplied(text string, life time.Duration) authhooks.Token {
	return authhooks.Token{Access: authhooks.NewSecret(text), ExpiresAt: time.Now().Add(life)}
}

// A supplied token spares the fetch, in memory and in the store, also beside a valid token
// and after a failure.
func TestSupply(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			v, st := &vendor{lifetime: time.Hour}, newBrittle()
			open := func(v *vendor) *authhooks.Source {
				if shared {
					s, _ := member(t, v, st)
					return s
				}
				return newSource(t, v)
			}
			s := open(v)
			s.Supply(supplied("first", time.Hour))
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "first", token.Access.Reveal())
			s.Supply(supplied("second", time.Hour))
			synctest.Wait()
			token, err = s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "second", token.Access.Reveal())
			assert.Zero(t, v.calls.Load())
			if shared {
				next := &vendor{}
				token, err = open(next).Token(t.Context())
				require.NoError(t, err)
				assert.Equal(t, "second", token.Access.Reveal(), "another process finds it")
				assert.Zero(t, next.calls.Load())
			}

			require.True(t, s.Invalidate(token))
			s.Supply(token)
			synctest.Wait()
			v.failWith(&authhooks.Error{Kind: authhooks.KindInvalidCredentials})
			_, err = s.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrInvalidCredentials, "the rejected token does not come back")
			s.Supply(supplied("expired", 0))
			s.Supply(authhooks.Token{})
			_, err = s.Token(t.Context())
			require.Error(t, err)
			s.Supply(supplied("third", time.Hour))
			synctest.Wait()
			token, err = s.Token(t.Context())
			require.NoError(t, err, "a token ends the backoff")
			assert.Equal(t, "third", token.Access.Reveal())
			time.Sleep(2 * time.Hour)
			v.failWith(nil)
			token, err = s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "token-2", token.Access.Reveal(), "and ends as any other")
			require.NoError(t, s.Close())
			s.Supply(supplied("late", time.Hour))
			_, err = s.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrClosed)
		})
	}
}

// A fetch in flight is not disturbed, and a store that fails costs nothing.
func TestSupplyBesideAFetchAndWithoutAStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: time.Hour, takes: time.Second}
		s := newSource(t, v)
		go func() { _, _ = s.Token(t.Context()) }()
		synctest.Wait()
		s.Supply(supplied("other", time.Hour))
		token, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "token-1", token.Access.Reveal())

		st := newBrittle()
		st.down.Store(true)
		m, w := member(t, &vendor{}, st)
		m.Supply(supplied("kept", time.Hour))
		token, err = m.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "kept", token.Access.Reveal())
		st.down.Store(false)
		time.Sleep(30 * time.Second)
		_, err = m.Token(t.Context())
		require.NoError(t, err)
		synctest.Wait()
		next := &vendor{}
		other, _ := member(t, next, st)
		token, err = other.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "kept", token.Access.Reveal(), "written when the store was back")
		assert.Contains(t, w.types(), "adopted")
	})
}
