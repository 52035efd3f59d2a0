package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// compare prints our rows of two runs that took turns. The limits are the same code
// in both: how far their ratios are from 1 is the noise.
func compare(before, after string) {
	order, now := benches(filepath.Join(after, "bench.txt"))
	_, then := benches(filepath.Join(before, "bench.txt"))
	fmt.Println("| | min ns before | after | ratio | of medians | allocs before | after | B before | after |")
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
	low, high := 1e18, 0.0
	for _, group := range order {
		for _, r := range now[group] {
			old := find(then[group], r.name)
			if library(r.name) || old == nil {
				continue
			}
			a, b := sorted(old.ns), sorted(r.ns)
			ratio, middle := b[0]/a[0], b[len(b)/2]/a[len(a)/2]
			if !ours(r.name) {
				low, high = min(low, ratio), max(high, ratio)
			}
			fmt.Printf("| %s: %s | %s | %s | %.2f | %.2f | %.0f | %.0f | %.0f | %.0f |\n",
				group, r.name, num(a[0]), num(b[0]), ratio, middle, old.allocs, r.allocs, old.bytes, r.bytes)
		}
	}
	if high > 0 {
		fmt.Printf("\nNoise: the minima of the limits, which are the same code on both sides, have ratios from %.2f to %.2f.\n", low, high)
	}
	base := size(filepath.Join(after, "base"))
	if base > 0 {
		a, b := size(filepath.Join(before, "ours")), size(filepath.Join(after, "ours"))
		fmt.Printf("\nA one-vendor program, stripped: %.0f bytes before, %.0f after: %.3f and %.3f times net/http, encoding/json, log/slog and oapi-codegen/runtime (%.0f).\n",
			a, b, a/base, b/base, base)
	}
}

func find(rows []*row, name string) *row {
	for _, r := range rows {
		if r.name == name {
			return r
		}
	}
	return nil
}

// size is that of a file, in bytes; 0 where there is none.
func size(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return float64(info.Size())
}
