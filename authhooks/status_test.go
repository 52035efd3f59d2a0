package authhooks_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// LastFetch is the last success: a refusal does not move it, and it stays when
// the token is gone.
func TestStatusRemembersTheLastFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{lifetime: time.Hour}
		s := newSource(t, v)
		assert.Zero(t, s.Status())
		start := time.Now()
		token, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, s.Status().LastFetch.Equal(start))

		time.Sleep(time.Minute)
		require.True(t, s.Invalidate(token))
		v.failWith(&authhooks.Error{Kind: authhooks.KindInvalidCredentials})
		_, err = s.Token(t.Context())
		require.Error(t, err)
		assert.True(t, s.Status().LastFetch.Equal(start))

		v.failWith(nil)
		time.Sleep(time.Minute)
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, s.Status().LastFetch.Equal(start.Add(2*time.Minute)))
	})
}
