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

// operations are the operationIds that error values, simulators and observers
// use as names; they are part of the public contract.
var operations = map[string][]string{
	"amsu":        {"createToken", "refreshToken", "refreshTokenByPost"},
	"hitem3d":     {"createToken"},
	"hummingbird": {"login", "refreshToken"},
	"scnet":       {"checkToken", "createTokens", "renewToken"},
	"zhihuiya":    {"createToken"},
	// new-vendor: operations
}

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
	require.GreaterOrEqual(t, found, len(operations))
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

func TestOperationsAreTheDocumentedOnes(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		var got []string
		for _, path := range loadSpec(t, vendor).Paths.Map() {
			for _, op := range path.Operations() {
				got = append(got, op.OperationID)
			}
		}
		slices.Sort(got)
		require.Equal(t, operations[vendor], got)
	})
}

func TestSpecHoldsNoGoShaping(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		walk(loadRaw(t, vendor), nil, func(path []string, _ any) bool {
			key := path[len(path)-1]
			if strings.HasPrefix(key, "x-") {
				require.Contains(t, []string{"x-source", "x-codes"}, key, "at %s", strings.Join(path, "."))
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
