package take

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// renamed gives a field another name: in its schemas, what requires it, the overlay, samples and the TypeScript
// client. The Go name stays.
func (v *vendor) renamed(pointers []string, before, after string) (string, error) {
	if v.names(before) || before == after || v.strict {
		return "", nil // the page has both
	}
	var done []string
	for _, p := range v.moveAll(pointers) {
		switch {
		case last(parent(p)) == "properties" && last(p) == before:
			to := parent(p) + "/" + escape(after)
			if _, taken := v.spec.find(to); taken {
				continue
			}
			if err := v.renameProperty(p, before, after); err != nil {
				return "", err
			}
			v.moveTo(p, to)
			done = append(done, last(parent(parent(p))))
		case v.spec.scalar(p+"/in") != "":
			if text, err := v.named([]string{p}, before, after); err != nil || text == "" {
				return "", err
			}
			done = append(done, last(p))
		case last(p) == after: // renamed for another statement of the page
			done = append(done, last(parent(parent(p))))
		}
	}
	slices.Sort(done)
	return strings.Join(slices.Compact(done), ", "), nil
}

func (v *vendor) renameProperty(p, before, after string) error {
	schema := parent(parent(p))
	if strings.HasPrefix(schema, "/components/schemas/") && !strings.Contains(strings.TrimPrefix(schema, "/components/schemas/"), "/") {
		name := last(schema)
		goName := v.goName(name, before)
		from, to := "$.components.schemas."+name+".properties."+before, "$.components.schemas."+name+".properties."+after
		if err := v.overlay.set(regexp.MustCompile(`(?m)`+regexp.QuoteMeta(from)+`$`).ReplaceAllLiteralString(v.overlay.text, to)); err != nil {
			return err
		}
		if err := v.keepGoName(to, goName); err != nil {
			return err
		}
	}
	affected := v.samplesOf(schema)
	if err := v.spec.rename(p, after); err != nil {
		return err
	}
	if err := v.require(schema, before, after); err != nil {
		return err
	}
	// A schema that excludes the other shape does so by its fields.
	for _, not := range v.spec.pointers("/components/schemas", func(p string, _ place) bool { return last(p) == "not" }) {
		if _, there := v.spec.find(not + "/properties/" + escape(before)); there && v.excludes(not, schema) {
			if err := v.spec.rename(not+"/properties/"+escape(before), after); err != nil {
				return err
			}
			if err := v.require(not, before, after); err != nil {
				return err
			}
		}
	}
	v.client = regexp.MustCompile(`([."' {,(])`+regexp.QuoteMeta(before)+`([."' ,:)};\]!?])`).ReplaceAllString(v.client, "${1}"+after+"${2}")
	return v.renameInSamples(affected, before, after)
}

// excludes reports whether a schema with this "not" is an alternative to the other.
func (v *vendor) excludes(not, schema string) bool {
	one := parent(not)
	for _, p := range v.spec.pointers("/components/schemas", func(p string, _ place) bool { return last(p) == "oneOf" }) {
		both := 0
		for _, ref := range v.spec.pointers(p, func(p string, _ place) bool { return last(p) == "$ref" }) {
			if to := strings.TrimPrefix(v.spec.scalar(ref), "#"); to == one || to == schema {
				both++
			}
		}
		if both == 2 {
			return true
		}
	}
	return false
}

// require puts one name in the place of another among the required ones; without another it is taken out.
func (v *vendor) require(schema, before, after string) error {
	at, ok := v.spec.find(schema + "/required")
	if !ok || at.value.Kind != yaml.SequenceNode {
		return nil
	}
	var names []string
	found := false
	for _, item := range at.value.Content {
		switch {
		case item.Value != before:
			names = append(names, item.Value)
			continue
		case after != "":
			names = append(names, after)
		}
		found = true
	}
	switch {
	case !found:
		return nil
	case len(names) == 0:
		return v.spec.removeLine(schema + "/required")
	}
	return v.spec.replace(at.value, list(names))
}

// marked changes whether a field is required, as its row of a table says.
func (v *vendor) marked(c drift.Change) (string, error) {
	oldType, _, _ := strings.Cut(c.Before.Value, ", ")
	newType, mark, _ := strings.Cut(c.After.Value, ", ")
	if v.strict || !strings.EqualFold(oldType, newType) {
		return "", nil
	}
	done := ""
	for _, p := range v.moveAll(c.Spec) {
		schema, name := parent(parent(p)), last(p)
		if last(parent(p)) != "properties" {
			continue
		}
		if mark == "optional" {
			if err := v.require(schema, name, ""); err != nil {
				return "", err
			}
		} else if err := v.demand(schema, name); err != nil {
			return "", err
		}
		done = "required of " + last(schema)
	}
	return done, nil
}

// demand adds a name to the required ones.
func (v *vendor) demand(schema, name string) error {
	at, ok := v.spec.find(schema + "/required")
	if !ok {
		return v.spec.before(schema+"/properties", "required: "+list([]string{name}))
	}
	var names []string
	for _, item := range at.value.Content {
		if item.Value == name {
			return nil
		}
		names = append(names, item.Value)
	}
	return v.spec.replace(at.value, list(append(names, name)))
}

var secretName = regexp.MustCompile(`(?i)token|secret|passw|credential|private|api_?key`)

// addField adds a field that a table, a form or a sample has now.
func (v *vendor) addField(c drift.Change) (string, error) {
	name := leaf(c.After.Name)
	if name == "" || strings.Contains(name, "[]") || c.Kind == extract.Header {
		return "", nil
	}
	schema, sibling := v.siblings(c.After)
	if schema == "" {
		return "", nil
	}
	kind := "string"
	if c.Kind != extract.Parameter {
		kind = jsonType(c.After.Value)
	}
	return last(schema), v.addProperty(schema, sibling, name, kind, c)
}

// siblings are the schema and the last field of it that hold what the page has beside a fact.
func (v *vendor) siblings(f extract.Fact) (schema, sibling string) {
	count, lastOf := map[string]int{}, map[string]string{}
	for _, e := range v.record.Facts {
		alike := e.Kind == f.Kind || e.Kind != extract.Header && f.Kind != extract.Shape && (e.Kind == extract.Parameter || e.Kind == extract.Field)
		if !alike || e.Owner != v.oldOwner(f.Owner) || parent(e.Name) != parent(f.Name) {
			continue
		}
		for _, p := range v.moveAll(e.Spec) {
			if last(parent(p)) != "properties" {
				continue
			}
			s := parent(parent(p))
			if count[s]++; count[s] > count[schema] || schema == "" {
				schema = s
			}
			lastOf[s] = p
		}
	}
	return schema, lastOf[schema]
}

func (v *vendor) addProperty(schema, sibling, name, kind string, c drift.Change) error {
	at := schema + "/properties/" + escape(name)
	if _, there := v.spec.find(at); there {
		return nil
	}
	source := v.spec.scalar(sibling + "/x-source")
	if !strings.HasPrefix(source, "S ") {
		source = v.spec.scalar(schema + "/x-source")
	}
	if !strings.HasPrefix(source, "S ") {
		source = "S " + v.spec.scalar("/info/title")
	}
	lines := []string{word(name) + ":", "  type: " + kind}
	question := "what it means"
	if kind == "string" && secretName.MatchString(name) {
		lines = append(lines, "  format: password")
		question += ", and whether its value is a secret, as its name says"
	} else if kind == "string" {
		question += ", and whether its value is a secret"
	}
	if kind == "array" {
		lines = append(lines, "  items: {}")
	}
	lines = append(lines, "  description: Not described yet", "  x-source: "+word(source))
	properties, ok := v.spec.find(schema + "/properties")
	if !ok || len(properties.value.Content) == 0 {
		if err := v.spec.after(schema+"/x-source", "properties:", "  "+strings.Join(lines, "\n"+indentOf(v.spec.line(mustLine(v.spec, schema+"/x-source")))+"  ")); err != nil {
			return err
		}
	} else if err := v.spec.after(schema+"/properties/"+escape(properties.value.Content[len(properties.value.Content)-2].Value), lines...); err != nil {
		return err
	}
	if strings.HasSuffix(c.Owner, " request") && strings.HasSuffix(c.After.Value, ", required") {
		question += "; the page requires it: the client must send it"
	}
	return v.spec.review(at, question)
}

func mustLine(d *document, pointer string) int {
	if at, ok := d.find(pointer); ok {
		return at.first()
	}
	return 0
}
