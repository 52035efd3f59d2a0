package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// newvendor is the word in every value that is nobody's.
var newvendor = regexp.MustCompile(`(?i)newvendor`)

// leftover is a place of a vendor that is still the skeleton's.
type leftover struct {
	path string
	line int // 0: the file is not there
	what string
}

func (t leftover) String() string {
	if t.line == 0 {
		return t.path + ": " + t.what
	}
	return fmt.Sprintf("%s:%d: %s", t.path, t.line, t.what)
}

// leftovers finds what is left to do for a vendor: each TODO(vendor) with its message, one
// entry a file for the values that say newvendor, and the facts of its page if nobody has
// written them down.
func leftovers(root, vendor string) ([]leftover, error) {
	paths := []string{registry}
	for _, dir := range []string{"specs/" + vendor, "clients/" + vendor} {
		err := fs.WalkDir(os.DirFS(root), dir, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && !strings.HasSuffix(path, ".gen.go") {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	facts := "specs/" + vendor + "/facts.yaml"
	if !slices.Contains(paths, facts) {
		paths = append(paths, facts)
	}
	slices.Sort(paths)
	var list []leftover
	for _, path := range paths {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		switch {
		case path == facts && errors.Is(err, fs.ErrNotExist):
			list = append(list, leftover{path: path, what: "save the vendor's page and write its facts: make facts VENDOR=" + vendor + " DOC=page.txt"})
			continue
		case err != nil:
			return nil, err
		}
		list = append(list, leftIn(path, vendor, text)...)
	}
	return list, nil
}

// leftIn is what one file has.
func leftIn(path, vendor string, text []byte) (list []leftover) {
	values, first := 0, 0
	mark := "TODO(" + vendor + "):"
	for i, line := range strings.Split(string(bytes.TrimSuffix(text, []byte("\n"))), "\n") {
		if _, message, found := strings.Cut(line, mark); found {
			list = append(list, leftover{path, i + 1, strings.TrimSpace(message)})
			continue
		}
		if n := len(newvendor.FindAllString(line, -1)); n > 0 {
			if values == 0 {
				first = i + 1
			}
			values += n
		}
	}
	if values > 0 {
		list = append(list, leftover{path, first, fmt.Sprintf("newvendor ×%d from here on: put the vendor's own values", values)})
	}
	return list
}
