package promises_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tests/README.md has one row for each folder, and every make target in it exists.
func TestThePageOfTestsNamesEveryFolder(t *testing.T) {
	t.Parallel()
	page, makefile := read(t, "tests/README.md"), read(t, "Makefile")
	var rows []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9/]+)` \\|").FindAllStringSubmatch(page, -1) {
		rows = append(rows, m[1])
	}
	var folders []string
	for _, group := range []string{"", "cmd", "suite", "kit"} {
		entries, err := os.ReadDir(filepath.Join(root, "tests", group))
		require.NoError(t, err)
		for _, e := range entries {
			if name := filepath.ToSlash(filepath.Join(group, e.Name())); e.IsDir() && name != "cmd" && name != "suite" && name != "kit" {
				folders = append(folders, name)
			}
		}
	}
	assert.ElementsMatch(t, folders, rows)
	targets := regexp.MustCompile("`make ([a-z-]+)`").FindAllStringSubmatch(page, -1)
	assert.NotEmpty(t, targets)
	for _, m := range targets {
		assert.Regexp(t, `(?m)^`+m[1]+`:`, makefile)
	}
}
