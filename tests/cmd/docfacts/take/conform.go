package take

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"
)

// conform makes the schemas know what the page's samples have: a field that is new, one that is missing.
func (v *vendor) conform() error {
	files := make([]string, 0, len(v.samples))
	for file := range v.samples {
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		if !v.fromPage(file) || !strings.HasSuffix(file, ".json") {
			continue
		}
		var value any
		decoder := json.NewDecoder(strings.NewReader(v.samples[file]))
		decoder.UseNumber()
		if decoder.Decode(&value) != nil {
			continue
		}
		if err := v.fit("/components/schemas/"+v.index.scalar("/"+escape(file)+"/schema"), value); err != nil {
			return err
		}
	}
	return nil
}

// fit makes one schema know one value.
func (v *vendor) fit(schema string, value any) error {
	schema = v.spec.resolve(schema)
	object, isObject := value.(map[string]any)
	properties, has := v.spec.find(schema + "/properties")
	if stated, kind := v.spec.scalar(schema+"/type"), typeOf(value); value != nil && plainType(stated) && plainType(kind) && stated != kind && (stated != "number" || kind != "integer") {
		return v.either(schema, kind)
	}
	if !isObject || !has && v.spec.scalar(schema+"/type") != "object" {
		return nil
	}
	if required, ok := v.spec.find(schema + "/required"); ok && required.value.Kind == yaml.SequenceNode {
		for _, item := range required.value.Content {
			if _, there := object[item.Value]; !there {
				if err := v.require(schema, item.Value, ""); err != nil {
					return err
				}
				if err := v.spec.review(schema, item.Value+" is no longer required: the page's sample has none"); err != nil {
					return err
				}
			}
		}
	}
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		at := schema + "/properties/" + escape(key)
		if _, known := v.spec.find(at); !known {
			sibling := schema
			if has && len(properties.value.Content) > 0 {
				sibling = schema + "/properties/" + escape(properties.value.Content[0].Value)
			}
			if v.spec.scalar(schema+"/maxProperties") == "0" {
				if err := v.spec.removeLine(schema + "/maxProperties"); err != nil {
					return err
				}
			}
			if err := v.addProperty(schema, sibling, key, typeOf(object[key]), change("shape", key)); err != nil {
				return err
			}
		}
		if err := v.fit(at, object[key]); err != nil {
			return err
		}
	}
	return nil
}

// plainType reports whether a type is that of one value.
func plainType(kind string) bool { return kind != "" && kind != "object" && kind != "array" }

// typeOf is the OpenAPI type of a JSON value.
func typeOf(value any) string {
	switch value := value.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case bool:
		return "boolean"
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return "number"
		}
		return "integer"
	}
	return "string"
}

// keepWhole takes back a sample that its schema does not allow and marks the example: the spec stays whole.
func (v *vendor) keepWhole(before map[string]string) error {
	for _, file := range slices.Sorted(maps.Keys(v.samples)) {
		if v.samples[file] == before[file] || !strings.HasSuffix(file, ".json") {
			continue
		}
		document, err := openapi3.NewLoader().LoadFromData([]byte(v.spec.text))
		if err != nil {
			return err
		}
		schema := document.Components.Schemas[v.index.scalar("/"+escape(file)+"/schema")]
		var value any
		if schema == nil || json.Unmarshal([]byte(v.samples[file]), &value) != nil || schema.Value.VisitJSON(value) == nil {
			continue
		}
		if err := v.setSample(file, before[file]); err != nil {
			return err
		}
		name := strings.TrimSuffix(file, ".json")
		for _, p := range v.spec.pointers("", func(p string, _ place) bool { return last(parent(p)) == "examples" && last(p) == name }) {
			if err := v.spec.review(p, "the page's sample is another now, and its schema does not allow it"); err != nil {
				return err
			}
		}
	}
	return nil
}
