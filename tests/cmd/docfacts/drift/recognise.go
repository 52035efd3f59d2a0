package drift

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// telling are the kinds that tell one vendor's page from another's.
var telling = []string{extract.Host, extract.Path, extract.Field, extract.Shape, extract.Code, extract.Parameter, extract.Header, extract.Constant, extract.Claim}

// enough is the share of a page's telling facts below which a document is
// another page: one with half of its operations gone still has more.
const enough = 0.34

// Certain reports whether the statements are so much those on record that no
// other page needs to be looked at.
func Certain(record []ledger.Entry, statements []extract.Statement) bool {
	return share(record, statements) > 0.8
}

// Recognise returns an error unless the statements are those of the vendor's
// page, with whatever changes; others are the ledgers of the other vendors.
func Recognise(vendor string, record []ledger.Entry, statements []extract.Statement, others map[string][]ledger.Entry) error {
	own := share(record, statements)
	if own >= enough {
		for _, name := range slices.Sorted(maps.Keys(others)) {
			if theirs := share(others[name], statements); name != vendor && theirs > own && theirs > 0.8 {
				return fmt.Errorf("this is the page of %s (%.0f %% of its facts), not of %s (%.0f %%)", name, 100*theirs, vendor, 100*own)
			}
		}
		return nil
	}
	likeliest, most := "", own
	for _, name := range slices.Sorted(maps.Keys(others)) {
		if theirs := share(others[name], statements); name != vendor && theirs > max(most, enough) {
			likeliest, most = name, theirs
		}
	}
	switch {
	case likeliest != "":
		return fmt.Errorf("this is not the page of %s but that of %s (%.0f %% of its facts)", vendor, likeliest, 100*most)
	case len(statements) == 0:
		return fmt.Errorf("this is not the page of %s: it states no fact of an API; a login wall or an empty page, perhaps", vendor)
	}
	return fmt.Errorf("this is not the page of %s: it states %.0f %% of the facts on record; another page of the vendor, a login wall or a page saved in part, perhaps", vendor, 100*own)
}

// share is the part of the telling facts on record that the statements hold.
func share(record []ledger.Entry, statements []extract.Statement) float64 {
	said := map[extract.Fact]bool{}
	for _, s := range statements {
		said[loose(s.Fact)] = true
	}
	known := map[extract.Fact]bool{}
	for _, e := range record {
		if slices.Contains(telling, e.Kind) {
			known[loose(e.Fact())] = true
		}
	}
	held := 0
	for f := range known {
		if said[f] {
			held++
		}
	}
	return float64(held) / float64(max(1, len(known)))
}

// loose is a fact's name alone, where it has one: a page with all types changed is still the page.
func loose(f extract.Fact) extract.Fact {
	f = key(f)
	if f.Name != "" && f.Kind != extract.Constant {
		f.Value = ""
	}
	return f
}
