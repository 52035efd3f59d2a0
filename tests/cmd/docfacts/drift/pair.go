package drift

import (
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// pair makes changes of what is missing and what is new: the two that are most
// alike are one change.
func pair(missing, surplus []*delta, before map[extract.Fact]*tally) []Change {
	type match struct {
		gone, come *delta
		score      int
	}
	var matches []match
	for _, gone := range missing {
		for _, come := range surplus {
			if score := likeness(gone, come); score > 0 {
				matches = append(matches, match{gone, come, score})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return b.score - a.score })
	partner := map[*delta]*delta{}
	for _, m := range matches {
		if partner[m.gone] == nil && partner[m.come] == nil {
			partner[m.gone], partner[m.come] = m.come, m.gone
		}
	}
	var changes []Change
	for _, gone := range missing {
		come := partner[gone]
		switch {
		case come != nil:
			changes = append(changes, changed(gone, come))
		case gone.n > 0:
			changes = append(changes, removed(gone))
		}
	}
	elsewhere := restated(surplus, before)
	for _, come := range surplus {
		if partner[come] == nil && (come.before == nil || slices.Contains(elsewhere, come)) {
			changes = append(changes, added(come, before))
		}
	}
	return changes
}

// few is how many known fields may turn up in another operation at once and be
// taken for a change; more are a page that says everything twice.
const few = 3

// restated are the known fields and headers that another operation now has as well.
func restated(surplus []*delta, before map[extract.Fact]*tally) []*delta {
	operations := map[string]bool{}
	for _, t := range before {
		for owner := range t.owned {
			operations[owner] = true
		}
	}
	again := 0
	var found []*delta
	for _, d := range surplus {
		switch k := d.fact().Kind; {
		case d.before == nil || !slices.Contains([]string{extract.Field, extract.Parameter, extract.Header}, k):
		default:
			if again++; d.moreOwners() && operations[d.owner()] {
				found = append(found, d)
			}
		}
	}
	if again > few {
		return nil
	}
	return found
}

// plain are the kinds of which a page can say one instead of another in a
// sentence, although both stand elsewhere as well.
var plain = []string{extract.Method, extract.Quantity, extract.Path, extract.Host, extract.Media, extract.Status, extract.Fixed, extract.Auth}

// likeness says how surely one fact took the place of another; 0 is not at all.
func likeness(gone, come *delta) int {
	a, b := gone.before.fact, come.after.fact
	if a.Kind != b.Kind {
		return 0
	}
	if gone.n < 0 && (come.before != nil && !slices.Contains(plain, a.Kind) || come.after.text == 0) {
		return 0
	}
	var score int
	switch {
	case a.Name != "" && a.Name == b.Name:
		score = 1000
	case a.Name == "":
		score = 500 + near(a.Value, b.Value)
	case come.before != nil && !come.moreOwners(): // one known name does not become another
		return 0
	case a.Kind == extract.Code && a.Same().Value == b.Same().Value:
		score = 900
	case parent(a.Name) == parent(b.Name) && a.Value == b.Value:
		score = 400 + near(a.Name, b.Name)
	case near(a.Name, b.Name) >= 60:
		score = 200 + near(a.Name, b.Name)
	default:
		return 0
	}
	if gone.owner() == come.owner() {
		score += 100
	}
	if gone.n == come.n {
		score += 10
	}
	return score
}

func parent(name string) string { return name[:strings.LastIndexByte(name, '/')+1] }

// near is how much of two texts is alike, in percent: their common beginning and end.
func near(a, b string) int {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	head := 0
	for head < min(len(x), len(y)) && x[head] == y[head] {
		head++
	}
	tail := 0
	for tail < min(len(x), len(y))-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	return 100 * (head + tail) / max(len(x), len(y), 1)
}

func changed(gone, come *delta) Change {
	a, b := gone.before.fact, come.after.fact
	owner := gone.owner()
	c := Change{
		What: Changed, Kind: a.Kind, Owner: owner, Name: a.Name, Old: a.Value, New: b.Value,
		Places: abs(gone.n), All: gone.before.total(), Line: come.line(), entry: gone.before.entry[owner],
		Before: a, After: b,
	}
	if a.Name != b.Name {
		c.Old, c.New = join(a.Name, a.Value), join(b.Name, b.Value)
	}
	return c
}

func removed(gone *delta) Change {
	f, owner := gone.before.fact, gone.owner()
	return Change{What: Removed, Kind: f.Kind, Owner: owner, Name: f.Name, Old: join(f.Name, f.Value), Places: gone.n, All: gone.before.total(), entry: gone.before.entry[owner], Before: f}
}

func added(come *delta, before map[extract.Fact]*tally) Change {
	f := come.after.fact
	f.Owner = come.owner()
	c := Change{What: Added, Kind: f.Kind, Owner: f.Owner, Name: f.Name, New: join(f.Name, f.Value), Line: come.line(), After: f}
	// The nearest known fact says where the new one goes.
	best := -1
	for _, t := range before {
		if t.fact.Kind != f.Kind {
			continue
		}
		for owner, e := range t.entry {
			likeness := near(t.fact.Name+t.fact.Value, f.Name+f.Value)
			if owner == f.Owner {
				likeness += 200
			}
			if parent(t.fact.Name) == parent(f.Name) {
				likeness += 100
			}
			if likeness > best || likeness == best && extract.Compare(e.Fact(), c.entry.Fact()) < 0 {
				best, c.entry = likeness, e
			}
		}
	}
	return c
}

func join(name, value string) string {
	if name == "" || value == "" {
		return name + value
	}
	return name + " = " + value
}

func abs(n int) int { return max(n, -n) }
