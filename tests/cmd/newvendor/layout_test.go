package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFilesOfASkeleton(t *testing.T) {
	t.Parallel()
	files, err := vendor{"foo"}.files()
	require.NoError(t, err)
	names := slices.Collect(maps.Keys(files))
	assert.Subset(t, names, []string{
		"specs/foo/openapi.yaml", "specs/foo/overlay.yaml", "specs/foo/oapi-codegen.yaml", "specs/foo/oapi-codegen.server.yaml",
		"specs/foo/examples/index.yaml", "specs/foo/examples/createToken.200.json",
		"clients/foo/client.go", "clients/foo/codes.go", "clients/foo/parse.go", "clients/foo/example_test.go", "clients/foo/footest/server.go",
	})
	for name, text := range files {
		assert.NotContains(t, name, "NAME")
		assert.NotRegexp(t, "[«»]", string(text), name)
		assert.LessOrEqual(t, strings.Count(string(text), "\n"), 300, name)
	}
}

// Each mark is there once, and a line more is all that an edit does.
func TestEditsAddLines(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	require.NoError(t, err)
	edited, err := vendor{"foo"}.edits(root)
	require.NoError(t, err)
	assert.Len(t, edited, 11)
	for path, text := range edited {
		assert.Regexp(t, "[fF]oo", string(text), path)
	}
	assert.Regexp(t, `(?m)^VENDORS := .* foo$`, string(edited["Makefile"]))
	assert.Contains(t, string(edited["README.md"]), "```go\nclient, err := foo.New(credentials, ")
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
