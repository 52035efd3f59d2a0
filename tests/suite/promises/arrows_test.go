package promises_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// partOf returns the part of the core that a file belongs to, by its prefix.
func partOf(file string) string {
	for part, prefixes := range map[string][]string{
		"http": {"client", "transport", "response"}, "lifecycle": {"source"}, "store": {"store"},
	} {
		for _, prefix := range prefixes {
			if strings.HasPrefix(file, prefix) {
				return part
			}
		}
	}
	return "rest"
}

// compiled opens what the compiler wrote of a package that the core imports.
func compiled(t *testing.T) importer.Lookup {
	t.Helper()
	list, err := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "../../../authhooks").Output()
	require.NoError(t, err)
	files := map[string]string{}
	for line := range strings.Lines(string(list)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
}

// TestThePartsOfTheCoreCallInOneDirection: HTTP knows the lifecycle, the lifecycle knows
// the store, and no part knows the one before. doc.go says so.
func TestThePartsOfTheCoreCallInOneDirection(t *testing.T) {
	t.Parallel()
	set := token.NewFileSet()
	paths, err := filepath.Glob("../../../authhooks/*.go")
	require.NoError(t, err)
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(set, "gc", compiled(t))}
	core, err := config.Check("github.com/vendorauth/vendorauth-go/authhooks", set, files, info)
	require.NoError(t, err)
	seen := map[string]bool{}
	for ident, object := range info.Uses {
		if object.Pkg() != core || !object.Pos().IsValid() {
			continue
		}
		from, to := filepath.Base(set.Position(ident.Pos()).Filename), filepath.Base(set.Position(object.Pos()).Filename)
		arrow := partOf(from) + " -> " + partOf(to)
		seen[arrow] = true
		switch arrow {
		case "lifecycle -> http", "store -> http", "store -> lifecycle":
			t.Errorf("%s uses %s of %s: no arrow leads from %s", from, object.Name(), to, arrow)
		}
	}
	assert.True(t, seen["http -> lifecycle"] && seen["lifecycle -> store"], "the arrows that there are: %v", seen)
}
