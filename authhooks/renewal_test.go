package authhooks_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// rotating is a vendor whose every refresh kills the refresh token it used.
type rotating struct {
	logins, refreshes int
	live              string
	next              func(*authhooks.Token) // what is wrong with the next answer
}

func (r *rotating) Fetch(_ context.Context, old authhooks.Token) (authhooks.Token, error) {
	if old.Refresh.IsZero() {
		r.logins++
	} else {
		r.refreshes++
		if old.Refresh.Reveal() != r.live {
			return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindRefreshRejected}
		}
	}
	r.live = "refresh-" + string(rune('a'+r.logins+r.refreshes))
	t := authhooks.Token{
		Access: authhooks.NewSecret("access-" + r.live), Refresh: authhooks.NewSecret(r.live),
		ExpiresAt: time.Now().Add(time.Hour), RefreshExpiresAt: time.Now().Add(24 * time.Hour),
	}
	if r.next != nil {
		r.next(&t)
		r.next = nil
	}
	return t, nil
}

// What the source was last given is what the next renewal starts from: after an
// early fetch, an expiry, a rejection and a failure in between.
func TestARotatedRefreshTokenIsNeverLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &rotating{}
		s := newSource(t, r, authhooks.WithRetries(0))
		token := func() authhooks.Token {
			t.Helper()
			tok, err := s.Token(t.Context())
			require.NoError(t, err)
			synctest.Wait()
			return tok
		}
		token()
		time.Sleep(time.Until(s.Status().NextEarlyFetch))
		token() // the early fetch, in the background
		require.Equal(t, 1, r.refreshes)
		require.True(t, s.Invalidate(token()))
		token()
		require.Equal(t, 2, r.refreshes)
		time.Sleep(2 * time.Hour)
		token()
		require.Equal(t, 3, r.refreshes)
		r.next = func(t *authhooks.Token) { t.ExpiresAt = time.Time{} } // nobody says when it ends
		require.True(t, s.Invalidate(token()))
		require.True(t, s.Invalidate(token()))
		token()
		assert.Equal(t, 5, r.refreshes)
		assert.Equal(t, 1, r.logins, "never again")
	})
}

// A refresh whose access token is of no use has still killed the old refresh
// token: the new one is all there is.
func TestAUselessAnswerKeepsItsRotatedRefreshToken(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*authhooks.Token){
		"over already":    func(t *authhooks.Token) { t.ExpiresAt = time.Now().Add(-time.Second) },
		"no access token": func(t *authhooks.Token) { t.Access = authhooks.Secret{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := &rotating{}
				s := newSource(t, r, authhooks.WithRetries(0))
				first, err := s.Token(t.Context())
				require.NoError(t, err)
				require.True(t, s.Invalidate(first))
				r.next = spoil
				_, err = s.Token(t.Context())
				require.ErrorIs(t, err, authhooks.ErrProtocol)
				time.Sleep(time.Until(s.Status().RetryAt))
				_, err = s.Token(t.Context())
				require.NoError(t, err, "the renewal starts from the refresh token that came with it")
				assert.Equal(t, 1, r.logins)
			})
		})
	}
}
