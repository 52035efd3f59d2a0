package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// output runs the command and returns its exit status and what it printed.
func output(t *testing.T, prepare func(string, *stage), args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = demo{out: &out, err: &errs, prepare: prepare}.run(t.Context(), args)
	return code, out.String(), errs.String()
}

// rows finds the names of the rows, in order. A way to log in stands below its vendor.
func rows(stdout string) []string {
	var list []string
	lines := strings.Split(stdout, "\n")
	for i, line := range lines[:len(lines)-1] {
		first, _, _ := strings.Cut(line, " ")
		if below := lines[i+1]; strings.HasPrefix(below, "(") {
			way, _, _ := strings.Cut(below, ")")
			first += " " + way + ")"
		}
		if slices.Contains(names(), first) && !strings.Contains(line, ": not tried") {
			list = append(list, first)
		}
	}
	return list
}

func TestARowForEachVendorAllRight(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	code := run(t.Context(), nil, &out, &errs)
	assert.Equal(t, exitOK, code, out.String())
	assert.Empty(t, errs.String())
	assert.Equal(t, names(), rows(out.String()))
	assert.Contains(t, out.String(), fmt.Sprintf("ok: %d rows, all %d checks right", len(accounts.Vendors), 5*len(accounts.Vendors)))
	for line := range strings.Lines(out.String()) {
		assert.LessOrEqual(t, len([]rune(line)), 122, "too wide to read: %s", line)
	}
	for _, v := range accounts.Vendors {
		for place := range strings.SplitSeq(carries(v), " + ") {
			assert.Contains(t, out.String(), place)
		}
		assert.Contains(t, out.String(), v.Refused().Code)
		assert.Contains(t, out.String(), v.Refusal.Name)
	}
}

func TestOneVendor(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"hitem3d": {"hitem3d"}, "zhihuiya": {"zhihuiya", "zhihuiya (API key)"}, "zhihuiya (API key)": {"zhihuiya (API key)"},
		"scnet": {"scnet", "scnet (access key)"}, "scnet (access key)": {"scnet (access key)"},
	} {
		code, stdout, stderr := output(t, nil, "-vendor", name)
		assert.Equal(t, exitOK, code)
		assert.Empty(t, stderr)
		assert.Equal(t, want, rows(stdout))
		assert.Contains(t, stdout, fmt.Sprintf("ok: %s, all %d checks right", count(len(want), "row"), 5*len(want)))
		assert.NotContains(t, stdout, "[1]", "no exchange without -v")
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		`unknown vendor "nobody": the vendors are ` + strings.Join(names(), ", "): {"-vendor", "nobody"},
		`unexpected argument "zhihuiya"`:                                          {"zhihuiya"},
		"-loud":                                                                   {"-loud"},
		"-insecure-http goes with -live":                                          {"-insecure-http"},
	} {
		code, stdout, stderr := output(t, nil, args...)
		assert.Equal(t, exitUsage, code, want)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, want)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := output(t, nil, "-h")
	assert.Equal(t, exitOK, code)
	assert.Empty(t, stderr)
	for _, v := range accounts.Vendors {
		assert.Contains(t, stdout, v.Name)
		assert.Contains(t, stdout, needs([]accounts.Vendor{v}))
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	assert.Equal(t, exitWrong, run(ctx, nil, &out, &out))
	assert.Contains(t, out.String(), "FAILED: interrupted")
	assert.Len(t, rows(out.String()), 1)
}

// The output must not hold any credential or token of the simulators' raw exchanges.
func TestVerboseHoldsNoSecret(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	sims := map[string]*authtest.Server{}
	code, stdout, stderr := output(t, func(name string, s *stage) {
		mu.Lock()
		defer mu.Unlock()
		sims[name] = s.sim
	}, "-v")
	require.Equal(t, exitOK, code)
	assert.Empty(t, stderr)
	require.Len(t, sims, len(accounts.Vendors))
	for name, sim := range sims {
		raw := sim.RawExchanges()
		secrets := harvest(accounts.Named(name), raw)
		if !accounts.Named(name).Static {
			assert.GreaterOrEqual(t, len(secrets), 4, "%s: a secret at login, two tokens and a wrong secret at least", name)
		} else {
			assert.GreaterOrEqual(t, len(secrets), 2, "%s: a key and a wrong key", name)
		}
		for _, secret := range secrets {
			assert.NotContains(t, stdout, secret, name)
		}
	}
	assert.NotContains(t, stdout, wrongSecret)
	for _, v := range accounts.Vendors {
		assert.Contains(t, stdout, "GET "+path(v))
		for _, op := range v.AfterRevocation() {
			assert.Contains(t, stdout, "] "+op+"\n")
		}
	}
	assert.Contains(t, stdout, "[redacted]")
}
