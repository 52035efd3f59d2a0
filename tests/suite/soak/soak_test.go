//go:build soak

// Package soak lets many callers use the vendors for a long time, with
// tokens that live for seconds and a vendor in trouble all the time.
package soak_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
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
	rows := accounts.Fetching() // an API key has no end and no fetch to get over
	lines := make([]*line, len(rows))
	for i, v := range rows {
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
	for _, l := range lines { // before anything is measured
		require.NoError(t, within(l.passage(), "no call got through"))
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
		assert.Empty(t, l.unexcused, "%s: callers that failed for no injected reason", l.vendor.Name)
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
