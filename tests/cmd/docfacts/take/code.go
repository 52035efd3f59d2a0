package take

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// row finds a code in the lists of the spec.
func (v *vendor) row(code string) (pointer string) {
	for _, p := range v.spec.pointers("/components/schemas", func(p string, at place) bool {
		return last(p) == "x-codes" && at.value.Kind == yaml.SequenceNode
	}) {
		if _, there := v.spec.find(p + "/" + escape(code)); there && v.spec.scalar(p+"/"+escape(code)+"/code") == code {
			return p + "/" + escape(code)
		}
	}
	return ""
}

// codeList is the list of x-codes that a new code belongs to: the one of the codes beside it, or else that of failures.
func (v *vendor) codeList() string {
	for _, e := range v.record.Facts {
		if e.Kind != extract.Code {
			continue
		}
		for _, p := range v.moveAll(e.Spec) {
			if last(parent(p)) == "x-codes" && !v.succeeds(p) {
				return parent(p)
			}
		}
	}
	for _, p := range v.spec.pointers("/components/schemas", func(p string, _ place) bool { return last(p) == "x-codes" }) {
		if strings.Contains(p, "Fail") {
			return p
		}
	}
	return ""
}

func (v *vendor) succeeds(row string) bool { return v.spec.scalar(row+"/success") == "true" }

// addCode adds a row to x-codes and one to the overlay's x-go-codes, where the page has the code.
func (v *vendor) addCode(c drift.Change) (string, error) {
	code, text := c.After.Name, c.After.Value
	if known := v.row(code); known != "" {
		return "x-codes", v.confirm(known, text)
	}
	at := v.codeList()
	if at == "" {
		return "", nil
	}
	source := v.spec.scalar(parent(at) + "/x-source")
	neighbour, isBefore := v.neighbour(code, at)
	if neighbour != "" {
		source = v.spec.scalar(neighbour + "/x-source")
	} else {
		neighbour = at + "/0"
	}
	if !strings.HasPrefix(source, "S ") {
		source = "S " + v.spec.scalar("/info/title")
	}
	beside := v.spec.scalar(neighbour + "/code")
	row := fmt.Sprintf("- {code: %q, meaning: not reviewed yet, x-source: %s}", code, word(source))
	put, putGo := v.spec.after, v.overlay.after
	if !isBefore {
		put, putGo = v.spec.before, v.overlay.before
	}
	v.shift(neighbour, isBefore)
	if err := put(neighbour, row); err != nil {
		return "", err
	}
	if err := v.spec.review(at+"/"+escape(code), "the meaning in our words, of "+text); err != nil {
		return "", err
	}
	action := v.goCodes(last(parent(at)))
	if action == "" {
		return "", fmt.Errorf("specs/%s/overlay.yaml has no x-go-codes for %s", v.name, last(parent(at)))
	}
	if _, there := v.overlay.find(action + "/" + escape(beside)); !there {
		return "", fmt.Errorf("specs/%s/overlay.yaml has no row for code %s", v.name, beside)
	}
	if err := putGo(action+"/"+escape(beside), fmt.Sprintf("%s: {err: %s, kind: Unknown}", key(code), v.errName(code))); err != nil {
		return "", err
	}
	return "x-codes, x-go-codes", v.overlay.review(action+"/"+escape(code), "name and kind, and whether it rejects the token: "+text)
}

// shift tells that the rows behind a new one have moved, for pointers by number.
func (v *vendor) shift(neighbour string, isBefore bool) {
	at, ok := v.spec.find(neighbour)
	if !ok {
		return
	}
	first := at.index
	if isBefore {
		first++
	}
	for i := len(at.in.Content) - 1; i >= first; i-- {
		v.moveTo(parent(neighbour)+"/"+numeral(i), parent(neighbour)+"/"+numeral(i+1))
	}
}

// key writes a code as a key of the overlay. A number is quoted.
func key(code string) string {
	if unicode.IsDigit(rune(code[0])) {
		return `"` + code + `"`
	}
	return word(code)
}

// confirm gives a code that was known from elsewhere the page as its source.
func (v *vendor) confirm(row, text string) error {
	if source := v.spec.scalar(row + "/x-source"); strings.HasPrefix(source, "P ") || strings.HasPrefix(source, "D ") || strings.HasPrefix(source, "I ") {
		if err := v.spec.setScalar(row+"/x-source", v.codeSource()); err != nil {
			return err
		}
	}
	return v.spec.review(row, "known from elsewhere, and the page has it now: does the meaning fit, and the kind in the overlay? "+text)
}

// codeSource is the section of the page that has the codes.
func (v *vendor) codeSource() string {
	for _, p := range v.spec.pointers("/components/schemas", func(p string, _ place) bool { return last(parent(p)) == "x-codes" }) {
		if source := v.spec.scalar(p + "/x-source"); strings.HasPrefix(source, "S ") && !v.succeeds(p) {
			return source
		}
	}
	return "S " + v.spec.scalar("/info/title")
}

// neighbour is the row of the code that stands before a new one on the page, or else after it.
func (v *vendor) neighbour(code, list string) (row string, isBefore bool) {
	var order []extract.Statement
	for _, s := range v.page.Statements {
		if s.Kind == extract.Code {
			order = append(order, s)
		}
	}
	slices.SortStableFunc(order, func(a, b extract.Statement) int { return a.Line - b.Line })
	at := slices.IndexFunc(order, func(s extract.Statement) bool { return s.Name == code })
	in := func(i int) bool {
		row = list + "/" + escape(order[i].Name)
		_, there := v.spec.find(row)
		return there && order[i].Name != code && v.spec.scalar(row+"/code") == order[i].Name
	}
	for i := at - 1; i >= 0; i-- {
		if in(i) {
			return row, true
		}
	}
	for i := at + 1; i < len(order); i++ {
		if in(i) {
			return row, false
		}
	}
	return "", false
}

// goCodes is the pointer to the map of a list's codes in the overlay.
func (v *vendor) goCodes(list string) string {
	for _, p := range v.overlay.pointers("/actions", func(p string, _ place) bool { return last(p) == "x-go-codes" }) {
		if v.overlay.scalar(parent(parent(p))+"/target") == "$.components.schemas."+list {
			return p
		}
	}
	return ""
}

var notInName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// errName derives the name of an error value from a code.
func (v *vendor) errName(code string) string {
	name := "ErrCode"
	for _, part := range notInName.Split(code, -1) {
		if part != "" {
			name += part[:1] + strings.ToLower(part[1:])
		}
	}
	for strings.Contains(v.overlay.text, "err: "+name+",") {
		name += "Too"
	}
	return name
}

// changeCode takes another number for a code of the same text, or another text for the same code.
func (v *vendor) changeCode(c drift.Change) (string, error) {
	row := v.row(c.Before.Name)
	if c.Before.Name == c.After.Name {
		if row == "" {
			return "", nil
		}
		return "x-codes", v.spec.review(row, "its text on the page was "+c.Before.Value+" and is now "+c.After.Value+": meaning, and kind in the overlay")
	}
	return v.renumber(c.Before.Name, c.After.Name)
}

// renumber gives a code another number. Its error value stays, because programs compare with it.
func (v *vendor) renumber(before, after string) (string, error) {
	row := v.row(before)
	if row == "" {
		if v.row(after) != "" {
			return "x-codes", nil // another change did it
		}
		return "", nil
	}
	if known := v.row(after); known != "" { // it has a meaning of its own already
		return "x-codes", v.confirm(known, "it has the text of "+before)
	}
	list := parent(row)
	at, _ := v.spec.find(row)
	if err := v.spec.setScalar(row+"/code", after); err != nil {
		return "", err
	}
	if numeral(at.index) != before { // that is a number in the list, and stays
		v.moveTo(row, list+"/"+escape(after))
	}
	if err := v.exact(parent(list), before, after); err != nil {
		return "", err
	}
	if action := v.goCodes(last(parent(list))); action != "" && !v.succeeds(list+"/"+escape(after)) {
		if err := v.overlay.rename(action+"/"+escape(before), after); err != nil {
			return "", err
		}
		if err := v.overlay.review(action+"/"+escape(after), "was code "+before+": do servers still send it?"); err != nil {
			return "", err
		}
	}
	if err := v.renumberSamples(before, after); err != nil {
		return "", err
	}
	return "x-codes, x-go-codes", v.spec.review(list+"/"+escape(after), "was code "+before)
}

// exact replaces what lets a schema have this code and no other.
func (v *vendor) exact(schema, before, after string) error {
	for _, p := range v.spec.pointers(schema, func(p string, at place) bool {
		return at.value.Kind == yaml.ScalarNode && slices.Contains([]string{"minimum", "maximum", "pattern"}, last(p))
	}) {
		switch value := v.spec.scalar(p); {
		case value == before && isNumber(after):
			if err := v.spec.setScalar(p, after); err != nil {
				return err
			}
		case value == "^"+before+"$":
			if err := v.spec.setScalar(p, "^"+regexp.QuoteMeta(after)+"$"); err != nil {
				return err
			}
		}
	}
	return nil
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
