package main_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The vendors' pages are not ours to give away, so testdata holds pages of the
// same facts in other words; -docs takes the true ones.
var docs = flag.String("docs", "testdata/pages", "folder of the pages, <vendor>.txt each")

// built is the command, built once for all tests.
var built string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "docfacts")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		built = filepath.Join(dir, "docfacts")
		if out, err := exec.Command("go", "build", "-o", built, ".").CombinedOutput(); err != nil { //nolint:noctx // there is no test yet whose context it could have
			fmt.Fprintf(os.Stderr, "%s\n%v\n", out, err)
			return 1
		}
		return m.Run()
	}())
}

func loadPage(t *testing.T, vendor string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(*docs, vendor+".txt"))
	require.NoError(t, err)
	return string(raw)
}

// command runs docfacts as a shell would.
func command(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), built, args...)
	cmd.Dir = root
	cmd.Stdin = strings.NewReader(in)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		exit := new(exec.ExitError)
		require.ErrorAs(t, err, &exit)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
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
	code, stdout, stderr := command(t, page, "drift", "-vendor", vendor, "-doc", "-")
	return code, stdout + stderr
}

// Each real change makes drift exit with 1 and is named in its report.
func TestEveryRealChangeIsNamed(t *testing.T) {
	t.Parallel()
	for vendor, edits := range realChanges() {
		require.GreaterOrEqual(t, len(edits), 12)
		for _, e := range edits {
			t.Run(vendor+"/"+e.name, func(t *testing.T) {
				t.Parallel()
				page := loadPage(t, vendor)
				code, out := drifted(t, vendor, e.do(t, page))
				require.Equal(t, 1, code, "%s", out)
				for _, want := range e.want {
					assert.Contains(t, out, want)
				}
			})
		}
	}
}

// No harmless variant of a page is a change, alone or together with others.
func TestNoHarmlessVariantIsAChange(t *testing.T) {
	t.Parallel()
	for vendor := range operations {
		variants := harmlessVariants(vendor)
		require.GreaterOrEqual(t, len(variants), 6)
		for _, e := range variants {
			t.Run(vendor+"/"+e.name, func(t *testing.T) {
				t.Parallel()
				page := loadPage(t, vendor)
				variant := e.do(t, page)
				require.NotEqual(t, page, variant, "the variant changes nothing")
				code, out := drifted(t, vendor, variant)
				require.Equal(t, 0, code, "%s", out)
				require.Contains(t, out, vendor+": no change")
			})
		}
	}
}

// A real change shows through every harmless one.
func TestRealChangesShowThroughHarmlessOnes(t *testing.T) {
	if testing.Short() {
		t.Skip("a product of two lists")
	}
	t.Parallel()
	for vendor, edits := range realChanges() {
		for _, form := range harmlessVariants(vendor) {
			if form.alone {
				continue
			}
			t.Run(vendor+"/"+form.name, func(t *testing.T) {
				t.Parallel()
				for _, e := range edits {
					code, out := drifted(t, vendor, form.do(t, e.do(t, loadPage(t, vendor))))
					assert.Equal(t, 1, code, "%s: %s", e.name, out)
				}
			})
		}
	}
}

func TestUnmodifiedPagesHaveNotChanged(t *testing.T) {
	t.Parallel()
	for vendor := range operations {
		code, out := drifted(t, vendor, loadPage(t, vendor))
		require.Equal(t, 0, code, "%s", out)
		require.Equal(t, fmt.Sprintf("%s: no change (%d facts)\n", vendor, len(loadLedger(t, vendor).Facts)), out)
	}
}
