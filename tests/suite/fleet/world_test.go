//go:build all

package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	lifetime = 2 * time.Hour
	day      = 24 * time.Hour
	// A renewal before this share of a life is one too many: the early window
	// opens at nine tenths, a fifth of it sooner or later; of two hours, 6 minutes
	// before the end at the soonest.
	due = lifetime - 6*time.Minute - 2*time.Second
)

// faults are what a world does to a fleet. The zero value does nothing.
type faults struct {
	crashes  float64       // per process and hour
	skew     time.Duration // of one clock in twenty, either way
	outages  int           // of the store, a day, of ten seconds to five minutes
	lostLock float64       // share of unlocks that never arrive
}

// world is a vendor, a store and the weather, drawn from a seed.
type world struct {
	faults

	seed    uint64
	mu      sync.Mutex
	live    string        // the one access token that is good: a new one kills the old
	refresh string        // the one refresh token that is good
	issued  time.Time     // of live
	early   time.Duration // by which live's expiry is told too soon: its fetcher's clock was slow
	fetches int
	extra   map[string]int // fetches that were not due, by reason
	orphan  bool           // live went to a process that was killed before it could tell
	down    bool
	lately  time.Time // when the store was down last, for the reason of a fetch
	ops     int       // of the store
	wait    time.Duration
	failed  int
}

func newWorld(seed uint64, f faults) *world {
	return &world{faults: f, seed: seed, extra: map[string]int{}}
}

// dice are one process's, so that a seed gives it the same day again.
type dice struct{ random *rand.Rand }

func (w *world) dice(process int) dice {
	return dice{rand.New(rand.NewPCG(w.seed, uint64(process)))}
}

// some returns a duration between lo and hi.
func (d dice) some(lo, hi time.Duration) time.Duration {
	return lo + time.Duration(d.random.Int64N(int64(hi-lo)))
}

func (d dice) chance(p float64) bool { return d.random.Float64() < p }

// vendor is the vendor as one process sees it, by a clock that may be wrong.
type vendor struct {
	world *world
	dice  dice
	skew  time.Duration
}

func (v *vendor) Fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	w := v.world
	time.Sleep(v.dice.some(50*time.Millisecond, 400*time.Millisecond))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fetches++
	now := time.Now()
	if w.live != "" && now.Sub(w.issued) < due {
		w.extra[v.why(now)]++
	}
	if !old.Refresh.IsZero() && old.Refresh.Reveal() != w.refresh {
		w.extra["login after a refused refresh"]++
		w.fetches++
	}
	n := w.fetches
	w.live, w.refresh, w.issued = fmt.Sprintf("access-%d", n), fmt.Sprintf("refresh-%d", n), now
	w.orphan, w.early = ctx.Err() != nil, max(0, -v.skew)
	mine := now.Add(v.skew)
	return authhooks.Token{
		Access: authhooks.NewSecret(w.live), Refresh: authhooks.NewSecret(w.refresh),
		ExpiresAt: mine.Add(lifetime), RefreshExpiresAt: mine.Add(30 * day),
	}, nil
}

// why guesses the reason of a fetch that was not due; the lock is held.
func (v *vendor) why(now time.Time) string {
	switch {
	case v.world.orphan:
		return "the one before was killed in mid-fetch"
	case v.world.down || now.Sub(v.world.lately) < time.Minute && !v.world.lately.IsZero():
		return "the store was down"
	case v.skew != 0:
		return "its clock is wrong"
	case now.Sub(v.world.issued) >= due-v.world.early:
		return "the clock of the one before was slow"
	}
	return "no reason"
}

// rejects reports whether a business call with token is rejected, as a client's
// transport would notice: after the token's death, by the vendor's clock.
func (w *world) rejects(token authhooks.Token) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return token.Access.Reveal() != w.live || time.Since(w.issued) >= lifetime
}

// shelf is the store as the weather leaves it.
type shelf struct {
	*authhooks.MemoryStore
	world *world
	dice  dice
}

var errDown = errors.New("the store is down")

func (s shelf) visit() error {
	time.Sleep(s.dice.some(200*time.Microsecond, 3*time.Millisecond))
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.ops++
	if s.world.down {
		return errDown
	}
	return nil
}

func (s shelf) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	if err := s.visit(); err != nil {
		return nil, "", err
	}
	return s.MemoryStore.Load(ctx, name)
}

func (s shelf) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	if err := s.visit(); err != nil {
		return "", err
	}
	return s.MemoryStore.CompareAndSwap(ctx, name, old, r, ttl)
}

func (s shelf) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if err := s.visit(); err != nil {
		return nil, err
	}
	unlock, err := s.MemoryStore.Lock(ctx, name, ttl)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		if err := s.visit(); err != nil {
			return err
		}
		if s.dice.chance(s.world.lostLock) {
			return errDown // the lock ends by itself
		}
		return unlock(ctx)
	}, nil
}

// weather takes the store down now and then, until ctx ends.
func (w *world) weather(ctx context.Context) {
	d := w.dice(-1)
	for range w.outages {
		pause := d.some(0, 2*day/time.Duration(w.outages))
		length := d.some(10*time.Second, 5*time.Minute)
		if !sleep(ctx, pause) {
			return
		}
		w.setDown(true)
		ended := !sleep(ctx, length)
		w.setDown(false)
		if ended {
			return
		}
	}
}

func (w *world) setDown(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down, w.lately = down, time.Now()
}

// sleep reports whether ctx lasted.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
