package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// guard is a line of defence, how to take it away, and the test that must notice.
type guard struct {
	name string
	// edits take it away: mostly one. Where a second layer stands behind the first they go
	// together, or no test could notice.
	edits []edit
	// pkg is the folder of the test, below the root.
	pkg string
	// test is its name, with that of a subtest after a slash.
	test string
}

// edit replaces a text that stands exactly once in a file.
type edit struct{ file, old, new string }

// movedError is an edit whose text is not there exactly once.
type movedError struct {
	edit edit
	n    int
}

func (e movedError) Error() string {
	return fmt.Sprintf("%s has %d times, not once: %s", e.edit.file, e.n, strings.TrimSpace(e.edit.old))
}

// all returns every guard.
func all() []guard {
	return slices.Concat(originGuards(), answerGuards(), peekGuards(), readingGuards(), errorGuards(), secretGuards(), sourceGuards(), rejectionGuards(), retryGuards(), windowGuards(), storeGuards(), codeGuards(), clientGuards(), credentialGuards(), lifecycleGuards(), connectionGuards(), pageGuards(), signalGuards(), loginGuards(), wayGuards(), takeGuards(), readerGuards(), rotationGuards(), publishGuards())
}

// mutants returns the text of every file that the guard's removal changes.
func (g guard) mutants(root string) (map[string]string, error) {
	files := make(map[string]string)
	for _, e := range g.edits {
		text, ok := files[e.file]
		if !ok {
			raw, err := os.ReadFile(filepath.Join(root, e.file))
			if err != nil {
				return nil, err
			}
			text = string(raw)
		}
		if n := strings.Count(text, e.old); n != 1 || e.old == e.new {
			return nil, movedError{edit: e, n: n}
		}
		files[e.file] = strings.Replace(text, e.old, e.new, 1)
	}
	return files, nil
}
