//go:build takeall

package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/take"
)

var (
	each  = flag.Int("each", 0, "changed pages that are taken in for each vendor; 0 is all")
	other = flag.Bool("other", false, "take in the changes of otherChanges instead")
	form  = flag.Bool("form", false, "show each change in another form of the page, as HTML")
	only  = flag.String("only", "", "part of the name of the variants to take in")
)

// leastTaken is the share of the changed pages that end whole; each other one stops with a line.
const leastTaken = 106.0 / 118

// Every changed page is taken into a copy: drift says no change afterwards, the specs are linted, all is generated and
// compiles, and whatever a person must decide has a mark. Else nothing has changed there.
func TestTakeAll(t *testing.T) {
	checkout, err := filepath.Abs(root)
	require.NoError(t, err)
	tools, err := take.Build(t.Context(), checkout, t.TempDir())
	require.NoError(t, err)
	files, err := take.Files(checkout)
	require.NoError(t, err)
	specs, began := t.TempDir(), time.Now()
	var mutex sync.Mutex
	var taken, stopped []string
	t.Run("vendors", func(t *testing.T) {
		table := realChanges()
		if *other {
			table = otherChanges()
		}
		for vendor, edits := range table {
			t.Run(vendor, func(t *testing.T) {
				t.Parallel()
				tree := filepath.Join(t.TempDir(), "tree")
				require.NoError(t, take.Write(tree, files))
				for i, e := range chosen(edits) {
					raw := []byte(e.do(t, loadPage(t, vendor)))
					if *form {
						raw = []byte(formOf(t, vendor, i, string(raw)))
					}
					o := &options{vendor: vendor, root: tree, doc: "-"}
					report, err := o.report(bytes.NewReader(raw), "text", io.Discard)
					require.NoError(t, err, e.name)
					require.NotEmpty(t, report.Changes)
					packages := []string{"./clients/" + vendor + "/...", "./gen/" + vendor + "api", "./gen/" + vendor + "server", "./tests/kit/..."}
					tt := taking{o, tools, tree, files, packages}
					result, err := tt.edit(t.Context(), report.Changes, raw, "2026-12-01")
					name := vendor + "/" + e.name
					mutex.Lock()
					if err != nil {
						stopped = append(stopped, name+": "+strings.Join(strings.Fields(err.Error()), " "))
						now, err := take.Files(tree)
						require.NoError(t, err)
						require.Empty(t, take.Differing(now, files), "%s stopped and has changed the tree", name)
					} else {
						taken = append(taken, name)
						t.Logf("%s\n  %s\n    review: %s", e.name, strings.Join(result.Lines, "\n  "), strings.Join(result.Open, "\n    review: "))
						spec, err := os.ReadFile(filepath.Join(tree, "specs", vendor, "openapi.yaml"))
						require.NoError(t, err)
						require.NoError(t, os.WriteFile(filepath.Join(specs, strings.NewReplacer(" ", "-").Replace(vendor+"-"+e.name)+".yaml"), spec, 0o600))
					}
					mutex.Unlock()
					require.NoError(t, take.Restore(tree, files))
				}
			})
		}
	})
	list, err := filepath.Glob(filepath.Join(specs, "*.yaml"))
	require.NoError(t, err)
	require.NoError(t, tools.Lint(t.Context(), checkout, list...))
	slices.Sort(stopped)
	t.Logf("%d taken in, %d stopped, %s\n%s", len(taken), len(stopped), time.Since(began).Round(time.Second), strings.Join(stopped, "\n"))
	require.GreaterOrEqual(t, float64(len(taken)), leastTaken*float64(len(taken)+len(stopped)), fmt.Sprint(stopped))
}

// formOf is a page in one of its harmless forms.
func formOf(t *testing.T, vendor string, i int, page string) string {
	t.Helper()
	forms := slices.DeleteFunc(harmlessVariants(vendor), func(e edit) bool { return e.alone })
	return forms[i*5%len(forms)].do(t, page)
}

// chosen are the variants to take in: a part of them is spread over all.
func chosen(edits []edit) (out []edit) {
	for _, e := range edits {
		if strings.Contains(e.name, *only) {
			out = append(out, e)
		}
	}
	if *each == 0 || *each >= len(out) {
		return out
	}
	for i := range *each {
		edits[i] = out[i*len(out)/(*each)]
	}
	return edits[:*each]
}
