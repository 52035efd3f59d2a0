package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// selection is what a build tag adds: names of tests, and the packages that have them.
type selection struct {
	packages, names []string
}

// listed is a package as go list -json describes it.
type listed struct {
	Dir, ImportPath           string
	TestGoFiles, XTestGoFiles []string
}

var function = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// tagged finds the tests in the files that only the tag brings.
func tagged(ctx context.Context, dir, tag string, packages []string) (s selection, err error) {
	without, err := list(ctx, dir, packages)
	if err != nil {
		return s, err
	}
	with, err := list(ctx, dir, append([]string{"-tags", tag}, packages...))
	if err != nil {
		return s, err
	}
	plain := map[string]bool{}
	for _, p := range without {
		for _, file := range p.files() {
			plain[file] = true
		}
	}
	for _, p := range with {
		var names []string
		for _, file := range p.files() {
			if plain[file] {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return s, err
			}
			for _, m := range function.FindAllSubmatch(text, -1) {
				names = append(names, string(m[1]))
			}
		}
		if len(names) > 0 {
			s.packages, s.names = append(s.packages, p.ImportPath), append(s.names, names...)
		}
	}
	slices.Sort(s.names)
	if len(s.names) == 0 {
		return s, fmt.Errorf("no test has the build tag %s", tag)
	}
	return s, nil
}

func (p listed) files() (paths []string) {
	for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
		paths = append(paths, filepath.Join(p.Dir, name))
	}
	return paths
}

func list(ctx context.Context, dir string, args []string) (all []listed, err error) {
	cmd := command(ctx, dir, append([]string{"list", "-json=Dir,ImportPath,TestGoFiles,XTestGoFiles"}, args...)...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, complaint.String())
	}
	decoder := json.NewDecoder(bufio.NewReader(bytes.NewReader(out)))
	for {
		var p listed
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		}
		all = append(all, p)
	}
}
