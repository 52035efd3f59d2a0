package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// said are the statements of a page that says what a ledger has.
func said(l *ledger.Ledger) (statements []extract.Statement) {
	for _, e := range l.Facts {
		for place, n := range e.Places {
			for range n {
				statements = append(statements, extract.Statement{Fact: e.Fact(), Place: place, Line: 1})
			}
		}
	}
	return statements
}

// A change names the Go code that it touches, whatever the specs hold today.
func TestAChangeNamesTheGoThatItTouches(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, vendor string) {
		l := loadLedger(t, vendor)
		spec, err := ledger.LoadSpec(root, vendor)
		require.NoError(t, err)
		index, err := drift.NewIndex(root, vendor)
		require.NoError(t, err)
		all := said(l)
		require.Empty(t, drift.Compare(l.Facts, all))
		for _, e := range l.Facts {
			isToken := e.Kind == extract.Shape && strings.Contains(strings.ToLower(e.Name), "token") && strings.HasSuffix(e.Owner, " answer")
			if e.Ignored != "" || e.Kind != extract.Code && e.Kind != extract.Endpoint && !isToken {
				continue
			}
			left := slices.DeleteFunc(slices.Clone(all), func(s extract.Statement) bool { return s.Fact == e.Fact() })
			report := drift.NewReport(vendor, l, drift.Compare(l.Facts, left), spec, index)
			require.NotEmpty(t, report.Changes, e.Fact())
			for _, c := range report.Changes {
				if c.Kind != e.Kind || e.Name != "" && c.Name != e.Name {
					continue
				}
				assert.NotEmpty(t, c.Go, "%s", e.Fact())
				if e.Kind == extract.Code && e.Name != "0" {
					assert.Contains(t, c.Go, vendor+".Codes", "%s", e.Fact())
				}
			}
		}
	})
}
