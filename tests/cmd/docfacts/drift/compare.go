// Package drift tells what a newer page changed against the facts on record.
package drift

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// What happened to a fact.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// Change is one difference of facts.
type Change struct {
	What  string `json:"what"`  // added, removed or changed
	Kind  string `json:"kind"`  // of the fact
	Owner string `json:"owner"` // operation and "request" or "answer"
	Name  string `json:"name"`  // of the fact; empty for a fact that is only a value
	Old   string `json:"old"`
	New   string `json:"new"`
	// Places are how many of the places that stated the old fact no longer do; All
	// is how many there were. Fewer than all means that the page now contradicts itself.
	Places int `json:"places"`
	All    int `json:"all"`
	// Line is in the new page; of something removed it is 0.
	Line     int      `json:"line"`
	Spec     []string `json:"spec"` // JSON pointers into openapi.yaml
	Go       []string `json:"go"`   // identifiers
	Breaking bool     `json:"breaking"`
	Why      string   `json:"why"` // it is breaking, or additive

	Before, After extract.Fact `json:"-"` // the fact on record and that of the page; one of them is zero if added or removed

	entry       ledger.Entry // the old fact, or what is nearest to the new one
	ofAdded     bool         // it is of an operation that was added
	contradicts bool         // what is on record is still there
}

// tally is what one side says of a fact.
type tally struct {
	fact  extract.Fact
	text  int            // statements in sentences
	firm  int            // all others
	lines map[string]int // first line by place
	count map[string]int
	owned map[string]int          // statements by owner
	entry map[string]ledger.Entry // by owner
}

// at is the owner for which this side says more than the other.
func (t *tally) at(other *tally) string {
	for _, owner := range slices.Sorted(maps.Keys(t.owned)) {
		if other == nil || t.owned[owner] > other.owned[owner] {
			return owner
		}
	}
	return t.fact.Owner
}

func (t *tally) total() int { return t.text + t.firm }

// key is a fact without its owner: what moved from one section to another has not changed.
func key(f extract.Fact) extract.Fact {
	f = f.Same()
	f.Owner = ""
	if f.Kind == extract.Claim { // whichever token it is in
		f.Name = f.Name[strings.LastIndexByte(f.Name, '/')+1:]
	}
	return f
}

// Compare returns the changes from the facts on record to a page's statements.
func Compare(record []ledger.Entry, statements []extract.Statement) []Change {
	before := recorded(record)
	statements = read(before, statements)
	after := stated(statements)
	missing, surplus := differences(before, after)
	missing, surplus = unnamed(missing, after), unnamed(surplus, before)
	changes := settle(pair(missing, surplus, before), before)
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(extract.Compare(extract.Fact{Kind: a.Kind}, extract.Fact{Kind: b.Kind}), cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return changes
}

func recorded(record []ledger.Entry) map[extract.Fact]*tally {
	all := map[extract.Fact]*tally{}
	for _, e := range record {
		k := key(e.Fact())
		t := all[k]
		if t == nil {
			t = newTally(e.Fact())
			all[k] = t
		}
		for place, n := range e.Places {
			t.add(place, n)
		}
		t.owned[e.Owner] += e.Total()
		t.entry[e.Owner] = e
	}
	return all
}

func newTally(f extract.Fact) *tally {
	return &tally{fact: f, lines: map[string]int{}, count: map[string]int{}, owned: map[string]int{}, entry: map[string]ledger.Entry{}}
}

func (t *tally) add(place string, n int) {
	t.count[place] += n
	if place == extract.Prose {
		t.text += n
	} else {
		t.firm += n
	}
}

func stated(statements []extract.Statement) map[extract.Fact]*tally {
	all := map[extract.Fact]*tally{}
	for _, s := range statements {
		k := key(s.Fact)
		t := all[k]
		if t == nil {
			t = newTally(s.Fact)
			all[k] = t
		}
		t.add(s.Place, 1)
		t.owned[s.Owner]++
		t.lines[s.Owner+"\x00"+s.Place] = s.Line // the last one there
	}
	return all
}

// read decides between the readings of a statement: the one on record, if there
// is one. A second text for a code whose text on record stands as well and is in
// another script is its translation.
func read(before map[extract.Fact]*tally, statements []extract.Statement) []extract.Statement {
	out := slices.Clone(statements)
	exact := map[extract.Fact]bool{}
	for i, s := range out {
		for _, reading := range s.Readings {
			f := s.Fact
			f.Value = reading
			if before[key(f)] != nil {
				out[i].Value = reading
				break
			}
		}
		if s.Kind == extract.Code && s.Place == extract.Prose && before[key(out[i].Fact)] == nil {
			out[i].Value = reworded(before, s.Fact)
		}
		if before[key(out[i].Fact)] != nil {
			exact[extract.Fact{Kind: out[i].Kind, Name: out[i].Name}] = true
		}
	}
	return slices.DeleteFunc(out, func(s extract.Statement) bool {
		return s.Kind == extract.Code && before[key(s.Fact)] == nil && exact[extract.Fact{Kind: s.Kind, Name: s.Name}] && translated(before, s.Fact)
	})
}

// reworded is the text on record of a code that a sentence explains, if the
// sentence uses most of its words; else the text as it is.
func reworded(before map[extract.Fact]*tally, f extract.Fact) string {
	for _, t := range before {
		if t.fact.Kind == f.Kind && t.fact.Name == f.Name && alike(t.fact.Value, f.Value) {
			return t.fact.Value
		}
	}
	return f.Value
}

// small are the words of a sentence that say nothing of a code's meaning.
var small = regexp.MustCompile(`(?i)^(an?|the|is|are|was|were|has|have|been|that|this|if|when|then|of|to|on|in|by|it|its|you|your|get|gets|api|server|answer(s|ed)?|return(s|ed)?|says|sent|code|error|means|with|will|be)$`)

// alike reports whether two texts share three of four words that say something;
// in Chinese, two characters are a word.
func alike(a, b string) bool {
	words := func(text string) map[string]bool {
		found := map[string]bool{}
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			letters := []rune(word)
			if !hasHan(word) {
				found[word] = !small.MatchString(word)
				continue
			}
			for i := range len(letters) - 1 {
				found[string(letters[i:i+2])] = true
			}
		}
		maps.DeleteFunc(found, func(_ string, says bool) bool { return !says })
		return found
	}
	x, y := words(a), words(b)
	shared := 0
	for word := range x {
		if y[word] {
			shared++
		}
	}
	return shared > 0 && 4*shared >= 3*max(len(x), len(y))
}

// translated reports whether a code's text shares no script with the ones on record.
func translated(before map[extract.Fact]*tally, f extract.Fact) bool {
	for _, t := range before {
		if t.fact.Kind == f.Kind && t.fact.Name == f.Name && hasHan(t.fact.Value) == hasHan(f.Value) {
			return false
		}
	}
	return true
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF })
}

// differences are what is stated in fewer places than on record, and what is
// stated and not on record or in more places. To say known things once more is
// no change by itself; the surplus only tells what became of something missing.
func differences(before, after map[extract.Fact]*tally) (missing, surplus []*delta) {
	// A sample token that was cut or made up says nothing of claims.
	silent := max(0, count(before[readable])-count(after[readable]))
	for k, b := range before {
		a := after[k]
		if a == nil {
			a = newTally(b.fact)
		}
		lost := b.total() - a.total()
		if k.Kind != extract.Auth { // whose word in a row may be value or description
			lost = max(lost, b.firm-a.firm)
		}
		if k.Kind == extract.Claim {
			lost -= silent
		}
		switch {
		case lost <= 0 || k == readable:
		case a.total() == 0 || a.firm < b.firm || k.Kind == extract.Fixed || k.Kind == extract.In:
			missing = append(missing, &delta{b, a, lost})
		default: // said in a sentence less, and elsewhere still
			missing = append(missing, &delta{b, a, -lost})
		}
	}
	for k, a := range after {
		b := before[k]
		if b == nil {
			if k != readable {
				surplus = append(surplus, &delta{nil, a, a.total()})
			}
		} else if more := a.total() - b.total(); more > 0 {
			surplus = append(surplus, &delta{b, a, more})
		}
	}
	order := func(x, y *delta) int { return extract.Compare(x.fact(), y.fact()) }
	slices.SortFunc(missing, order)
	slices.SortFunc(surplus, order)
	return missing, surplus
}

// readable is the fact that a sample is a readable JWT.
var readable = key(extract.Fact{Kind: extract.Claim, Value: extract.JWT})

func count(t *tally) int {
	if t == nil {
		return 0
	}
	return t.total()
}
