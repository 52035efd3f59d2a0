//go:build all

package fleet_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var (
	simSizes = flag.String("sim", "10,100", "sizes of the simulated fleets")
	simSeed  = flag.Uint64("sim.seed", 0, "seed of the simulation, 0 for a new one")
	simOut   = flag.String("sim.out", "", "file for one line of JSON per simulation")
)

// outcome is one simulated day.
type outcome struct {
	Faults    bool           `json:"faults"`
	Processes int            `json:"processes"`
	Lifetimes float64        `json:"lifetimes"`
	Fetches   int            `json:"fetches"`
	Extra     map[string]int `json:"extra"`
	StoreOps  float64        `json:"store_ops_per_process_and_lifetime"`
	LongestMS float64        `json:"longest_wait_ms"`
	Failed    int            `json:"failed"`
}

// A virtual day of a fleet on one account whose new token kills the old and
// whose refresh tokens rotate. The sources are the real ones.
func TestSimulatedDay(t *testing.T) {
	seed := *simSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d (repeat with -sim.seed=%d)", seed, seed)
	table := []string{
		"| processes | faults | fetches | lifetimes | fetches per lifetime | store operations per process and lifetime | longest wait | failed callers | extra fetches |",
		"|--:|---|--:|--:|--:|--:|--:|--:|---|",
	}
	for _, f := range []faults{{}, {crashes: 0.01, skew: 90 * time.Second, outages: 4, lostLock: 0.02}} {
		for text := range strings.SplitSeq(*simSizes, ",") {
			size, err := strconv.Atoi(text)
			require.NoError(t, err)
			o := simulate(t, size, seed, f)
			table = append(table, o.row())
			o.write(t)
			assert.NotContains(t, o.Extra, "no reason")
			if f == (faults{}) {
				assert.Empty(t, o.Extra, "one fetch a lifetime, whatever the size")
				assert.Zero(t, o.Failed)
				assert.Less(t, o.LongestMS, 5000.0)
			}
		}
	}
	t.Log("\n" + strings.Join(table, "\n"))
}

func simulate(t *testing.T, size int, seed uint64, f faults) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(seed, f)
		memory := authhooks.NewMemoryStore()
		ctx, cancel := context.WithTimeout(t.Context(), day)
		defer cancel()
		var group sync.WaitGroup
		group.Go(func() { w.weather(ctx) })
		for i := range size {
			var skew time.Duration
			if f.skew > 0 && i%20 == 7 {
				skew = w.dice(-2-i).some(-f.skew, f.skew)
			}
			// A source uses its dice on a goroutine of its own, one fetch at a time.
			group.Go(func() { w.process(ctx, t, shelf{memory, w, w.dice(2*i + 1)}, w.dice(2*i), skew) })
		}
		group.Wait()
		// What a fleet needs: a token lives until its early window.
		first := math.Ceil(float64(day) / float64(lifetime-5*time.Minute))
		o = outcome{
			Faults: f != (faults{}), Processes: size, Fetches: w.fetches, Extra: w.extra, Lifetimes: first,
			StoreOps: float64(w.ops) / float64(size) / first, LongestMS: float64(w.wait.Microseconds()) / 1000, Failed: w.failed,
		}
	})
	return o
}

// process is one process: it makes a call every minute or so, and is killed and
// started again now and then.
func (w *world) process(ctx context.Context, t *testing.T, st shelf, d dice, skew time.Duration) {
	for ctx.Err() == nil {
		clock := func() time.Time { return time.Now().Add(skew) }
		s, err := authhooks.NewSource(authhooks.NewKey("sim", "https://h:443", "id", authhooks.NewSecret("secret")), &vendor{world: w, dice: st.dice, skew: skew},
			authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")), authhooks.WithClock(clock))
		if !assert.NoError(t, err) {
			return
		}
		for sleep(ctx, d.some(30*time.Second, 90*time.Second)) {
			w.call(ctx, s)
			if d.chance(w.crashes / 60) {
				break
			}
		}
		_ = s.Close()
	}
}

// call is a business call through HTTPClient, reduced to its token: rejected,
// it is made once more with the next one.
func (w *world) call(ctx context.Context, s *authhooks.Source) {
	began := time.Now()
	ok := false
	for range 2 {
		token, err := s.Token(ctx)
		if err != nil {
			break
		}
		if ok = !w.rejects(token); ok {
			break
		}
		s.Invalidate(token)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wait = max(w.wait, time.Since(began))
	if !ok && ctx.Err() == nil {
		w.failed++
	}
}

func (o outcome) row() string {
	var extra []string
	for reason, n := range o.Extra {
		extra = append(extra, fmt.Sprintf("%s: %d", reason, n))
	}
	slices.Sort(extra)
	return fmt.Sprintf("| %d | %v | %d | %.1f | %.2f | %.1f | %.0f ms | %d | %s |", o.Processes, o.Faults, o.Fetches, o.Lifetimes,
		float64(o.Fetches)/o.Lifetimes, o.StoreOps, o.LongestMS, o.Failed, strings.Join(extra, "; "))
}

func (o outcome) write(t *testing.T) {
	t.Helper()
	if *simOut == "" {
		return
	}
	line, err := json.Marshal(o)
	require.NoError(t, err)
	file, err := os.OpenFile(*simOut, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = file.Write(append(line, '\n'))
	require.NoError(t, err)
	require.NoError(t, file.Close())
}
