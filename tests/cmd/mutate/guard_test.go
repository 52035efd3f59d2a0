package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../../.."

// What `make mutate` would find out in minutes, `make test` says at once.
func TestEveryGuardStandsWhereTheListSays(t *testing.T) {
	t.Parallel()
	guards := all()
	assert.GreaterOrEqual(t, len(guards), 25)
	names := make(map[string]bool)
	for _, g := range guards {
		assert.False(t, names[g.name], g.name)
		names[g.name] = true
		files, err := g.mutants(root)
		require.NoError(t, err, g.name)
		assert.NotEmpty(t, files, g.name)
	}
}

func TestEveryGuardNamesATestThatIs(t *testing.T) {
	t.Parallel()
	text := make(map[string]string) // of a package's test files
	for _, g := range all() {
		if text[g.pkg] == "" {
			files, err := filepath.Glob(filepath.Join(root, g.pkg, "*_test.go"))
			require.NoError(t, err)
			for _, file := range files {
				raw, err := os.ReadFile(file)
				require.NoError(t, err)
				text[g.pkg] += string(raw)
			}
		}
		top, sub, _ := strings.Cut(g.test, "/")
		assert.Contains(t, text[g.pkg], "func "+top+"(t *testing.T)", g.name)
		assert.Contains(t, text[g.pkg], strings.ReplaceAll(sub, "_", " "), g.name)
	}
}

func TestATextThatIsNotThereOnceHasMoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("one two,two"), 0o600))
	for text, n := range map[string]int{"three": 0, "two": 2} {
		_, err := guard{edits: []edit{{"a.go", text, ""}}}.mutants(dir)
		var at movedError
		require.ErrorAs(t, err, &at)
		assert.Equal(t, n, at.n)
		assert.ErrorContains(t, err, "a.go has")
	}
	_, err := guard{edits: []edit{{"a.go", "one", "one"}}}.mutants(dir)
	require.Error(t, err, "nothing is removed")
	_, err = guard{edits: []edit{{"b.go", "one", ""}}}.mutants(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
	files, err := guard{edits: []edit{{"a.go", "one", "1"}, {"a.go", "two,two", "2"}}}.mutants(dir)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"a.go": "1 2"}, files)
}
