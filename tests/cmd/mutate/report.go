package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// run judges the guards, jobs at a time, and writes their lines in order.
func run(ctx context.Context, t tree, guards []guard, jobs int, w io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	start := time.Now()
	sick, err := baseline(ctx, t, guards)
	if err != nil {
		return err
	}
	results := make([]result, len(guards))
	errs := make([]error, len(guards))
	done := make([]chan struct{}, len(guards))
	for i := range done {
		done[i] = make(chan struct{})
	}
	var workers sync.WaitGroup
	defer workers.Wait()
	next := make(chan int)
	for range max(1, jobs) {
		workers.Go(func() {
			for i := range next {
				if g := guards[i]; sick[g.pkg+" "+g.test] {
					results[i] = result{guard: g, verdict: red, detail: "the test fails, or does not run, with every guard in place"}
				} else {
					results[i], errs[i] = judge(ctx, t, g)
				}
				close(done[i])
			}
		})
	}
	go func() {
		defer close(next)
		for i := range guards {
			next <- i
		}
	}()
	dead := 0
	for i := range guards {
		<-done[i]
		if errs[i] != nil {
			cancel() // the rest ends at once
			return fmt.Errorf("%s: %w", guards[i].name, errs[i])
		}
		if err := printResult(w, results[i]); err != nil {
			cancel()
			return err
		}
		if results[i].verdict == killed {
			dead++
		}
	}
	if _, err := fmt.Fprintf(w, "mutate: %d of %d guards have a test that bites, %.0f s\n", dead, len(guards), time.Since(start).Seconds()); err != nil {
		return err
	}
	if dead < len(guards) {
		return errMissed
	}
	return nil
}

// baseline returns the tests that would be red with every guard in place, as "pkg test".
func baseline(ctx context.Context, t tree, guards []guard) (map[string]bool, error) {
	tests := make(map[string][]string)
	var order []string
	for _, g := range guards {
		if tests[g.pkg] == nil {
			order = append(order, g.pkg)
		}
		if !slices.Contains(tests[g.pkg], g.test) {
			tests[g.pkg] = append(tests[g.pkg], g.test)
		}
	}
	sick := make(map[string]bool)
	for _, pkg := range order {
		names, err := healthy(ctx, t, pkg, tests[pkg])
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			sick[pkg+" "+name] = true
		}
	}
	return sick, nil
}

func printResult(w io.Writer, r result) error {
	line := fmt.Sprintf("%-16s %5.1f s  %-56s %s %s\n", r.verdict, r.took.Seconds(), r.guard.name, r.guard.pkg, r.guard.test)
	if r.detail != "" {
		line += "    " + strings.ReplaceAll(strings.TrimSpace(r.detail), "\n", "\n    ") + "\n"
	}
	_, err := io.WriteString(w, line)
	return err
}

func printGuards(w io.Writer, guards []guard) error {
	for _, g := range guards {
		if _, err := fmt.Fprintf(w, "%-56s %s %s\n", g.name, g.pkg, g.test); err != nil {
			return err
		}
	}
	return nil
}
