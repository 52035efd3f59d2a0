package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// frozen is a checkout of its own: specs and facts as they were when the pages
// below it were read. The tests of the reader use it, so that taking in a vendor's
// newer page never touches them.
const frozen = "testdata/frozen"

// The vendors' pages are not ours to give away, so there are pages of the same facts
// in other words; -docs takes the true ones.
var docs = flag.String("docs", frozen+"/pages", "folder of the pages, <vendor>.txt each")

func frozenLedger(t *testing.T, vendor string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Load(frozen, vendor)
	require.NoError(t, err)
	return l
}

func loadPage(t *testing.T, vendor string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(*docs, vendor+".txt"))
	require.NoError(t, err)
	return string(raw)
}

// edit is one change of a page's text.
type edit struct {
	name string
	do   func(t *testing.T, page string) string
	want []string // what the report has to name

	alone bool // a harmless variant that would hide a change beside it
}

// swap replaces the old text by the new one, everywhere.
func swap(name, old, changed string, want ...string) edit {
	return edit{name: name, want: want, do: func(t *testing.T, page string) string {
		t.Helper()
		require.Contains(t, page, old, "the page no longer has what the variant changes")
		return strings.ReplaceAll(page, old, changed)
	}}
}

// rewrite replaces what a pattern matches.
func rewrite(name, pattern, changed string, want ...string) edit {
	return edit{name: name, want: want, do: func(t *testing.T, page string) string {
		t.Helper()
		require.Regexp(t, pattern, page, "the page no longer has what the variant changes")
		return regexp.MustCompile(pattern).ReplaceAllString(page, changed)
	}}
}

// swapNth replaces the nth occurrence only, from 1.
func swapNth(name string, nth int, old, changed string, want ...string) edit {
	return edit{name: name, want: want, do: func(t *testing.T, page string) string {
		t.Helper()
		parts := strings.SplitN(page, old, nth+1)
		require.Len(t, parts, nth+1, "the page no longer has what the variant changes")
		return strings.Join(parts[:nth], old) + changed + parts[nth]
	}}
}

// section cuts from the first text up to the second one, or to the end.
func section(name, from, to string, want ...string) edit {
	return edit{name: name, want: want, do: func(t *testing.T, page string) string {
		t.Helper()
		begin := strings.Index(page, from)
		require.GreaterOrEqual(t, begin, 0)
		end := len(page)
		if to != "" {
			end = begin + len(from) + strings.Index(page[begin+len(from):], to)
			require.Greater(t, end, begin)
		}
		return page[:begin] + page[end:]
	}}
}

// drifted runs drift on a page.
func drifted(t *testing.T, vendor, page string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run([]string{"drift", "-root", frozen, "-vendor", vendor, "-doc", "-"}, strings.NewReader(page), &stdout, &stderr)
	return code, stdout.String() + stderr.String()
}

func TestUnmodifiedPagesHaveNotChanged(t *testing.T) {
	t.Parallel()
	for vendor := range realChanges() {
		code, out := drifted(t, vendor, loadPage(t, vendor))
		require.Equal(t, 0, code, "%s", out)
		require.Equal(t, fmt.Sprintf("%s: no change (%d facts)\n", vendor, len(frozenLedger(t, vendor).Facts)), out)
	}
}
