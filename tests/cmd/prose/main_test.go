package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEachRuleBites(t *testing.T) {
	t.Parallel()
	for text, finds := range map[string]string{
		"It stays, where the store fails.":                       "where",
		"It stays where nothing is known.":                       "where",
		"This is the file where keys are read.":                  "",
		"The observer is told of it.":                            "is told",
		"It keeps the token, be it dead.":                        "be it",
		"Who leaves gets an error.":                              "Who",
		"One: two: three.":                                       "colon",
		"One: two. Three: four.":                                 "",
		`Like "where it is": quoted, and [WithStore: x] linked.`: "",
	} {
		var found []string
		for _, s := range sentences(text) {
			found = append(found, findings(s)...)
		}
		if finds == "" {
			assert.Empty(t, found, text)
		} else {
			assert.Contains(t, strings.Join(found, " "), finds, text)
		}
	}
}

func TestFilesAreRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.go":     "// Package a is told.\n//\n//\ta table: is told: told\n//\n//   - an item, where it ends\npackage a\n",
		"b.md":     "A text.\n\n```\nis told\n```\n\n| is told |\n\nIt is told.\n",
		"c.gen.go": "// Package a is told.\npackage a\n",
		"d.txt":    "is told",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	var out strings.Builder
	require.ErrorIs(t, run(&out, []string{dir}), errFindings)
	assert.Equal(t, 3, strings.Count(out.String(), dir+string(filepath.Separator)), out.String())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("// Package a is plain.\npackage a\n"), 0o600))
	require.NoError(t, os.Remove(filepath.Join(dir, "b.md")))
	require.NoError(t, run(&out, []string{dir}))
	require.Error(t, run(&out, []string{filepath.Join(dir, "none")}))
}
