package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const (
	asRequest = "request"  // the value of an example's "as" when it is no answer
	business  = "business" // the operation of an answer that any business call may give
)

// example is one line of a vendor's examples/index.yaml.
type example struct {
	Operation string `yaml:"operation"`
	As        string `yaml:"as"`     // request, or the HTTP status as the spec has it
	Schema    string `yaml:"schema"` // the branch, where the answer is a oneOf
	Source    string `yaml:"x-source"`
}

func loadIndex(t *testing.T, vendor string) map[string]example {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(specs, vendor, "examples", "index.yaml"))
	require.NoError(t, err)
	decoder := yaml.NewDecoder(strings.NewReader(string(raw)))
	decoder.KnownFields(true)
	var index map[string]example
	require.NoError(t, decoder.Decode(&index))
	return index
}

// eachExample runs test for every line of every index.
func eachExample(t *testing.T, test func(t *testing.T, vendor, file string, e example)) {
	t.Helper()
	eachVendor(t, func(t *testing.T, vendor string) {
		index := loadIndex(t, vendor)
		require.NotEmpty(t, index)
		for _, file := range sortedKeys(index) {
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				test(t, vendor, file, index[file])
			})
		}
	})
}

func readExample(t *testing.T, vendor, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(specs, vendor, "examples", file))
	require.NoError(t, err)
	return raw
}

// exampleValue reads a file as the validator wants it: JSON, or a form as an object of texts.
func exampleValue(t *testing.T, vendor, file string) any {
	t.Helper()
	raw := readExample(t, vendor, file)
	if strings.HasSuffix(file, ".form") {
		form, err := url.ParseQuery(strings.TrimSpace(string(raw)))
		require.NoError(t, err)
		value := map[string]any{}
		for key, values := range form {
			require.Len(t, values, 1, key)
			value[key] = values[0]
		}
		return value
	}
	var value any
	require.NoError(t, json.Unmarshal(raw, &value))
	return value
}

func TestIndexListsEveryFile(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		entries, err := os.ReadDir(filepath.Join(specs, vendor, "examples"))
		require.NoError(t, err)
		index := loadIndex(t, vendor)
		files := map[string]bool{}
		for _, e := range entries {
			if e.Name() != "index.yaml" {
				files[e.Name()] = true
			}
		}
		require.Equal(t, sortedKeys(files), sortedKeys(index))
	})
}

func TestExampleMatchesExactlyTheNamedSchema(t *testing.T) {
	t.Parallel()
	eachExample(t, func(t *testing.T, vendor, file string, e example) {
		doc := loadSpec(t, vendor)
		named := doc.Components.Schemas[e.Schema]
		require.NotNil(t, named, "no schema %q", e.Schema)
		value := exampleValue(t, vendor, file)
		require.NoError(t, named.Value.VisitJSON(value))
		require.Regexp(t, source, e.Source)

		declared := declaredSchema(t, doc, e)
		require.NoError(t, declared.Value.VisitJSON(value))
		if len(declared.Value.OneOf) == 0 {
			require.Equal(t, ref(e.Schema), declared.Ref)
			return
		}
		var matches []string
		for _, branch := range declared.Value.OneOf {
			if branch.Value.VisitJSON(value) == nil {
				matches = append(matches, branch.Ref)
			}
		}
		require.Equal(t, []string{ref(e.Schema)}, matches)
	})
}

func ref(schema string) string { return "#/components/schemas/" + schema }

// declaredSchema is what the spec says about the place where the example belongs.
func declaredSchema(t *testing.T, doc *openapi3.T, e example) *openapi3.SchemaRef {
	t.Helper()
	if e.Operation == business {
		for _, response := range doc.Components.Responses {
			if schema := onlySchema(response.Value.Content); schema.Ref == ref(e.Schema) {
				return schema
			}
		}
		require.Fail(t, "no component response for a business call", e.Schema)
	}
	for _, path := range doc.Paths.Map() {
		for _, op := range path.Operations() {
			if op.OperationID != e.Operation {
				continue
			}
			if e.As == asRequest {
				return onlySchema(op.RequestBody.Value.Content)
			}
			response := op.Responses.Value(e.As)
			require.NotNil(t, response, "%s has no %s", e.Operation, e.As)
			return onlySchema(response.Value.Content)
		}
	}
	require.Fail(t, "no such operation", e.Operation)
	return nil
}

func onlySchema(content openapi3.Content) *openapi3.SchemaRef {
	for _, media := range content {
		return media.Schema
	}
	return &openapi3.SchemaRef{Value: &openapi3.Schema{}}
}

// TestSpecRepeatsTheFiles ties the copies inside the spec, which linters check, to the files.
func TestSpecRepeatsTheFiles(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		index := loadIndex(t, vendor)
		files := map[string]string{}
		for file := range index {
			files[strings.TrimSuffix(file, filepath.Ext(file))] = file
		}
		inSpec := map[string]bool{}
		walk(loadRaw(t, vendor), nil, func(path []string, node any) bool {
			if len(path) < 2 || path[len(path)-2] != "examples" {
				return true
			}
			stem := path[len(path)-1]
			inSpec[stem] = true
			require.Contains(t, files, stem)
			copied, _ := node.(map[string]any)
			text, err := json.Marshal(copied["value"])
			require.NoError(t, err)
			want, err := json.Marshal(exampleValue(t, vendor, files[stem]))
			require.NoError(t, err)
			require.JSONEq(t, string(want), string(text), stem)
			require.Equal(t, index[files[stem]].Source, copied["x-source"], stem)
			return false
		})
		require.Equal(t, sortedKeys(files), sortedKeys(inSpec))
	})
}
