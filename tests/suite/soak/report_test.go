//go:build soak

package soak_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// report is for people: what was done, what came of it, what is held.
func report(lines []*line, took time.Duration, g growth, samples int) string {
	var b strings.Builder
	injected, excused, unexcused := map[string]int{}, map[string]int{}, map[string]int{}
	fmt.Fprintf(&b, "\nsoak: seed %d, %s, %d callers and a visitor for each of %d ways to log in, tokens of %s\n\n", *seed, took.Round(time.Second), callers, len(lines), lifetime)
	fmt.Fprintf(&b, "%-18s %9s %9s %6s %7s %8s %8s %13s\n", "", "calls", "good", "left", "visits", "fetches", "replays", "longest wait")
	for _, l := range lines {
		fmt.Fprintf(&b, "%-18s %9d %9d %6d %7d %8d %8d %13s\n", l.vendor.Name, l.calls.Load(), l.good.Load(), l.left.Load(),
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
