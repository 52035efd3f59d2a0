package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/url"

	"github.com/getkin/kin-openapi/openapi3"
)

// undeclaredIn looks for fields of a body that no schema declares. JSON Schema
// lets them pass: with them a misspelt optional field would.
func undeclaredIn(content openapi3.Content, contentType string, body []byte) error {
	media := content.Get(contentType)
	if media == nil || media.Schema == nil {
		return nil // the validator has said so
	}
	kind, _, _ := mime.ParseMediaType(contentType)
	if kind == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return err
		}
		value := map[string]any{}
		for name := range form {
			value[name] = form.Get(name)
		}
		return undeclared(media.Schema.Value, value, "")
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	return undeclared(media.Schema.Value, value, "")
}

// undeclared walks value along the branches of its schema that it satisfies. An
// object for which none declares a field may hold anything.
func undeclared(schema *openapi3.Schema, value any, path string) error {
	return undeclaredBy(branches(nil, schema, value), value, path)
}

func undeclaredBy(schemas []*openapi3.Schema, value any, path string) error {
	var wrong []error
	switch v := value.(type) {
	case map[string]any:
		known := false
		for _, s := range schemas {
			known = known || len(s.Properties) > 0
		}
		if !known {
			return nil
		}
		for name, member := range v {
			var next []*openapi3.Schema
			for _, s := range schemas {
				if p := s.Properties[name]; p != nil {
					next = branches(next, p.Value, member)
				}
			}
			if next == nil {
				wrong = append(wrong, fmt.Errorf("field %q is not declared in the OpenAPI file", path+name))
				continue
			}
			wrong = append(wrong, undeclaredBy(next, member, path+name+"."))
		}
	case []any:
		for _, item := range v {
			var next []*openapi3.Schema
			for _, s := range schemas {
				if s.Items != nil {
					next = branches(next, s.Items.Value, item)
				}
			}
			wrong = append(wrong, undeclaredBy(next, item, path+"[]."))
		}
	}
	return errors.Join(wrong...)
}

// branches appends a schema and all that it is composed of; of alternatives,
// those that value satisfies.
func branches(list []*openapi3.Schema, s *openapi3.Schema, value any) []*openapi3.Schema {
	list = append(list, s)
	for _, ref := range s.AllOf {
		list = branches(list, ref.Value, value)
	}
	for _, refs := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		for _, ref := range refs {
			if ref.Value.VisitJSON(value) == nil {
				list = branches(list, ref.Value, value)
			}
		}
	}
	return list
}
