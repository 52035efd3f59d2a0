//go:build all

package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// Whatever is taken out of a spec (operation, path, parameter, field, code,
// server, scheme) is missed.
func TestNothingLeavesASpecUnnoticed(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, vendor string) {
		l := loadLedger(t, vendor)
		raw, err := os.ReadFile(filepath.Join(root, "specs", vendor, "openapi.yaml"))
		require.NoError(t, err)
		removable := removables(t, raw)
		require.Greater(t, len(removable), 8)
		for _, pointer := range removable {
			cut, err := yaml.Marshal(without(t, raw, pointer))
			require.NoError(t, err)
			spec, err := ledger.ParseSpec(cut)
			require.NoError(t, err)
			assert.NotEmpty(t, l.Review(spec), "%s is gone and nobody notices", pointer)
		}
		t.Logf("%d removals noticed", len(removable))
	})
}

// removables are the pointers of what a spec could lose.
func removables(t *testing.T, raw []byte) []string {
	t.Helper()
	var document map[string]any
	require.NoError(t, yaml.Unmarshal(raw, &document))
	var found []string
	var visit func(path []string, node any)
	visit = func(path []string, node any) {
		if n := len(path); n > 1 && !slices.Contains(path, "examples") && !slices.Contains(path, "not") {
			switch parent := path[n-2]; {
			case parent == "paths", parent == "x-codes", parent == "properties", parent == "securitySchemes", parent == "servers":
				found = append(found, "/"+strings.Join(path, "/"))
			case parent == "parameters" && path[0] == "components", n > 2 && path[0] == "paths" && n == 3 && slices.Contains(methods, path[2]):
				found = append(found, "/"+strings.Join(path, "/"))
			}
		}
		escape := strings.NewReplacer("~", "~0", "/", "~1")
		switch node := node.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(node)) {
				visit(append(slices.Clone(path), escape.Replace(key)), node[key])
			}
		case []any:
			for i, child := range node {
				visit(append(slices.Clone(path), strconv.Itoa(i)), child)
			}
		}
	}
	visit(nil, document)
	return found
}

// without is the document without the node at pointer.
func without(t *testing.T, raw []byte, pointer string) any {
	t.Helper()
	var document any
	require.NoError(t, yaml.Unmarshal(raw, &document))
	return remove(t, document, strings.Split(pointer[1:], "/"))
}

func remove(t *testing.T, node any, path []string) any {
	t.Helper()
	key := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
	switch node := node.(type) {
	case map[string]any:
		require.Contains(t, node, key)
		if len(path) == 1 {
			delete(node, key)
		} else {
			node[key] = remove(t, node[key], path[1:])
		}
		return node
	case []any:
		i, err := strconv.Atoi(key)
		require.NoError(t, err)
		if len(path) == 1 {
			return slices.Delete(node, i, i+1)
		}
		node[i] = remove(t, node[i], path[1:])
		return node
	}
	require.Fail(t, fmt.Sprintf("nothing at %s", path[0]))
	return nil
}

// A further page's ledger is written by hand. A pointer that does not hold its fact is
// noticed, and so is a fact that the ledger no longer has.
func TestFactsOfFurtherPages(t *testing.T) {
	t.Parallel()
	spec, err := ledger.LoadSpec(root, "scnet")
	require.NoError(t, err)
	for name, tamper := range map[string]func(f *ledger.Further){
		"another value":     func(f *ledger.Further) { f.Facts[0].Value = "https://api.scnet.example" },
		"another element":   func(f *ledger.Further) { f.Facts[0].Spec = []string{"/servers/0"} },
		"no such element":   func(f *ledger.Further) { f.Facts[0].Spec = []string{"/servers/9"} },
		"nothing in a spec": func(f *ledger.Further) { f.Facts[0].Spec = nil },
		"a fact less":       func(f *ledger.Further) { f.Facts = f.Facts[1:] },
		"no facts":          func(f *ledger.Further) { f.Facts = nil },
		"another vendor":    func(f *ledger.Further) { f.Vendor = "amsu" },
		"a page":            func(f *ledger.Further) { f.Page = "2026-11-21" },
	} {
		l := loadLedger(t, "scnet")
		require.Len(t, l.Further, 4)
		require.Empty(t, l.Review(spec), "untouched")
		aksk := &l.Further[0]
		require.Equal(t, "https://api.scnet.cn", aksk.Facts[0].Value)
		tamper(aksk)
		assert.NotEmpty(t, l.Review(spec), name)
	}
}
