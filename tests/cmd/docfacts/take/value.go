package take

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// constant follows a value that is always there: a code, or what the samples and a lifetime say.
func (v *vendor) constant(c drift.Change) (string, error) {
	before, after := strings.Trim(c.Before.Value, `"`), strings.Trim(c.After.Value, `"`)
	done := ""
	for _, p := range v.moveAll(c.Spec) {
		switch {
		case last(parent(p)) == "x-codes" && before == after:
			done = "x-codes" // another type only
		case last(parent(p)) == "x-codes":
			if v.statesCode(before) {
				return "", nil
			}
			text, err := v.renumber(before, after)
			if err != nil || text == "" {
				return "", err
			}
			done = text
		case last(p) == "x-lifetime":
			if text, err := v.lifetime(p, after+" seconds"); err != nil || text == "" {
				return "", err
			}
			done = "x-lifetime"
		case strings.Contains(p, "/examples/"):
			done = "samples" // they are cut anew
		}
	}
	if field := v.lasting(c); field != "" && done == "samples" && before != after {
		if err := v.spec.review(field+"/x-lifetime", "the sample says "+after+" seconds, and said "+before); err != nil {
			return "", err
		}
	}
	return done, nil
}

// statesCode reports whether the page still has a code, in a table or a sample.
func (v *vendor) statesCode(code string) bool {
	for _, s := range v.page.Statements {
		if s.Kind == extract.Code && s.Name == code || s.Kind == extract.Constant && strings.HasSuffix(strings.ToLower(s.Name), "code") && strings.Trim(s.Value, `"`) == code {
			return true
		}
	}
	return false
}

// lasting is the field with a lifetime that a number of seconds in a sample is about.
func (v *vendor) lasting(c drift.Change) string {
	if !strings.Contains(strings.ToLower(c.After.Name), "expire") {
		return ""
	}
	for _, p := range v.spec.pointers("/components/schemas", func(p string, _ place) bool { return last(p) == "x-lifetime" }) {
		if !strings.Contains(strings.ToLower(last(parent(p))), "refresh") {
			return parent(p)
		}
	}
	return ""
}

// lifetime writes a page's quantity as the value of an x-lifetime or x-renewable.
func (v *vendor) lifetime(pointer, quantity string) (string, error) {
	length, ok := extract.Duration(quantity)
	if !ok || length <= 0 {
		return "", nil
	}
	if err := v.spec.setScalar(pointer+"/value", duration(length)); err != nil {
		return "", err
	}
	if less := v.spec.scalar(pointer + "/less"); less != "" {
		if err := v.spec.review(parent(pointer), "whether the answers still state "+less+" less"); err != nil {
			return "", err
		}
	}
	return last(pointer), nil
}

// duration writes a time as the specs do: in the greatest unit that needs no fraction, up to hours.
func duration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// quantity follows a number with its unit: in the lifetimes, or in a description that has the old words.
func (v *vendor) quantity(c drift.Change) (string, error) {
	done := ""
	for _, p := range v.moveAll(c.Spec) {
		if last(p) == "x-lifetime" || last(p) == "x-renewable" {
			text, err := v.lifetime(p, c.After.Value)
			if err != nil || text == "" {
				return "", err
			}
			if said := v.saying(c.Before.Value); len(said) > 0 {
				if err := v.spec.review(parent(p), "what still says "+c.Before.Value+": "+strings.Join(said, ", ")); err != nil {
					return "", err
				}
			}
			done = text
			continue
		}
		text, err := v.reword([]string{p}, c.Before.Value, c.After.Value)
		if err != nil {
			return "", err
		}
		done = text
	}
	return done, nil
}

// saying are the descriptions that have the words.
func (v *vendor) saying(words string) []string {
	return v.spec.pointers("", func(p string, at place) bool {
		return last(p) == "description" && strings.Contains(at.value.Value, words)
	})
}

// reword replaces a whole word in the plain values at pointers and right below them.
func (v *vendor) reword(pointers []string, before, after string) (string, error) {
	pattern := regexp.MustCompile(`(?i)(^|[^\w-])` + regexp.QuoteMeta(before) + `($|[^\w-])`)
	done := ""
	for _, at := range v.moveAll(pointers) {
		for _, p := range v.spec.pointers(at, func(p string, n place) bool {
			inList := slices.Contains([]string{"enum", "required"}, last(parent(p)))
			near := p == at || parent(p) == at || inList && parent(parent(p)) == at
			return near && last(p) != "x-source" && last(p) != "$ref" && n.value.Kind == yaml.ScalarNode && pattern.MatchString(n.value.Value)
		}) {
			n, _ := v.spec.find(p)
			text := pattern.ReplaceAllString(n.value.Value, "${1}"+strings.ReplaceAll(after, "$", "$$")+"${2}")
			if n.value.Style&yaml.LiteralStyle != 0 {
				continue // prose of several lines is a person's
			}
			if last(parent(p)) == "enum" {
				if err := v.keepEnumName(parent(parent(p)), n.value.Value); err != nil {
					return "", err
				}
			}
			if err := v.spec.setScalar(p, text); err != nil {
				return "", err
			}
			done = last(at)
		}
	}
	return done, nil
}

// keepEnumName lets the generated constant of an enum keep its name.
func (v *vendor) keepEnumName(field, value string) error {
	schema := parent(parent(field))
	target := "$.components.schemas." + last(schema) + ".properties." + last(field)
	if parent(schema) != "/components/schemas" {
		return nil
	}
	var name strings.Builder
	for part := range strings.FieldsSeq(notInName.ReplaceAllString(value, " ")) {
		name.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return v.keepGo(target, "x-enum-varnames: ["+name.String()+"]")
}
