package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"one two", "three"}, wrap([]string{"one two three"}, 8))
	assert.Equal(t, []string{"unbreakable", "x"}, wrap([]string{"unbreakable x"}, 4))
	assert.Equal(t, []string{"15µs", "x"}, wrap([]string{"15µs x"}, 5), "runes, not bytes")
	assert.Equal(t, []string{"a", "b"}, wrap([]string{"a", "b"}, 8), "lines stay apart")
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"310ns": 314, "1µs": 1400, "2.5ms": 2_512_345, "13ms": 12_512_345, "1.3s": 1_312_345_678, "15s": 14_900_000_000,
	} {
		assert.Equal(t, want, short(d))
	}
	for want, d := range map[string]time.Duration{
		"24h": 24*time.Hour - time.Millisecond, "29m59s": 1799 * time.Second, "1h59m59s": 2*time.Hour - 900*time.Millisecond,
		"30m": 30 * time.Minute, "1h30m": 90 * time.Minute, "10m": 10 * time.Minute, "20s": 20 * time.Second,
	} {
		assert.Equal(t, want, coarse(d))
	}
}

func TestRowLinesUp(t *testing.T) {
	t.Parallel()
	checks := []check{{title: "a", width: 4}, {title: "b", width: 6}}
	r := row{name: "vendor", checks: checks, took: time.Second, cells: []cell{
		{state: right, lines: []string{"x y z w"}, note: "1 a: mind this"},
		{state: wrong, note: "2 b: broke"},
	}}
	assert.Equal(t, ""+
		"vendor        x y   WRONG\n"+
		"FAIL 1s       z w\n"+
		"  note 1 a: mind this\n"+
		"  WRONG 2 b: broke\n", r.String())
	assert.False(t, r.ok())
	assert.Equal(t, "vendor        1 a   2 b\n------------  ----  ------\n", head(checks))

	var sum tally
	sum.add(r)
	assert.Equal(t, "FAILED: 1 row, 1 checks right, 1 WRONG, 1s", sum.verdict(time.Second))
	sum = tally{}
	assert.False(t, sum.ok(), "nothing checked is nothing proved")
}
