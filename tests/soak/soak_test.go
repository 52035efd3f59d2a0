//go:build soak

// Package soak lets many callers use the five vendors for a long time, with
// tokens that live for seconds and a vendor in trouble all the time.
package soak_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var (
	length = flag.Duration("soak", 5*time.Second, "how long TestSoak goes on")
	seed   = flag.Uint64("seed", 0, "what TestSoak draws its troubles from; 0 draws a seed")
)

const callers = 64

func TestMain(m *testing.M) {
	if os.Getenv(processVariable) != "" {
		os.Exit(simulate())
	}
	goleak.VerifyTestMain(m)
}

// Troubles, their order and the pauses between them come from the seed; which
// caller meets one is up to the scheduler.
func TestSoak(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()>>1 | 1
	}
	t.Logf("seed %d", *seed)
	s := startSimulators(t)
	lines := make([]*line, len(vendors))
	for i, v := range vendors {
		lines[i] = newLine(t, i, v, s)
	}
	for i := range lines { // to begin with, all call at once, and each has a connection
		_, err := s.bring(i, trouble{Name: "business: slow", Delay: 300 * time.Millisecond, Times: callers / len(lines)})
		require.NoError(t, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var troubles, calling sync.WaitGroup
	for i := range callers {
		calling.Go(func() { lines[i%len(lines)].keepCalling(ctx, stream(1000+i)) })
	}
	for i, l := range lines {
		calling.Go(func() { l.visit(ctx, stream(2000+i)) })
	}
	began := time.Now()
	enough, end := context.WithTimeout(ctx, *length)
	defer end()
	for i, l := range lines {
		troubles.Go(func() { l.trouble(enough, stream(i)) })
	}
	samples := watch(enough, *length)
	troubles.Wait()
	stop()
	calling.Wait()
	for _, l := range lines {
		require.NoError(t, l.client.Close())
	}

	g := grown(samples[len(samples)/5:]) // the first fifth is the warm-up
	t.Log(report(lines, time.Since(began), g, len(samples)))
	for _, l := range lines {
		assert.Empty(t, l.unexcused, "%s: callers that failed for no injected reason", l.vendor.name)
		assert.Positive(t, l.calls.Load())
		assert.Positive(t, l.fetches.Load())
	}
	assert.Empty(t, g.complaints())
}

// stream is one of the independent random streams of the seed.
func stream(n int) *rand.Rand { return rand.New(rand.NewPCG(*seed, uint64(n))) }

// watch samples the process until ctx ends.
func watch(ctx context.Context, length time.Duration) []sample {
	ticker := time.NewTicker(max(length/120, 50*time.Millisecond))
	defer ticker.Stop()
	var samples []sample
	for {
		select {
		case <-ctx.Done():
			return append(samples, measure())
		case <-ticker.C:
			samples = append(samples, measure())
		}
	}
}

// line is one vendor with the client that all its callers share.
type line struct {
	number     int
	vendor     vendor
	simulators *simulators
	client     *authhooks.Client

	calls, good, left, visits, fetches, replays atomic.Int64
	fetched                                     chan struct{} // holds one when the client has fetched since it was emptied
	between                                     sync.RWMutex  // a revocation falls between calls, so that one replay is enough

	mu        sync.Mutex
	longest   time.Duration
	episodes  []*episode
	injected  map[string]int
	excused   map[string]int
	unexcused map[string]int
}

// episode is a trouble from when it was brought until the vendor was well again.
type episode struct {
	trouble
	from, to time.Time // to is zero while it lasts
	used     bool      // of a trouble for one caller: it has been told
}

func newLine(t *testing.T, number int, v vendor, s *simulators) *line {
	t.Helper()
	l := &line{
		number: number, vendor: v, simulators: s, fetched: make(chan struct{}, 1),
		injected: map[string]int{}, excused: map[string]int{}, unexcused: map[string]int{},
	}
	var err error
	l.client, err = v.connect(s.addresses[number], l.options(func() {
		select {
		case l.fetched <- struct{}{}:
		default:
		}
	})...)
	require.NoError(t, err)
	return l
}

// options are those of a program that is serious about many calls.
func (l *line) options(fetched func()) []authhooks.Option {
	return []authhooks.Option{
		authhooks.WithHTTPClient(&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}}),
		authhooks.WithObserver(func(e authhooks.Event) {
			switch e.Type {
			case authhooks.EventFetched:
				l.fetches.Add(1)
				fetched()
			case authhooks.EventReplayed:
				l.replays.Add(1)
			default:
			}
		}),
	}
}

// keepCalling is one caller. Now and then it is in a hurry and leaves.
func (l *line) keepCalling(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		patience := time.Duration(0)
		if random.IntN(50) == 0 {
			patience = time.Duration(random.IntN(3000)) * time.Microsecond
		}
		l.call(ctx, l.client, patience)
		pause(ctx, time.Duration(5+random.IntN(40))*time.Millisecond)
	}
}

// visit makes clients that live for one call: each must leave nothing behind.
func (l *line) visit(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		c, err := l.vendor.connect(l.simulators.addresses[l.number], l.options(func() {})...)
		if err != nil {
			l.blame(err.Error())
			return
		}
		l.call(ctx, c, 0)
		l.visits.Add(1)
		if err := c.Close(); err != nil {
			l.blame(err.Error())
		}
		pause(ctx, time.Duration(500+random.IntN(2500))*time.Millisecond)
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// call makes one business call and settles what came of it.
func (l *line) call(outer context.Context, c *authhooks.Client, patience time.Duration) {
	ctx := outer
	if patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(outer, patience)
		defer cancel()
	}
	l.between.RLock()
	began := time.Now()
	err := l.business(ctx, c)
	took := time.Since(began)
	l.between.RUnlock()
	l.calls.Add(1)
	switch {
	case err == nil:
		l.good.Add(1)
		l.mu.Lock()
		l.longest = max(l.longest, took)
		l.mu.Unlock()
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		l.left.Add(1)
	default:
		l.settle(err, began)
	}
}

func (l *line) business(ctx context.Context, c *authhooks.Client) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.simulators.addresses[l.number].URL+l.vendor.business, nil)
	if err != nil {
		return err
	}
	resp, err := c.HTTPClient().Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := c.CheckResponse(resp); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// settle looks for the injected trouble that a failure is due to.
func (l *line) settle(err error, began time.Time) {
	e, ok := errors.AsType[*authhooks.Error](err)
	if !ok {
		l.blame(err.Error())
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.episodes {
		if (p.to.IsZero() || began.Before(p.to)) && !p.used && p.excuses(l.vendor, e) {
			p.used = p.who == one
			l.excused[e.Kind.String()]++
			return
		}
	}
	l.unexcused[e.Error()]++
}

func (l *line) blame(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unexcused[text]++
}

// trouble brings one trouble after the other, each when the last is over.
func (l *line) trouble(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		l.suffer(draw(random, l.vendor))
		pause(ctx, time.Duration(20+random.IntN(300))*time.Millisecond)
	}
}

func (l *line) suffer(d trouble) {
	p := &episode{trouble: d, from: time.Now()}
	l.mu.Lock()
	l.injected[d.Name]++
	l.episodes = append(l.episodes, p)
	if len(l.episodes) > 8 {
		l.episodes = slices.Clone(l.episodes[1:])
	}
	l.mu.Unlock()
	if d.Name == revocation {
		l.between.Lock()
		defer l.between.Unlock()
	}
	met, err := l.simulators.bring(l.number, d)
	if err == nil {
		err = within(met, "no call met it")
	}
	if err == nil && d.who == everyone {
		select {
		case <-l.fetched: // of before
		default:
		}
		err = within(l.fetched, "no fetch followed")
	}
	if err != nil {
		l.blame(d.Name + ": " + err.Error())
	}
	l.mu.Lock()
	p.to = time.Now()
	l.mu.Unlock()
}

// within waits for what must come: longer than any pause that a single refusal earns.
func within(done <-chan struct{}, otherwise string) error {
	timer := time.NewTimer(30 * time.Second)
	defer timer.Stop()
	select {
	case <-done:
		return nil
	case <-timer.C:
		return errors.New(otherwise)
	}
}

func report(lines []*line, took time.Duration, g growth, samples int) string {
	var b strings.Builder
	injected, excused, unexcused := map[string]int{}, map[string]int{}, map[string]int{}
	fmt.Fprintf(&b, "\nsoak: seed %d, %s, %d callers and a visitor for each of %d vendors, tokens of %s\n\n", *seed, took.Round(time.Second), callers, len(lines), lifetime)
	fmt.Fprintf(&b, "%-12s %9s %9s %6s %7s %8s %8s %13s\n", "", "calls", "good", "left", "visits", "fetches", "replays", "longest wait")
	for _, l := range lines {
		fmt.Fprintf(&b, "%-12s %9d %9d %6d %7d %8d %8d %13s\n", l.vendor.name, l.calls.Load(), l.good.Load(), l.left.Load(),
			l.visits.Load(), l.fetches.Load(), l.replays.Load(), l.longest.Round(time.Millisecond))
		for sum, part := range map[*map[string]int]map[string]int{&injected: l.injected, &excused: l.excused, &unexcused: l.unexcused} {
			for name, n := range part {
				(*sum)[name] += n
			}
		}
	}
	for _, part := range []struct {
		title  string
		counts map[string]int
	}{{"troubles injected", injected}, {"calls that were told of one", excused}, {"calls that failed for no injected reason", unexcused}} {
		fmt.Fprintf(&b, "\n%s:\n", part.title)
		for _, name := range slices.Sorted(maps.Keys(part.counts)) {
			fmt.Fprintf(&b, "  %7d  %s\n", part.counts[name], name)
		}
		if len(part.counts) == 0 {
			fmt.Fprintf(&b, "        0\n")
		}
	}
	fmt.Fprintf(&b, "\nmedians of the first and last third of %d samples, after the warm-up:\n", samples)
	fmt.Fprintf(&b, "  heap       %8d KiB  %8d KiB  (may grow by a tenth and %d KiB)\n", g.first.heap>>10, g.last.heap>>10, heapTolerance>>10)
	fmt.Fprintf(&b, "  goroutines %8d      %8d      (by %d)\n", g.first.goroutines, g.last.goroutines, goroutineTolerance)
	fmt.Fprintf(&b, "  sockets    %8d      %8d      (by %d)\n", g.first.sockets, g.last.sockets, socketTolerance)
	return b.String()
}
