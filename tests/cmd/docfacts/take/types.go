package take

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// jsonTypes are the words of pages for the types of OpenAPI.
var jsonTypes = map[string]string{
	"int": "integer", "integer": "integer", "long": "integer", "short": "integer", "int32": "integer", "int64": "integer", "number": "number", "double": "number",
	"float": "number", "decimal": "number", "bool": "boolean", "boolean": "boolean", "object": "object", "obj": "object", "map": "object", "array": "array",
	"list": "array", "string": "string", "null": "string",
}

func jsonType(value string) string {
	word, _, _ := strings.Cut(value, ",")
	word, _, _ = strings.Cut(word, " ")
	word = strings.ToLower(word)
	if t, ok := jsonTypes[word]; ok {
		return t
	}
	return "string"
}

// retyped gives a field another type if nothing on the page says the old one.
func (v *vendor) retyped(c drift.Change) (string, error) {
	before, after := jsonType(c.Before.Value), jsonType(c.After.Value)
	if before == after {
		return "the same type", nil // an epoch in another unit: a person reads it
	}
	if after == "object" || after == "array" || v.typedElsewhere(c, after) {
		return "", nil
	}
	if after == "number" { // of a sample, where whole numbers are integers
		after = "integer"
	}
	done := ""
	for _, p := range v.moveAll(c.Spec) {
		if last(parent(p)) != "properties" {
			continue
		}
		if v.strict {
			if err := v.either(p, after); err != nil {
				return "", err
			}
			done = "both types of " + last(p)
			continue
		}
		p = v.spec.resolve(p)
		if v.spec.scalar(p+"/type") == "" {
			return "", nil
		}
		if err := v.spec.setScalar(p+"/type", after); err != nil {
			return "", err
		}
		if f := v.spec.scalar(p + "/format"); strings.HasPrefix(f, "int") && after != "integer" {
			if err := v.spec.removeLine(p + "/format"); err != nil {
				return "", err
			}
		}
		done = "type of " + last(p)
	}
	return done, nil
}

// typedElsewhere reports whether the page gives the field another type than the new one.
func (v *vendor) typedElsewhere(c drift.Change, after string) bool {
	same := func(t string) string { return strings.Replace(t, "integer", "number", 1) }
	for _, s := range v.page.Statements {
		if (s.Kind == extract.Field || s.Kind == extract.Shape) && leaf(s.Name) == leaf(c.After.Name) && same(jsonType(s.Value)) != same(after) {
			return true
		}
	}
	return false
}

// narrowing are the keys that belong to a type.
var narrowing = []string{"type", "format", "minLength", "maxLength", "pattern", "minimum", "maximum", "enum"}

// either lets a schema have another type beside its own, as the specs say it of a page that contradicts itself. The Go
// type stays.
func (v *vendor) either(pointer, kind string) error {
	at := v.spec.resolve(pointer)
	schema, ok := v.spec.find(at)
	if !ok || schema.value.Kind != yaml.MappingNode || v.spec.scalar(at+"/type") == "" {
		return nil
	}
	own, other := []string{}, "  - type: "+kind
	if code, exact := strings.CutPrefix(v.spec.scalar(at+"/pattern"), "^"); exact && kind == "integer" && isNumber(strings.TrimSuffix(code, "$")) {
		code = strings.TrimSuffix(code, "$")
		other += "\n    minimum: " + code + "\n    maximum: " + code
	}
	if low := v.spec.scalar(at + "/minimum"); low != "" && low == v.spec.scalar(at+"/maximum") && kind == "string" {
		other += "\n    pattern: ^" + low + "$"
	}
	secret := v.spec.scalar(at+"/format") == "password"
	goType := v.goType(at)
	for _, key := range narrowing {
		field, there := v.spec.find(at + "/" + key)
		if !there || secret && key == "format" {
			continue
		}
		if end(field.value) != field.key.Line {
			return fmt.Errorf("%s/%s is not of one line", at, key)
		}
		own = append(own, strings.TrimSpace(v.spec.line(field.key.Line)))
	}
	before := at + "/" + narrowing[0]
	lines := append([]string{"oneOf:", "  - " + own[0]}, prefixed("    ", own[1:])...)
	if err := v.spec.before(before, append(lines, strings.Split(other, "\n")...)...); err != nil {
		return err
	}
	for _, key := range narrowing {
		if _, there := v.spec.find(at + "/" + key); there && (!secret || key != "format") {
			if err := v.spec.removeLine(at + "/" + key); err != nil {
				return err
			}
		}
	}
	if goType != "" && last(parent(at)) == "properties" {
		if err := v.keepGo("$.components.schemas."+last(parent(parent(at)))+".properties."+last(at), "x-go-type: "+goType); err != nil {
			return err
		}
	}
	return v.spec.review(at, "one place of the page says "+kind+" now, another as before: does hand-written code read both?")
}

func prefixed(prefix string, lines []string) (out []string) {
	for _, line := range lines {
		out = append(out, prefix+line)
	}
	return out
}
