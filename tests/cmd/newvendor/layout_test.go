package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFilesOfASkeleton(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"basic", "basic-200", "json", "json-200", "form", "form-200"} {
		files, err := vendor{Name: "foo", Kind: kind}.files()
		require.NoError(t, err, kind)
		names := slices.Collect(maps.Keys(files))
		assert.Subset(t, names, []string{
			"specs/foo/openapi.yaml", "specs/foo/overlay.yaml", "specs/foo/client.ts", "specs/foo/examples/index.yaml", "specs/foo/examples/createToken.200.json",
			"clients/foo/client.go", "clients/foo/parse.go", "clients/foo/example_test.go", "clients/foo/footest/server.go",
		})
		assert.Equal(t, kind == "json" || kind == "json-200", slices.Contains(names, "specs/foo/examples/createToken.request.json"), kind)
		for name, text := range files {
			assert.NotContains(t, name, "NAME")
			assert.True(t, strings.HasPrefix(name, "specs/foo/") || strings.HasPrefix(name, "clients/foo/"), "%s is outside of the vendor's folders", name)
			assert.NotRegexp(t, "[«»]", string(text), name)
			assert.LessOrEqual(t, strings.Count(string(text), "\n"), 300, name)
		}
	}
}

// The registry is the only file with a row to write, and a row more is all that an edit
// does.
func TestTheRegistryGetsOneRow(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	require.NoError(t, err)
	edited, err := vendor{Name: "foo", Kind: "json"}.edits(root)
	require.NoError(t, err)
	require.Equal(t, []string{registry}, slices.Collect(maps.Keys(edited)))
	before, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(registry)))
	require.NoError(t, err)
	added := 0
	old := strings.Split(string(before), "\n")
	for line := range strings.SplitSeq(string(edited[registry]), "\n") {
		if len(old) > 0 && line == old[0] {
			old = old[1:]
			continue
		}
		added++
		assert.NotEmpty(t, line)
	}
	assert.Empty(t, old, "no line is lost")
	assert.LessOrEqual(t, added, 10)
}

func TestAMarkThatIsNotThereOnceIsNamed(t *testing.T) {
	t.Parallel()
	for text, times := range map[string]string{
		"": "0 times", "\t// new-vendor: rowss\n": "0 times", "x // new-vendor: rows\n": "0 times",
		"\t// new-vendor: rows\n\t// new-vendor: rows\n": "2 times",
	} {
		_, err := insert(text, "rows", "line")
		require.ErrorContains(t, err, `"new-vendor: rows"`)
		assert.ErrorContains(t, err, times)
	}
	text, err := insert("a {\n\t// new-vendor: rows\n}\n", "rows", "line")
	require.NoError(t, err)
	assert.Equal(t, "a {\n\tline\n\t// new-vendor: rows\n}\n", text)
	text, err = insert("| a |\n<!-- new-vendor: rows -->\n", "rows", "| b |")
	require.NoError(t, err)
	assert.Equal(t, "| a |\n| b |\n<!-- new-vendor: rows -->\n", text)
}
