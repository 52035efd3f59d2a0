package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// source is a tag (S page, R running server, C server's code, D other page of
// the vendor, P third party, I inference) and the place.
var source = regexp.MustCompile(`^[SRCDPI] \S(.*\S)?$`)

// collections are the keys whose entries each carry a fact, at the place where
// OpenAPI has them; the schema below is read as a schema and nothing else.
var collections = []string{
	"servers", "variables", "parameters", "headers", "responses", "requestBodies",
	"securitySchemes", "schemas", "properties", "examples", "x-codes",
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func TestEveryFactNamesItsSource(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		facts, faults := checkSources(loadRaw(t, vendor))
		require.Empty(t, faults)
		require.Greater(t, facts, 20, "the walk found hardly anything")
	})
}

func TestEveryCodeListIsWellFormed(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		lists := 0
		walk(loadRaw(t, vendor), nil, func(path []string, node any) bool {
			if path[len(path)-1] != "x-codes" {
				return true
			}
			lists++
			list, ok := node.([]any)
			require.True(t, ok && len(list) > 0, "at %s", strings.Join(path, "."))
			seen := map[any]bool{}
			for _, entry := range list {
				code, isMap := entry.(map[string]any)
				require.True(t, isMap)
				require.Subset(t, []string{"code", "meaning", "success", "call", "text", "text-en", "x-source"}, sortedKeys(code))
				require.Contains(t, []any{nil, "token", "business", "any"}, code["call"], "%v", code["code"])
				require.IsType(t, "", code["code"], "quote the code: %v", code["code"])
				require.NotEmpty(t, code["meaning"], "%v", code["code"])
				require.False(t, seen[code["code"]], "twice: %v", code["code"])
				seen[code["code"]] = true
			}
			return false
		})
		require.Positive(t, lists)
	})
}

// TestSourceCheckFindsFaults breaks a sound document in every way the check is for.
func TestSourceCheckFindsFaults(t *testing.T) {
	t.Parallel()
	const sound = `
info: {x-source: S top}
paths:
  /t:
    post:
      x-source: S call
      parameters: [{name: p, x-source: S parameter}]
      responses:
        default: {$ref: "#/components/responses/R"}
components:
  responses: {R: {x-source: I response, headers: {H: {x-source: R header}}}}
  schemas:
    A: {x-source: S a, properties: {f: {$ref: "#/components/schemas/B"}}}
    B: {x-source: D b, x-codes: [{code: "1", x-source: P code}]}
`
	parse := func(text string) map[string]any {
		var doc map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(text), &doc))
		return doc
	}
	_, faults := checkSources(parse(sound))
	require.Empty(t, faults)
	for _, place := range []string{"S top", "S call", "S parameter", "I response", "R header", "S a", "D b", "P code"} {
		_, faults = checkSources(parse(strings.Replace(sound, "x-source: "+place, "x-source: X nowhere", 1)))
		require.NotEmpty(t, faults, "bad tag instead of %q", place)
		_, faults = checkSources(parse(strings.Replace(sound, "x-source: "+place, "description: none", 1)))
		require.NotEmpty(t, faults, "nothing instead of %q", place)
	}
	_, faults = checkSources(parse(strings.Replace(sound, `schemas/B"`, `schemas/B", x-source: S ignored`, 1)))
	require.NotEmpty(t, faults, "OpenAPI 3.0 ignores what stands beside $ref")
}

// checkSources returns how many facts doc states and which of them lack a source.
func checkSources(doc map[string]any) (facts int, faults []string) {
	fault := func(path []string, what string) {
		faults = append(faults, strings.Join(path, ".")+": "+what)
	}
	walk(doc, nil, func(path []string, node any) bool {
		object, _ := node.(map[string]any)
		_, isRef := object["$ref"]
		if isRef && len(object) > 1 {
			fault(path, "keys beside $ref are ignored")
		}
		if stated(path) {
			facts++
			text, _ := resolve(doc, object)["x-source"].(string)
			if !source.MatchString(text) {
				fault(path, "x-source is "+`"`+text+`"`)
			}
		}
		return !slices.Contains([]string{"value", "example", "not"}, path[len(path)-1])
	})
	return facts, faults
}

// stated tells whether the value at path is a fact that needs a source.
func stated(path []string) bool {
	key := path[len(path)-1]
	switch {
	case len(path) == 1:
		return key == "info"
	case key == "requestBody":
		return true
	case len(path) == 3 && path[0] == "paths":
		return slices.Contains(methods, key)
	}
	parent := path[len(path)-2]
	if len(path) > 2 && path[len(path)-3] == "properties" {
		return false // a property that happens to be called like a collection
	}
	return slices.Contains(collections, parent)
}

func resolve(doc map[string]any, object map[string]any) map[string]any {
	ref, isRef := object["$ref"].(string)
	if !isRef {
		return object
	}
	node := any(doc)
	for key := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		parent, _ := node.(map[string]any)
		node = parent[key]
	}
	object, _ = node.(map[string]any)
	return resolve(doc, object)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
