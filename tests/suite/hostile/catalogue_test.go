package hostile_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// catalogue is every way in which an answer to a token call can be hostile.
func catalogue() []hostile {
	return slices.Concat(redirects(), bodies(), statuses(), types(), keys(), values(), numbers(), times(), texts(), breaks(), floods(), frames())
}

const (
	patience = 10 * time.Second // of calls that end by themselves
	brief    = 600 * time.Millisecond
	slack    = 3 * time.Second // for a machine that has other things to do
	fewest   = 80              // cases a vendor
	longText = 5000            // runes of an error's text, at most
)

// tally counts what became of one vendor's cases.
type tally struct{ cases, calls, expected, panics, leaks int }

// row is one line of the table.
func (n *tally) row(vendor string) string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d |", vendor, n.cases, n.calls, n.expected, n.panics, n.leaks)
}

// A name is a case: two of one name would be one in the table.
func TestEveryCaseHasItsName(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, h := range slices.Concat(catalogue(), moved()) {
		assert.False(t, seen[h.name], h.name)
		seen[h.name] = true
		assert.NotEqual(t, h.fault == nil, h.wire == nil, h.name)
	}
}

func play(t *testing.T, v accounts.Vendor) tally {
	t.Helper()
	var n tally
	seen := map[string]bool{}
	for _, slow := range []bool{false, true} {
		limit := patience
		if slow {
			limit = brief
		}
		net := newNetwork(t)
		a := v.Open(t, nil, net.option(), authhooks.WithTimeout(limit))
		operations := a.Operations
		if v.IsFurther() { // the vendor's first row has played the others
			operations = operations[:1]
		}
		for _, op := range operations {
			s, known := prepare(t, v, a, op)
			for _, h := range catalogue() {
				if h.slow != slow || !stage(&s, net, h) {
					continue
				}
				if !seen[h.name] {
					seen[h.name] = true
					n.cases++
				}
				n.calls++
				n.take(judge(t, s, h, known, limit))
				net.follow(nil)
				a.ClearFaults()
			}
		}
		require.NoError(t, a.Client.Close())
		assert.Empty(t, net.others(strings.TrimPrefix(a.URL, "http://")), "nobody else was asked for")
		require.Eventually(t, func() bool { return net.open.Load() == 0 }, longest, time.Millisecond, "every connection is closed")
	}
	return n
}

// prepare lets the operation succeed once and be refused once, so that hostile
// answers can be made of real ones.
func prepare(t *testing.T, v accounts.Vendor, a accounts.Account, op accounts.Operation) (scene, *canary.Set) {
	t.Helper()
	s := scene{vendor: v, account: a, op: op, secrets: secretsOf(a.Address)}
	token, err := op.Call(t.Context())
	require.NoError(t, err, op.Name)
	s.good = lastBody(a, op.Name)
	a.Fail(authtest.Fault{Op: op.Name, Code: v.Codes[0].Code})
	_, err = op.Call(t.Context())
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	s.refused, s.kind = lastBody(a, op.Name), e.Kind
	known := &canary.Set{}
	learn(known, s.secrets...)
	learn(known, token)
	return s, known
}

// stage sets the scene for a case, or reports that the operation has no part in it.
func stage(s *scene, net *network, h hostile) bool {
	s.canary = authtest.RandomText(24)
	if h.wire != nil {
		follow, ok := h.wire(*s)
		if ok {
			net.follow(follow)
		}
		return ok
	}
	f, ok := h.fault(*s)
	if ok {
		f.Op, f.Times = "", -1 // a way round, as AMSU's POST for PUT, meets the same
		s.account.Fail(f)
	}
	return ok
}

// verdict is what one call showed.
type verdict struct{ expected, panicked, leaked bool }

func (n *tally) take(v verdict) {
	for count, is := range map[*int]bool{&n.expected: v.expected, &n.panics: v.panicked, &n.leaks: v.leaked} {
		if is {
			*count++
		}
	}
}

// judge makes the call and holds what comes back to every promise.
func judge(t *testing.T, s scene, h hostile, known *canary.Set, limit time.Duration) verdict {
	t.Helper()
	name := s.op.Name + ": " + h.name
	begin := time.Now()
	token, err, panicked := try(t.Context(), s.op)
	took := time.Since(begin)
	problem := wrong(s, h, token, err)
	if panicked != "" {
		problem = "it panicked"
	} else if took > limit+slack {
		problem = "it took " + took.String()
	}
	text := canary.Chain(err) + panicked
	var one canary.Set
	learn(&one, s.canary)
	found := append(known.Search(text), one.Search(text)...)
	for _, never := range h.never {
		if err != nil && strings.Contains(err.Error(), never) {
			problem = fmt.Sprintf("the text has %q", never)
		}
	}
	assert.Empty(t, problem, "%s: %v", name, err)
	assert.Empty(t, found, name)
	return verdict{expected: problem == "", panicked: panicked != "", leaked: len(found) > 0}
}

func try(ctx context.Context, op accounts.Operation) (token string, err error, panicked string) { //nolint:revive,staticcheck // a panic comes last
	defer func() {
		if p := recover(); p != nil {
			panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
		}
	}()
	token, err = op.Call(ctx)
	return token, err, ""
}

// wrong says what is not as it should be, "" where all is.
func wrong(s scene, h hostile, token string, err error) string {
	var want []authhooks.Kind
	if h.want != nil {
		want = h.want(s)
	}
	switch {
	case err == nil && want != nil:
		return "it succeeded"
	case err == nil && s.canary == token:
		return "it took the wrong token"
	case err == nil && token == "" && s.op.Token != "" && h.want == nil:
		return "it brought no token"
	case err == nil:
		return ""
	case token != "":
		return "it failed and brought a token"
	}
	var e *authhooks.Error
	var ue *url.Error
	switch {
	case !errors.As(err, &e):
		return "the error has no type"
	case errors.As(err, &ue):
		return "the error holds a *url.Error"
	case want == nil:
		return "it failed"
	case !slices.Contains(want, e.Kind):
		return fmt.Sprintf("the kind is %v, not %v", e.Kind, want)
	case e.Vendor != s.vendor.ID() || !strings.HasPrefix(e.Op, s.op.Name):
		return "the error names another call: " + e.Vendor + " " + e.Op
	}
	return unprintable(e)
}

// unprintable says what a terminal, a log or a person could not bear of an error.
func unprintable(e *authhooks.Error) string {
	if e.RetryAfter < 0 || e.RetryAfter > 24*time.Hour {
		return "it asks to wait " + e.RetryAfter.String()
	}
	for _, text := range []string{e.Error(), e.Message, e.Code, e.RequestID} {
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != utf8.RuneError }) || !utf8.ValidString(text) {
			return fmt.Sprintf("the text is not printable: %q", text)
		}
		if utf8.RuneCountInString(text) > longText {
			return "the text is too long"
		}
	}
	return ""
}
