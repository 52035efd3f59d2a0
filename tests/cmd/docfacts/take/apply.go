// Package take edits a vendor's files as a changed page implies: spec, overlay, samples, TypeScript client, facts.
// What a person must decide gets a mark.
package take

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// Result is what became of each change.
type Result struct {
	Lines  []string // one for each change
	Open   []string // what a person must decide
	Record string   // of the facts
}

// order is that of the rules: an address before what is at it, a field before its values.
var order = []string{
	extract.Host, extract.Port, extract.Path, extract.Endpoint, extract.Method, extract.Media, extract.Status, extract.Field, extract.Parameter,
	extract.Header, extract.Shape, extract.Code, extract.Constant, extract.Quantity, extract.Unit, extract.Fixed, extract.Identifier,
}

// Apply edits the files of a vendor below root. If careful, it leaves alone what would change Go identifiers or types.
func Apply(root, name string, changes []drift.Change, page Page, careful bool) (Result, error) {
	var result Result
	v, err := load(root, name, page)
	if err != nil {
		return result, err
	}
	v.strict = careful
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b drift.Change) int {
		if (a.What == drift.Added) != (b.What == drift.Added) {
			return strings.Compare(b.What, a.What) // removed, changed, added
		}
		return slices.Index(order, a.Kind) - slices.Index(order, b.Kind)
	})
	for _, c := range changes {
		v.news = append(v.news, news{Change: c})
	}
	for i := range v.news {
		if err := v.edit(&v.news[i]); err != nil {
			return result, fmt.Errorf("%s %s: %w", v.news[i].What, v.news[i].fact(), err)
		}
	}
	before := maps.Clone(v.samples)
	if err := errors.Join(v.cut(), v.conform(), v.keepWhole(before)); err != nil {
		return result, err
	}
	if result.Record, err = v.settle(); err != nil {
		return result, err
	}
	for _, n := range v.news {
		what := n.text
		if what == "" {
			what = Mark + " " + n.open
		}
		result.Lines = append(result.Lines, n.What+" "+n.Kind+" "+n.headline()+": "+what)
	}
	if err := v.save(); err != nil {
		return result, err
	}
	result.Open = v.openMarks()
	return result, nil
}

func (n *news) fact() extract.Fact {
	if n.What == drift.Removed {
		return n.Before
	}
	return n.After
}

// headline is the change in few words.
func (n *news) headline() string {
	switch n.What {
	case drift.Added:
		return n.New
	case drift.Removed:
		return n.Old
	}
	if n.Before.Name != "" && n.Before.Name == n.After.Name {
		return n.Name + ": " + n.Old + " -> " + n.New
	}
	return n.Old + " -> " + n.New
}

// edit makes the edit that one change implies, or says why a person must.
func (v *vendor) edit(n *news) (err error) {
	switch {
	case n.What == drift.Removed:
		n.text, n.open = v.gone(n)
		return nil
	case n.What == drift.Changed && n.contradicts(v):
		n.open = "the page contradicts itself: it says " + n.After.String() + ", and elsewhere " + n.Before.String() + " as before"
		return nil
	case n.What == drift.Added:
		n.text, err = v.added(n.Change)
	default:
		n.text, err = v.changed(n.Change)
	}
	if n.text != "" && err == nil {
		err = v.point(n)
	}
	if n.text == "" && err == nil && n.open == "" {
		n.open = "the page says " + n.fact().String() + "; no edit of the spec follows from it"
	}
	return err
}

// byHand are the kinds of which hand-written code may know more than the spec generates.
var byHand = []string{
	extract.Media, extract.Status, extract.Field, extract.Parameter, extract.Header, extract.Shape, extract.Unit, extract.Identifier,
}

// point marks an edit that hand-written code may have to follow.
func (v *vendor) point(n *news) error {
	var own []string
	for _, name := range n.Go {
		if strings.HasPrefix(name, v.name+".") {
			own = append(own, name)
		}
	}
	if n.What != drift.Changed || !n.Breaking || len(own) == 0 || !slices.Contains(byHand, n.Kind) {
		return nil
	}
	for _, p := range v.moveAll(n.Spec) {
		if _, there := v.spec.find(p); there && p != "" {
			return v.spec.review(p, "whether hand-written code follows "+n.headline()+": "+strings.Join(own, ", "))
		}
	}
	return nil
}

// contradicts reports whether the page still says the old as well.
func (n *news) contradicts(v *vendor) bool {
	if n.Kind == extract.Endpoint || n.Kind == extract.Code || n.Kind == extract.Quantity {
		return false // each looks for itself
	}
	return n.Places < n.All || v.stated(n.Before)
}

// gone says what becomes of something that the page no longer has: it stays, because servers and programs still have it.
func (v *vendor) gone(n *news) (text, open string) {
	if v.stated(n.Before) {
		return "stated in fewer places", ""
	}
	return "stays in the spec, with the older page as its source", ""
}

func (v *vendor) added(c drift.Change) (string, error) {
	switch c.Kind {
	case extract.Code:
		return v.addCode(c)
	case extract.Field, extract.Parameter:
		return v.addField(c)
	case extract.Shape:
		return "samples", nil // the schema follows from the sample
	case extract.Constant:
		return "samples", nil
	}
	return "", nil
}

func (v *vendor) changed(c drift.Change) (string, error) {
	before, after := c.Before, c.After
	switch c.Kind {
	case extract.Host:
		return v.host(before.Value, after.Value)
	case extract.Port:
		return v.port(before.Value, after.Value)
	case extract.Path:
		return v.route(before.Value, after.Value)
	case extract.Endpoint:
		return v.method(before.Value, after.Value)
	case extract.Method:
		return v.methodDone(after)
	case extract.Media, extract.Status:
		if v.strict {
			return "", nil
		}
		return v.keyed(c.Spec, before.Value, after.Value)
	case extract.Field, extract.Shape:
		return v.field(c)
	case extract.Header:
		return v.named(c.Spec, before.Name, after.Name)
	case extract.Parameter:
		if before.Name != after.Name {
			return v.renamed(c.Spec, before.Name, after.Name)
		}
		text, err := v.reword(c.Spec, before.Value, after.Value)
		if err == nil && text != "" {
			err = v.revalueForms(before.Name, before.Value, after.Value)
		}
		return text, err
	case extract.Code:
		return v.changeCode(c)
	case extract.Constant:
		return v.constant(c)
	case extract.Quantity:
		return v.quantity(c)
	case extract.Unit, extract.Fixed:
		return v.reword(c.Spec, before.Value, after.Value)
	case extract.Identifier:
		return v.named(c.Spec, before.Name, after.Name)
	}
	return "", nil
}

// field follows a field of a table or a sample: its name, its type, its required mark.
func (v *vendor) field(c drift.Change) (string, error) {
	before, after := leaf(c.Before.Name), leaf(c.After.Name)
	if before != after {
		return v.renamed(c.Spec, before, after)
	}
	if c.Before.Name != c.After.Name {
		return "its place follows from the samples", nil
	}
	if c.Kind == extract.Field {
		if text, err := v.marked(c); err != nil || text != "" {
			return text, err
		}
	}
	return v.retyped(c)
}

// methodDone reports that an operation has the method by the change of its endpoint.
func (v *vendor) methodDone(f extract.Fact) (string, error) {
	for _, m := range v.moved {
		if strings.EqualFold(last(m.to), f.Value) {
			return "paths", nil
		}
	}
	return "", nil
}

// revalueForms follows a parameter with another value in the samples of forms.
func (v *vendor) revalueForms(name, before, after string) error {
	for file, text := range v.samples {
		if err := v.setSample(file, strings.ReplaceAll(text, name+"="+before, name+"="+after)); err != nil {
			return err
		}
	}
	return nil
}

// change is one that a sample shows.
func change(kind, name string) drift.Change {
	return drift.Change{What: drift.Added, Kind: kind, After: extract.Fact{Kind: kind, Name: name}}
}

// openMarks are the marks in the vendor's files.
func (v *vendor) openMarks() (open []string) {
	for _, text := range []string{v.spec.text, v.overlay.text} {
		open = append(open, marksIn(text)...)
	}
	for _, e := range v.record.Facts {
		if strings.HasPrefix(e.Ignored, Mark) || strings.HasPrefix(e.Reading, Mark) {
			open = append(open, e.Fact().String()+": "+strings.TrimSpace(strings.TrimPrefix(e.Ignored+e.Reading, Mark)))
		}
	}
	slices.Sort(open)
	return slices.Compact(open)
}

func marksIn(text string) (open []string) {
	for line := range strings.Lines(text) {
		if _, mark, ok := strings.Cut(line, Mark); ok {
			open = append(open, strings.TrimSpace(mark))
		}
	}
	return open
}
