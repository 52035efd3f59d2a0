package drift

import (
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// delta is a fact that the two sides do not state equally often. One side states the fact n
// times more. If the fact is a sentence that may only have been reworded, n is negative.
type delta struct {
	before, after *tally
	n             int
}

func (d *delta) fact() extract.Fact {
	if d.after != nil && d.after.total() > 0 {
		return d.after.fact
	}
	return d.before.fact
}

// owner is the owner for which the fact is stated more often than before, or less.
func (d *delta) owner() string {
	if d.n != 0 && d.after != nil && d.after.total() > 0 && (d.before == nil || d.after.total() > d.before.total()) {
		return d.after.at(d.before)
	}
	return d.before.at(d.after)
}

// moreOwners reports whether an owner states the fact that none did on record.
func (d *delta) moreOwners() bool {
	return d.before != nil && d.before.owned[d.owner()] == 0
}

// line is the first line of a place that states the fact more often than on record.
func (d *delta) line() int {
	owner := d.owner() + "\x00"
	first, other := 0, 0
	for at, line := range d.after.lines {
		place := at[strings.IndexByte(at, 0)+1:]
		other = max(other, line)
		if !strings.HasPrefix(at, owner) || d.before != nil && d.after.count[place] <= d.before.count[place] {
			continue
		}
		if first == 0 || line < first {
			first = line
		}
	}
	if first == 0 {
		return other
	}
	return first
}

// unnamed drops the identifiers of sentences that the other side knows as the
// name of something.
func unnamed(deltas []*delta, other map[extract.Fact]*tally) []*delta {
	names := map[string]bool{}
	for _, t := range other {
		names[strings.ToLower(t.fact.Name[strings.LastIndexByte(t.fact.Name, '/')+1:])] = true
		names[strings.ToLower(strings.Trim(t.fact.Value, `"`))] = true
	}
	return slices.DeleteFunc(deltas, func(d *delta) bool {
		f := d.fact()
		return f.Kind == extract.Identifier && names[strings.ToLower(f.Name)] && (d.before == nil || d.after == nil || d.after.total() == 0)
	})
}
