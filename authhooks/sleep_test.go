package authhooks_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// sleeper is a machine's clock: its wall clock goes on while the machine
// sleeps, its monotonic one does not.
type sleeper struct {
	began time.Time
	slept atomic.Int64
}

// now is a time whose monotonic reading lacks the time in which the machine slept. No
// function of package time makes such a time. So now sets the reading by hand, in the
// field ext of a time.Time. TestASleepersClock fails if that field changes.
func (s *sleeper) now() time.Time {
	d := time.Duration(s.slept.Load())
	t := s.began.Add(d)
	(*struct {
		wall uint64
		ext  int64
		loc  *time.Location
	})(unsafe.Pointer(&t)).ext -= int64(d)
	return t
}

func TestASleepersClock(t *testing.T) {
	t.Parallel()
	s := &sleeper{began: time.Now()}
	before := s.now()
	s.slept.Store(int64(2 * time.Hour))
	after := s.now()
	require.Zero(t, after.Sub(before), "the monotonic clock stood still")
	require.Equal(t, 2*time.Hour, after.Round(0).Sub(before.Round(0)), "the wall clock did not")
	require.Equal(t, int64(2*time.Hour), after.UnixNano()-before.UnixNano())
}

// A resume from sleep, as the source sees it: with a clock that is simply turned,
// and with one whose monotonic reading says that no time has passed.
func TestAfterASleepTheDeadTokenIsNotServed(t *testing.T) {
	t.Parallel()
	for name, stale := range map[string]bool{"turned": false, "stale monotonic reading": true} {
		turned, asleep := &clock{}, &sleeper{began: time.Now()}
		now, sleep := turned.now, turned.advance
		if stale {
			now, sleep = asleep.now, func(d time.Duration) { asleep.slept.Add(int64(d)) }
		}
		var calls atomic.Int64
		var fails atomic.Bool
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			n := calls.Add(1)
			if fails.Load() {
				return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindInvalidCredentials}
			}
			// As a fetcher would say it that counts from its own clock: with a monotonic reading.
			end := now().Add(time.Hour)
			return authhooks.Token{Access: authhooks.NewSecret(string(rune('a' + n))), IssuedAt: now(), ExpiresAt: end}, nil
		}), authhooks.WithClock(now))
		first, err := s.Token(t.Context())
		require.NoError(t, err)
		sleep(30 * time.Minute) // a nap: still fresh
		again, err := s.Token(t.Context())
		require.NoError(t, err)
		require.True(t, again.Equal(first), name)
		require.Equal(t, int64(1), calls.Load(), name)

		sleep(2 * time.Hour)
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				tok, err := s.Token(t.Context())
				assert.NoError(t, err)
				assert.False(t, tok.Access.Equal(first.Access), "%s: a dead token", name)
				assert.True(t, tok.ValidAt(now()), name)
			})
		}
		wg.Wait()
		assert.Equal(t, int64(2), calls.Load(), "%s: one fetch", name)
		assert.False(t, first.ValidAt(now()), "%s: whoever kept it can tell", name)

		// A pause is wall-clock time too: what was refused before the sleep is tried after it.
		fails.Store(true)
		sleep(2 * time.Hour)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		fails.Store(false)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials, "%s: remembered", name)
		sleep(time.Minute)
		_, err = s.Token(t.Context())
		require.NoError(t, err, name)
		assert.Equal(t, int64(4), calls.Load(), name)
	}
}

// A sleep inside the early window: the background fetch that was due is not
// mistaken for one that may wait.
func TestASleepIntoTheEarlyWindow(t *testing.T) {
	t.Parallel()
	asleep := &sleeper{began: time.Now()}
	fetched := make(chan authhooks.Event, 8)
	var n atomic.Int64
	s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{Access: authhooks.NewSecret(string(rune('a' + n.Add(1)))), ExpiresAt: asleep.now().Add(time.Hour)}, nil
	}), authhooks.WithClock(asleep.now), authhooks.WithObserver(func(e authhooks.Event) { fetched <- e }))
	first, err := s.Token(t.Context())
	require.NoError(t, err)
	<-fetched
	asleep.slept.Add(int64(58 * time.Minute))
	tok, err := s.Token(t.Context())
	require.NoError(t, err)
	require.True(t, tok.Equal(first), "served, while one fetch runs")
	event := <-fetched
	assert.Equal(t, authhooks.EventFetched, event.Type)
	tok, err = s.Token(t.Context())
	require.NoError(t, err)
	assert.False(t, tok.Access.Equal(first.Access))
	assert.Equal(t, int64(2), n.Load())
}
