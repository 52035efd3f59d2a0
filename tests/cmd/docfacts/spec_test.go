package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const specs = "../../../specs"

// eachVendor runs test for every folder below specs, so that a new vendor
// cannot be forgotten.
func eachVendor(t *testing.T, test func(t *testing.T, vendor string)) {
	t.Helper()
	entries, err := os.ReadDir(specs)
	require.NoError(t, err)
	found := 0
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		found++
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			test(t, e.Name())
		})
	}
	require.NotZero(t, found, "specs has no vendor")
}

func loadSpec(t *testing.T, vendor string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(specs, vendor, "openapi.yaml"))
	require.NoError(t, err)
	return doc
}

// loadRaw reads the spec as plain YAML: what a model of OpenAPI would drop is still there.
func loadRaw(t *testing.T, vendor string) map[string]any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(specs, vendor, "openapi.yaml"))
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, yaml.Unmarshal(raw, &doc))
	return doc
}

func TestSpecIsValidWithItsExamples(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		doc := loadSpec(t, vendor)
		require.NoError(t, doc.Validate(t.Context(), openapi3.EnableExamplesValidation()))
		require.Equal(t, "3.0.3", doc.OpenAPI)
	})
}

// Error values, simulators and observers use the operationIds as names. `make
// spec-breaking` says if one of them changes.
func TestEveryOperationHasAName(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		seen := map[string]bool{}
		for path, item := range loadSpec(t, vendor).Paths.Map() {
			for method, op := range item.Operations() {
				require.Regexp(t, `^[a-z][A-Za-z0-9]+$`, op.OperationID, "%s: %s %s needs an operationId", vendor, method, path)
				require.False(t, seen[op.OperationID], "%s: %s names two operations", vendor, op.OperationID)
				seen[op.OperationID] = true
			}
		}
	})
}

func TestSpecHoldsNoGoShaping(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		walk(loadRaw(t, vendor), nil, func(path []string, _ any) bool {
			key := path[len(path)-1]
			if strings.HasPrefix(key, "x-") {
				require.Contains(t, []string{"x-source", "x-codes", "x-call", "x-lifetime", "x-renewable", "x-alternative"}, key, "at %s", strings.Join(path, "."))
			}
			return true
		})
	})
}

// walk visits every value below node, keys in order, until visit says not to go deeper.
func walk(node any, path []string, visit func(path []string, node any) (deeper bool)) {
	if len(path) > 0 && !visit(path, node) {
		return
	}
	below := func(key string, child any) {
		walk(child, append(slices.Clone(path), key), visit)
	}
	switch n := node.(type) {
	case map[string]any:
		for _, key := range sortedKeys(n) {
			below(key, n[key])
		}
	case []any:
		for _, child := range n {
			below("[]", child)
		}
	}
}
