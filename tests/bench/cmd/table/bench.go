package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// The row of each group that the "vs limit" ratio is taken against.
var limits = map[string]string{
	"A_Serial":     "limit/atomic+time.Now",
	"A_Parallel":   "limit/atomic+time.Now",
	"A_Parallel64": "limit/atomic+time.Now",
	"B_Inject":     "limit/NewRequest+Header.Set+http.Client",
	"C_Fetch":      "limit/net/http+encoding/json by hand",

	"C2_FetchInMemory": "limit/net/http+encoding/json by hand",
}

type row struct {
	name          string
	ns            []float64
	bytes, allocs float64
}

// library: limits and references are none, and neither are we.
func library(n string) bool {
	return !strings.HasPrefix(n, "limit/") && !strings.HasPrefix(n, "ref/") && !ours(n)
}

func ours(n string) bool { return strings.HasPrefix(n, "ours ") }

var cpus = regexp.MustCompile(`-\d+$`)

func benches(path string) (order []string, groups map[string][]*row) {
	groups = map[string][]*row{}
	f, err := os.Open(path)
	if err != nil {
		return nil, groups
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		fs := strings.Fields(sc.Text())
		if len(fs) < 8 || !strings.HasPrefix(fs[0], "Benchmark") || fs[3] != "ns/op" {
			continue
		}
		g, n, ok := strings.Cut(strings.TrimPrefix(cpus.ReplaceAllString(fs[0], ""), "Benchmark"), "/")
		if !ok {
			continue
		}
		n = strings.ReplaceAll(n, "_", " ")
		if _, ok = groups[g]; !ok {
			order = append(order, g)
		}
		i := slices.IndexFunc(groups[g], func(r *row) bool { return r.name == n })
		if i < 0 {
			groups[g] = append(groups[g], &row{name: n, bytes: 1e18, allocs: 1e18})
			i = len(groups[g]) - 1
		}
		r := groups[g][i]
		v := func(k int) float64 { x, _ := strconv.ParseFloat(fs[k], 64); return x }
		r.ns = append(r.ns, v(2))
		r.bytes, r.allocs = min(r.bytes, v(4)), min(r.allocs, v(6))
	}
	return order, groups
}

func num(v float64) string {
	switch {
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

func printBench(g string, rows []*row) {
	best, limit := 1e18, 0.0
	for _, r := range rows {
		slices.Sort(r.ns)
		if library(r.name) {
			best = min(best, r.ns[0])
		}
		if r.name == limits[g] {
			limit = r.ns[0]
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].ns[0] < rows[j].ns[0] })
	fmt.Printf("\n### %s\n\nLimit: `%s`\n\n| peer | min ns/op | median | x best library | x limit | B/op | allocs/op |\n|---|--:|--:|--:|--:|--:|--:|\n", g, limits[g])
	for _, r := range rows {
		lim := "-"
		if limit > 0 {
			lim = num(r.ns[0] / limit)
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %.0f | %.0f |\n", r.name, num(r.ns[0]), num(r.ns[len(r.ns)/2]),
			num(r.ns[0]/best), lim, r.bytes, r.allocs)
	}
}

// Columns of each scenario, and the one that its rows are sorted by.
var scenarios = []struct {
	id, title string
	cols      []string
	by        string
}{
	{"D", "D cold stampede: 1,000 callers, empty cache, 50 ms upstream", []string{"upstream_calls", "max_in_flight", "errors", "total_ms_median", "total_ms_min"}, "total_ms_median"},
	{"D2", "D2 margins at their defaults, a token that lives 60 s, 100 callers, then 20 calls 60 ms apart", []string{"upstream_calls_100_callers", "total_ms", "upstream_calls_next_20", "next_20_ms", "errors"}, "upstream_calls_100_callers"},
	{"E", "E expiry under load: 64 callers, 4 s token, 1.5 s early, 200 ms upstream", []string{"refreshes", "p50_us", "p99_us", "p999_ms", "max_ms", "blocked_50ms", "expired_served", "errors", "max_in_flight"}, "blocked_50ms"},
	{"E-long", "E-long: the same with a 33 s token", []string{"refreshes", "p50_us", "p99_us", "p999_ms", "max_ms", "blocked_50ms", "expired_served", "errors", "max_in_flight"}, "blocked_50ms"},
	{"F1", "F1 upstream fails from the start: 64 callers, 3 s, 20 ms a failing call", []string{"code", "upstream_per_s", "max_in_flight", "answers_per_s", "err_p50_ms", "err_p99_ms", "first_ok_after_heal_ms"}, "upstream_per_s"},
	{"F2", "F2 early refresh fails while the old token is good", []string{"ok_while_valid", "errors_while_valid", "early_upstream_calls", "blocked_50ms_while_valid", "max_while_valid_ms", "late_upstream_per_s", "expired_served", "first_ok_after_heal_ms"}, "errors_while_valid"},
	{"I", "I mass revocation: 50 requests in flight, a new token kills the old, worst of five", []string{"fetches", "failed", "business_calls"}, "failed"},
	{"G", "G a 10 ms deadline during a 200 ms refresh", []string{"no_ctx", "waiter_ms", "waiter_err", "first_ms", "first_err", "joiner_ms", "joiner_err", "upstream_calls", "upstream_cancelled", "dead_ctx_cached_err"}, "waiter_ms"},
	{"H", "H size and build", []string{"bytes", "packages", "modules", "cold_ms", "warm_ms"}, "bytes"},
}

func cell(v any) string {
	switch x := v.(type) {
	case nil:
		return "-"
	case float64:
		if x == float64(int64(x)) {
			return strconv.FormatInt(int64(x), 10)
		}
		return num(x)
	case bool:
		if x {
			return "yes"
		}
		return "no"
	}
	return fmt.Sprint(v)
}

func sorted(v []float64) []float64 {
	slices.Sort(v)
	return v
}
