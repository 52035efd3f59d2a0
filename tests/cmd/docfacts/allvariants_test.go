//go:build all

package main

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// through is how many harmless forms each real change is shown in.
var through = flag.Int("through", 1, "harmless forms that each real change is shown in")

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
	for vendor := range realChanges() {
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

// A real change shows through harmless ones, of which each change meets a few.
func TestRealChangesShowThroughHarmlessOnes(t *testing.T) {
	t.Parallel()
	for vendor, edits := range realChanges() {
		var forms []edit
		for _, form := range harmlessVariants(vendor) {
			if !form.alone {
				forms = append(forms, form)
			}
		}
		for i, e := range edits {
			t.Run(vendor+"/"+e.name, func(t *testing.T) {
				t.Parallel()
				for n := range *through {
					form := forms[(i*5+n)%len(forms)]
					code, out := drifted(t, vendor, form.do(t, e.do(t, loadPage(t, vendor))))
					assert.Equal(t, 1, code, "%s: %s", form.name, out)
				}
			})
		}
	}
}
