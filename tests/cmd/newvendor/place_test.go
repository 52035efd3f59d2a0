package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tree is every file below dir and its text; folders end in a slash.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			found[path+"/"] = ""
			return nil
		}
		text, err := os.ReadFile(path)
		found[path] = string(text)
		return err
	}))
	return found
}

func TestPlace(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, write(root, map[string][]byte{"Makefile": []byte("before")}))
	written, err := place(root, map[string][]byte{"a/b/c.go": []byte("new")}, map[string][]byte{"Makefile": []byte("after")})
	require.NoError(t, err)
	assert.Equal(t, []string{"a/b/c.go", "Makefile"}, written)
	assert.Equal(t, "new", tree(t, root)[filepath.Join(root, "a", "b", "c.go")])
	assert.Equal(t, "after", tree(t, root)[filepath.Join(root, "Makefile")])
}

func TestAFailureLeavesEverythingAsItWas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ files, edited map[string][]byte }{
		"a file is there":          {map[string][]byte{"a/new": nil, "there": []byte("mine")}, nil},
		"a folder's name is taken": {map[string][]byte{"a/new": nil, "there/below": nil}, nil},
		"an edited file is gone":   {map[string][]byte{"a/b/new": nil}, map[string][]byte{"Makefile": []byte("after"), "gone": nil}},
	} {
		root := t.TempDir()
		require.NoError(t, write(root, map[string][]byte{"Makefile": []byte("before"), "there": []byte("theirs")}))
		before := tree(t, root)
		written, err := place(root, c.files, c.edited)
		require.Error(t, err, name)
		assert.Empty(t, written, name)
		assert.Equal(t, before, tree(t, root), name)
	}
}
