package main

import (
	"fmt"
)

// summary is the one table: our rows, in the order of the README.
type summary struct {
	benches   map[string][]*row
	scenarios map[string][]map[string]any
}

func (s summary) print() {
	fmt.Println("| | ours | best peer | ours / best peer | ours / limit |")
	fmt.Println("|---|--:|---|--:|--:|")
	for _, g := range []struct{ id, title, row, limit string }{
		{"A_Serial", "cached token, serial", "ours authhooks.Source", ""},
		{"A_Parallel", "cached token, 2 goroutines", "ours authhooks.Source", ""},
		{"A_Parallel64", "cached token, 128 goroutines", "ours authhooks.Source", ""},
		{"B_Inject", "injection by `HTTPClient()`", "ours HTTPClient()", ""},
		{"B_Inject", "injection by `Editor()`", "ours Editor() + http.Client", ""},
		{"C_Fetch", "token fetch, limit: by hand", "ours zhihuiya.CreateToken", ""},
		{"C_Fetch", "token fetch, limit: by hand with our 15 s deadline", "ours zhihuiya.CreateToken", "limit/by hand with a 15 s deadline"},
		{"C2_FetchInMemory", "the same without the socket, limit: by hand with a deadline", "ours zhihuiya.CreateToken", "limit/by hand with a 15 s deadline"},
	} {
		s.bench(g.id, g.title, g.row, g.limit)
	}
	s.counts("D", "1,000 callers, empty cache: fetches", "upstream_calls", "")
	s.counts("D2", "60 s token, default windows, 100 callers: fetches", "upstream_calls_100_callers", "")
	s.counts("E", "64 callers across expiries, 200 ms vendor: waits over 50 ms", "blocked_50ms", "")
	s.counts("E", "the same: p50 / p99 / max", "p50_us", "%s µs / %s µs / %s ms", "p50_us", "p99_us", "max_ms")
	s.counts("F1", "vendor down, empty cache, 64 callers: vendor calls in 3 s", "upstream_calls", "")
	s.counts("F1", "the same: p50 / p99 of a caller's answer", "err_p50_ms", "%s / %s ms", "err_p50_ms", "err_p99_ms")
	s.counts("F1", "the same: first success after the vendor is back", "first_ok_after_heal_ms", "%s ms", "first_ok_after_heal_ms")
	s.counts("F2", "early fetch fails, token good: errors / waits / vendor calls", "errors_while_valid", "%s / %s / %s", "errors_while_valid", "blocked_50ms_while_valid", "early_upstream_calls")
	s.counts("G", "10 ms deadline in a 200 ms fetch: waiter / first caller / vendor calls", "waiter_ms", "%s / %s ms / %s", "waiter_ms", "first_ms", "upstream_calls")
	s.counts("I", "50 in flight, mass revocation, new kills old: fetches / failed", "failed", "%s / %s", "fetches", "failed")
	s.size()
}

func (s summary) bench(group, title, name, limitName string) {
	var own, best, limit *row
	for _, r := range s.benches[group] {
		low := sorted(r.ns)[0]
		switch {
		case r.name == name:
			own = r
		case library(r.name) && (best == nil || low < sorted(best.ns)[0]):
			best = r
		}
		if r.name == limitName || limitName == "" && r.name == limits[group] {
			limit = r
		}
	}
	if own == nil || limit == nil {
		fmt.Printf("| %s | not run | | | |\n", title)
		return
	}
	a, l := sorted(own.ns)[0], sorted(limit.ns)[0]
	if best == nil {
		fmt.Printf("| %s | %s ns, %.0f allocs | | | %s (limit %.0f allocs) |\n", title, num(a), own.allocs, num(a/l), limit.allocs)
		return
	}
	b := sorted(best.ns)[0]
	fmt.Printf("| %s | %s ns, %.0f allocs | %s ns, %.0f allocs: %s | %s | %s (limit %.0f allocs) |\n",
		title, num(a), own.allocs, num(b), best.allocs, best.name, num(a/b), num(a/l), limit.allocs)
}

// counts prints fields of a scenario: ours, and the peer's that is best by one of them.
func (s summary) counts(id, title, by, format string, fields ...string) {
	if format == "" {
		format, fields = "%s", []string{by}
	}
	var own, best map[string]any
	ties := 0
	for _, m := range s.scenarios[id] {
		name := fmt.Sprint(m["peer"])
		v, ok := m[by].(float64)
		if answered, is := m["answers_per_s"].(float64); is && answered == 0 {
			continue // nobody was answered: no wait can be read off it
		}
		if ours(name) {
			if own == nil || ok && v > own[by].(float64) { // the worst of ours
				own = m
			}
			continue
		}
		switch {
		case !ok:
		case best == nil || v < best[by].(float64):
			best, ties = m, 1
		case v == best[by].(float64):
			ties++
		}
	}
	if own == nil || best == nil {
		fmt.Printf("| %s | not run | | | |\n", title)
		return
	}
	peer := fmt.Sprint(best["peer"])
	if ties > 1 {
		peer = fmt.Sprintf("%d peers", ties)
	}
	fmt.Printf("| %s | %s | %s: %s | | |\n", title, fill(format, own, fields), fill(format, best, fields), peer)
}

func fill(format string, m map[string]any, fields []string) string {
	args := make([]any, len(fields))
	for i, f := range fields {
		args[i] = cell(m[f])
	}
	return fmt.Sprintf(format, args...)
}

// size compares with what a program of the kind links anyway (size/base).
func (s summary) size() {
	var own, base map[string]any
	for _, m := range s.scenarios["H"] {
		switch m["peer"] {
		case "ours":
			own = m
		case "base":
			base = m
		}
	}
	if own == nil || base == nil {
		fmt.Println("| stripped size of a one-vendor program | not run | | | |")
		return
	}
	a, b := own["bytes"].(float64), base["bytes"].(float64)
	fmt.Printf("| stripped size of a one-vendor program; modules besides ours | %.2f MB; %v | %s | | %.2f (limit: net/http, encoding/json, log/slog, oapi-codegen/runtime) |\n",
		a/1e6, own["modules"], "see H", a/b)
}
