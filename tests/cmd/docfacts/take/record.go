package take

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// settle brings the facts up to date: each fact of the new page keeps what a person wrote of the old one, has its
// place in the edited spec, or a mark; and what the page no longer has gets the older page as its source.
func (v *vendor) settle() (string, error) {
	spec, err := ledger.ParseSpec([]byte(v.spec.text))
	if err != nil {
		return "", err
	}
	older := v.record.Page.Date
	v.record.Facts = v.carried()
	fresh := v.record.Update(v.page.Statements, v.page.Date)
	open := map[extract.Fact]string{}
	for _, n := range v.news {
		if n.open != "" {
			open[n.After.Same()] = n.open
		}
	}
	for i := range v.record.Facts {
		v.mark(&v.record.Facts[i], spec, open)
	}
	v.record.Place(spec)
	for i := range v.record.Facts {
		if e := &v.record.Facts[i]; len(e.Spec) == 0 && e.Ignored == "" {
			e.Reading, e.Ignored = "", Mark+" nothing in the spec holds it"
		}
	}
	for _, pointer := range v.record.Unstated(spec) {
		if err := v.retire(pointer, older); err != nil {
			return "", fmt.Errorf("%s: %w", pointer, err)
		}
	}
	if spec, err = ledger.ParseSpec([]byte(v.spec.text)); err != nil {
		return "", err
	}
	v.record.Elsewhere = v.record.FromElsewhere(spec)
	if faults := v.record.Review(spec); len(faults) > 0 {
		return "", errors.New(strings.Join(faults, "; "))
	}
	return fmt.Sprintf("%d facts, %d of them new", len(v.record.Facts), fresh), v.record.Save(v.root)
}

// mark gives a fact of which a change left something open its mark.
func (v *vendor) mark(e *ledger.Entry, spec *ledger.Spec, open map[extract.Fact]string) {
	why, isOpen := open[e.Fact().Same()]
	if !isOpen {
		for f, text := range open {
			if f.Owner = e.Owner; f == e.Fact().Same() && e.Kind != extract.Method && e.Kind != extract.Media {
				why, isOpen = text, true
			}
		}
	}
	if !isOpen {
		return
	}
	var held []string
	e.Reading = Mark + " " + why
	for _, pointer := range e.Spec {
		if spec.Holds(pointer, *e) == nil {
			held = append(held, pointer)
		}
	}
	if len(held) == 0 && (e.Kind == extract.Field || e.Kind == extract.Shape) { // as the sample made it
		for _, pointer := range spec.Suggest(*e) {
			if last(pointer) == leaf(e.Name) {
				held = append(held, pointer)
			}
		}
	}
	if e.Spec = held; len(held) == 0 {
		e.Reading, e.Ignored = "", Mark+" "+why
	}
}

// carried are the facts on record under the names that the new page has for them.
func (v *vendor) carried() []ledger.Entry {
	exact, alike := map[extract.Fact]ledger.Entry{}, map[extract.Fact]ledger.Entry{}
	for _, e := range v.record.Facts {
		e.Spec = v.moveAll(e.Spec)
		f := e.Fact().Same()
		exact[f] = e
		f.Owner = ""
		if old, there := alike[f]; !there || len(old.Spec) == 0 {
			alike[f] = e
		}
	}
	from := map[extract.Fact]extract.Fact{}
	for _, n := range v.news {
		if n.What == drift.Changed {
			f := n.After.Same()
			from[f] = n.Before.Same()
			f.Owner = ""
			if _, there := from[f]; !there {
				from[f] = n.Before.Same()
			}
		}
	}
	var out []ledger.Entry
	for _, e := range ledger.Of(v.page.Statements) {
		f := e.Fact().Same()
		owned, free := f, f
		owned.Owner, free.Owner = v.oldOwner(f.Owner), ""
		candidates := []extract.Fact{f, owned}
		for _, stated := range []extract.Fact{f, free} {
			if old, changed := from[stated]; changed {
				inPlace := old
				inPlace.Owner = owned.Owner
				candidates = append(candidates, inPlace, old)
			}
		}
		old, found := ledger.Entry{}, false
		for _, c := range candidates {
			if old, found = exact[c]; found {
				break
			}
		}
		if !found {
			old, found = alike[free]
		}
		if found {
			e.Spec, e.Reading, e.Ignored = old.Spec, old.Reading, old.Ignored
			out = append(out, e)
		}
	}
	return out
}

// oldOwner is the owner that facts of an operation had on record.
func (v *vendor) oldOwner(owner string) string {
	for _, n := range v.news {
		if n.What != drift.Changed || n.Kind != extract.Endpoint && n.Kind != extract.Path {
			continue
		}
		before, after := n.Before.Value, n.After.Value
		if n.Kind == extract.Path {
			before, after = " "+before, " "+after
		}
		if at := strings.Index(owner, after); at >= 0 {
			if rest := owner[at+len(after):]; rest == "" || rest[0] == ' ' {
				owner = owner[:at] + before + rest
			}
		}
	}
	return owner
}

// retire gives what the page no longer has the older page as its source. A field stays required: only a sample without
// it shows that it is gone.
func (v *vendor) retire(pointer, date string) error {
	target := v.spec.resolve(pointer)
	source := v.spec.scalar(target + "/x-source")
	if !strings.HasPrefix(source, "S ") {
		return nil // what it is in was retired before
	}
	if err := v.spec.setScalar(target+"/x-source", "D the page of "+date+", "+strings.TrimPrefix(source, "S ")); err != nil {
		return err
	}
	return v.spec.review(target, "no longer on the page: whether servers still have it; without it a release is major")
}
