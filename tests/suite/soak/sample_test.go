//go:build soak

package soak_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// sample is what the process holds at one moment.
type sample struct{ heap, goroutines, sockets int64 }

func measure() sample {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return sample{heap: int64(m.HeapAlloc), goroutines: int64(runtime.NumGoroutine()), sockets: countSockets()}
}

// countSockets returns 0 where the system does not list them.
func countSockets() int64 {
	const folder = "/proc/self/fd"
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0
	}
	n := int64(0)
	for _, e := range entries {
		if target, err := os.Readlink(filepath.Join(folder, e.Name())); err == nil && strings.HasPrefix(target, "socket:") {
			n++
		}
	}
	return n
}

// What the medians of the last third may be above those of the first: noise of
// a garbage collector, and of connections: of 64 callers each has one, with two
// goroutines, but for those whom a fault or their own leaving has just cost it.
const (
	heapTolerance      = 256 << 10 // and a tenth
	goroutineTolerance = 40
	socketTolerance    = 16
)

// growth is the medians of the first and of the last third of the samples.
type growth struct{ first, last sample }

func grown(samples []sample) growth {
	third := len(samples) / 3
	return growth{first: medians(samples[:third]), last: medians(samples[len(samples)-third:])}
}

func medians(samples []sample) sample {
	median := func(of func(sample) int64) int64 {
		values := make([]int64, len(samples))
		for i, s := range samples {
			values[i] = of(s)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return sample{
		heap:       median(func(s sample) int64 { return s.heap }),
		goroutines: median(func(s sample) int64 { return s.goroutines }),
		sockets:    median(func(s sample) int64 { return s.sockets }),
	}
}

// complaints names what has grown.
func (g growth) complaints() []string {
	var found []string
	for _, c := range []struct {
		what               string
		first, last, limit int64
	}{
		{"heap", g.first.heap, g.last.heap, g.first.heap + g.first.heap/10 + heapTolerance},
		{"goroutines", g.first.goroutines, g.last.goroutines, g.first.goroutines + goroutineTolerance},
		{"sockets", g.first.sockets, g.last.sockets, g.first.sockets + socketTolerance},
	} {
		if c.last > c.limit {
			found = append(found, fmt.Sprintf("%s grew from %d to %d, over %d", c.what, c.first, c.last, c.limit))
		}
	}
	return found
}
