package authhooks

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var modelSeeds = flag.Int("model.seeds", 50, "how many lives of a fleet TestModelOfAFleet simulates")

// modelVendor rotates refresh tokens. It ends a family of tokens of which one is
// presented a second time, and notes why that may have happened.
type modelVendor struct {
	mu       sync.Mutex
	rnd      *rand.Rand
	n        int
	families map[string]*modelFamily
	spent    map[string]string // refresh token → the one that replaced it
	excuses  map[string]string // refresh token → why its holder may have lost it
	lost     map[string]bool   // refresh token → the store had it, and has an older record again
	reused   map[string]int    // by excuse; "" is none
}

type modelFamily struct{ dead bool }

func (v *modelVendor) issue(f *modelFamily, now time.Time) Token {
	v.n++
	refresh := fmt.Sprint("r", v.n)
	v.families[refresh] = f
	return Token{
		Access: NewSecret(fmt.Sprint("a", v.n)), Refresh: NewSecret(refresh),
		ExpiresAt: now.Add(10 * time.Minute), RefreshExpiresAt: now.Add(100 * time.Hour),
	}
}

// modelProcess is one process: what it does after it has been killed has no effect.
type modelProcess struct {
	*Source
	vendor  *modelVendor
	store   *modelStore
	mu      sync.Mutex
	killed  bool
	missed  map[string]bool // refresh tokens that the store had lost when the process read it
	pending string          // the refresh token that it got, or is about to get, and that the store does not have
}

var errKilled = errors.New("the process is dead")

func (p *modelProcess) dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.killed
}

// kill is kill -9.
func (p *modelProcess) kill() {
	p.mu.Lock()
	p.killed = true
	pending := p.pending
	p.mu.Unlock()
	if pending != "" {
		p.vendor.excuse(pending, "killed between sending a refresh and the store's write")
	}
	go func() { _ = p.Close() }() // it only ends the goroutines
}

const rolledBack = "read from a record that the store had rolled back"

// rolled notes that the store has lost refresh, or has it again.
func (v *modelVendor) rolled(refresh string, back bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.lost[refresh] = back
}

// read notes what the store lacks while p reads it, because it was rolled back.
func (v *modelVendor) read(p *modelProcess) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for refresh, lost := range v.lost {
		p.missed[refresh] = p.missed[refresh] || lost
	}
}

func (v *modelVendor) excuse(refresh, why string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.excuses[refresh] = why
}

func (p *modelProcess) Fetch(ctx context.Context, old Token) (Token, error) {
	v := p.vendor
	sleep := func(longest time.Duration) error {
		v.mu.Lock()
		d := time.Duration(v.rnd.Int64N(int64(longest)))
		v.mu.Unlock()
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := sleep(500 * time.Millisecond); err != nil || p.dead() {
		return Token{}, errors.Join(err, errKilled)
	}
	var t Token
	lost := false
	v.mu.Lock()
	presented := old.Refresh.Reveal()
	family := v.families[presented]
	switch next, spent := v.spent[presented]; {
	case presented == "":
	case spent && !family.dead:
		why := v.excuses[next]
		if why == "" && p.missed[next] {
			why = rolledBack
		}
		v.reused[why]++
		family.dead = true
	case !family.dead:
		t = v.issue(family, time.Now())
		v.spent[presented] = t.Refresh.Reveal()
		if lost = v.rnd.IntN(40) == 0; lost {
			v.excuses[t.Refresh.Reveal()] = "an answer that the network lost"
		}
	}
	clear(p.missed) // the next fetch begins with what it reads itself
	login := t.Refresh.IsZero()
	if login {
		t = v.issue(&modelFamily{}, time.Now())
	}
	v.mu.Unlock()
	p.mu.Lock()
	p.pending = t.Refresh.Reveal()
	p.mu.Unlock()
	if err := sleep(2 * time.Second); err != nil && login { // a login's answer may be lost at will
		return Token{}, err
	}
	if lost {
		return Token{}, &Error{Kind: KindTransport, Err: errors.New("lost")}
	}
	if p.dead() {
		return Token{}, errKilled
	}
	return t, nil
}

// A fleet over one store, at a vendor that punishes a refresh token presented twice:
// processes are closed and killed at any point, the network loses answers, the store
// loses its last write. No refresh token is presented twice but for these three
// reasons, of which the first two are nobody's to mend.
func TestModelOfAFleet(t *testing.T) {
	t.Parallel()
	reused, fetches := map[string]int{}, 0
	for seed := range *modelSeeds {
		synctest.Test(t, func(t *testing.T) {
			v := liveAFleet(t, uint64(seed))
			assert.Zero(t, v.reused[""], "seed %d: a refresh token was presented twice for no reason", seed)
			fetches += v.n
			for why, n := range v.reused {
				reused[why] += n
			}
		})
		if t.Failed() {
			break
		}
	}
	t.Logf("%d seeds, %d tokens", *modelSeeds, fetches)
	for why, n := range reused {
		t.Logf("%4d presented twice: %s", n, why)
	}
}

func liveAFleet(t *testing.T, seed uint64) *modelVendor {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 1))
	v := &modelVendor{
		rnd:      rand.New(rand.NewPCG(seed, 2)),
		families: map[string]*modelFamily{}, spent: map[string]string{}, excuses: map[string]string{}, lost: map[string]bool{}, reused: map[string]int{},
	}
	key, storeKey := NewKey("acme", "https://h:443", "id", NewSecret("key-canary")), NewSecret("0123456789abcdef")
	sealer, err := newSealer(key, storeKey)
	require.NoError(t, err)
	st := &modelStore{MemoryStore: NewMemoryStore(), vendor: v, sealer: sealer}
	open := func() *modelProcess {
		p := &modelProcess{vendor: v, store: st, missed: map[string]bool{}}
		p.Source, err = NewSource(key, p, WithStore(storeOf{p}), WithStoreKey(storeKey))
		require.NoError(t, err)
		return p
	}
	fleet := []*modelProcess{open(), open(), open()}
	for range 150 {
		i := rnd.IntN(len(fleet))
		p := fleet[i]
		switch what := rnd.IntN(100); {
		case what < 55:
			go func() { _, _ = p.Token(t.Context()) }()
		case what < 62: // a rejected token
			if token, err := p.Token(t.Context()); err == nil {
				p.Invalidate(token)
			}
		case what < 70:
			before := time.Now()
			require.NoError(t, p.Close())
			assert.LessOrEqual(t, time.Since(before), 3100*time.Millisecond)
			fleet[i] = open()
		case what < 73:
			p.kill()
			fleet[i] = open()
		case what < 76:
			st.loseLastWrite(t)
		}
		if rnd.IntN(3) == 0 {
			time.Sleep(time.Duration(rnd.Int64N(int64(9 * time.Minute))))
		} else {
			time.Sleep(time.Duration(rnd.Int64N(int64(1500 * time.Millisecond))))
		}
	}
	for _, p := range fleet {
		require.NoError(t, p.Close())
	}
	time.Sleep(time.Hour) // what was killed ends too
	return v
}
