package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// A failover or a restored backup brings an older record back: the refresh token in
// it is dead. The newer one of memory wins, however the renewal comes about, and the
// store is healed by it.
func TestAnOlderRecordNeverOverrulesMemory(t *testing.T) {
	t.Parallel()
	for name, renew := range map[string]func(t *testing.T, s *authhooks.Source){
		"at the token's end": func(t *testing.T, s *authhooks.Source) {
			time.Sleep(time.Until(s.Status().ExpiresAt) + time.Second)
			_, err := s.Token(t.Context())
			require.NoError(t, err)
		},
		"in the early window": func(t *testing.T, s *authhooks.Source) {
			time.Sleep(time.Until(s.Status().ExpiresAt) - time.Minute)
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			synctest.Wait()
		},
		"after a rejection": func(t *testing.T, s *authhooks.Source) {
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			require.True(t, s.Invalidate(token))
			_, err = s.Token(t.Context())
			require.NoError(t, err)
		},
	} {
		for state, lose := range map[string]func(t *testing.T, st *restored){
			"an older record":  func(t *testing.T, st *restored) { t.Helper(); st.restore(t) },
			"no record at all": func(t *testing.T, st *restored) { t.Helper(); st.backups = nil; st.restore(t) },
		} {
			t.Run(name+", "+state, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					v, st := &rotatingVendor{lifetime: time.Hour}, newRestored()
					s, _ := member(t, v, st)
					_, err := s.Token(t.Context())
					require.NoError(t, err)
					st.backup()
					time.Sleep(61 * time.Minute)
					_, err = s.Token(t.Context()) // the second token
					require.NoError(t, err)
					lose(t, st)
					renew(t, s)
					v.inOrder(t)
					other, _ := member(t, v, st) // another process finds a healed store
					token, err := other.Token(t.Context())
					require.NoError(t, err)
					assert.Equal(t, "a3", token.Access.Reveal())
					assert.Equal(t, 3, v.n)
				})
			})
		}
	}
}

// A process that only looks at the store after a rejection does not take an older token.
func TestAnOlderRecordIsNotAdoptedAfterARejection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &rotatingVendor{lifetime: time.Hour}, newRestored()
		s, w := member(t, v, st)
		first, err := s.Token(t.Context())
		require.NoError(t, err)
		st.backup()
		require.True(t, s.Invalidate(first))
		second, err := s.Token(t.Context())
		require.NoError(t, err)
		require.True(t, s.Invalidate(second))
		third, err := s.Token(t.Context())
		require.NoError(t, err)
		st.restore(t) // the first token, which s has long forgotten, and which has not ended
		require.True(t, s.Invalidate(third))
		fourth, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "a4", fourth.Access.Reveal())
		assert.NotContains(t, w.types(), "adopted")
		v.inOrder(t)
	})
}

// A clock that is behind does not make a newer record look older.
func TestARenewalIsNewerThanWhatItBeganWith(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := &clock{}
		slow.advance(-2 * time.Hour)
		v, st := &rotatingVendor{lifetime: time.Hour}, newRestored()
		good, _ := member(t, v, st)
		behind, _ := member(t, v, st, authhooks.WithClock(slow.now))
		token, err := good.Token(t.Context())
		require.NoError(t, err)
		adopted, err := behind.Token(t.Context())
		require.NoError(t, err)
		require.True(t, adopted.Access.Equal(token.Access))
		require.True(t, behind.Invalidate(adopted))
		_, err = behind.Token(t.Context()) // r1 is spent; r2 is dated two hours ago
		require.NoError(t, err)
		require.True(t, good.Invalidate(token))
		renewed, err := good.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "a2", renewed.Access.Reveal(), "adopted")
		v.inOrder(t)
	})
}

// The refresh token that comes beside an error is the only one that is alive: with a
// store and without one, at once, in a retry and after the pause.
func TestARefreshTokenBesideAnErrorIsKept(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]error{
		"a plain error":           errors.New("refreshed, but the profile could not be read"),
		"one that is tried again": &authhooks.Error{Kind: authhooks.KindUnavailable},
	} {
		for _, shared := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", store ", shared), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					v := &rotatingVendor{lifetime: time.Hour, fail: func(n int) error {
						if n == 2 || n == 3 {
							return fail
						}
						return nil
					}}
					st := newRestored()
					open := func() *authhooks.Source {
						if shared {
							s, _ := member(t, v, st)
							return s
						}
						return newSource(t, v)
					}
					s := open()
					_, err := s.Token(t.Context())
					require.NoError(t, err)
					time.Sleep(2 * time.Hour)
					_, err = s.Token(t.Context())
					require.Error(t, err)
					if shared {
						s = open() // another process goes on with it
					}
					for range 3 {
						time.Sleep(10 * time.Minute)
						_, err = s.Token(t.Context())
					}
					require.NoError(t, err)
					v.inOrder(t)
				})
			})
		}
	}
}

// A record lives at least as long as the access token in it.
func TestARecordOutlivesItsAccessToken(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, c := range map[string]struct{ access, refresh, least time.Duration }{
		"refresh of unknown end":              {90 * day, 0, 90 * day},
		"refresh ends first":                  {90 * day, 7 * day, 90 * day},
		"refresh has ended":                   {90 * day, -day, 90 * day},
		"refresh ends last":                   {time.Hour, 30 * day, 30 * day},
		"no end at all":                       {0, 0, 29 * day},
		"access of no end, refresh of a week": {0, 7 * day, 7 * day},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				st := newRestored()
				s, _ := member(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
					token := authhooks.Token{Access: authhooks.NewSecret("a"), Refresh: authhooks.NewSecret("r")}
					if c.access != 0 {
						token.ExpiresAt = time.Now().Add(c.access)
					}
					if c.refresh != 0 {
						token.RefreshExpiresAt = time.Now().Add(c.refresh)
					}
					return token, nil
				}), st)
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				time.Sleep(c.least - time.Minute)
				for record := range st.names {
					_, _, err := st.Load(t.Context(), record)
					assert.NoError(t, err)
				}
				assert.NotEmpty(t, st.names)
			})
		})
	}
}

// The store was down while this process renewed: r2 is in its memory alone. The
// store is back with r1, which is dead. Whatever makes it renew, r2 is what it has.
func TestMemoryCountsAfterAnOutageOfTheStore(t *testing.T) {
	t.Parallel()
	c := &clock{}
	var dead string
	v := &rotatingVendor{lifetime: time.Hour, now: c.now}
	st := newRestored()
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"), Fetch: v.Fetch,
	}, "https://acme.example", "id", authhooks.NewSecret("secret-canary"), authhooks.WithClock(c.now), authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")),
		authhooks.WithHTTPClient(jsonVendor(func(token string) string {
			if token == dead {
				return `{"code":10}`
			}
			return `{"code":1}`
		})))
	require.NoError(t, err)
	defer func() { _ = client.Close() }()
	_, err = client.Token(t.Context())
	require.NoError(t, err)
	st.down.Store(true)
	c.advance(2 * time.Hour)
	_, err = client.Token(t.Context())
	require.NoError(t, err)
	st.down.Store(false)
	c.advance(time.Second + time.Millisecond) // the store may be looked at again, and nobody has yet
	dead = "a2"
	_, body, err := get(t, client.HTTPClient(), "https://acme.example/x")
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":1}`, body)
	v.inOrder(t)
	assert.Equal(t, 3, v.n)
}

// jsonVendor is a vendor without a network: what it answers depends on the token.
func jsonVendor(answer func(token string) string) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(answer(r.Header.Get("X-Acme")))),
		}, nil
	})}
}
