package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// apiPatterns are the packages that a user imports. gen/<vendor>server is for the simulators only, tests is ours.
var apiPatterns = []string{"./authhooks/...", "./clients/...", "./gen/..."}

func isAPI(name, path string) bool {
	return name != "main" && !strings.HasSuffix(path, "server") && !slices.Contains(strings.Split(path, "/"), "internal")
}

// apiPackages gives the folders of the API's packages below root, by import path within the module.
func apiPackages(ctx context.Context, root string) (map[string]string, error) {
	args := []string{"list", "-e", "-f", "{{.Name}}\t{{.ImportPath}}\t{{.Dir}}\t{{with .Module}}{{.Path}}{{end}}"}
	for _, p := range apiPatterns {
		if _, err := os.Stat(filepath.Join(root, filepath.Dir(p))); err == nil {
			args = append(args, p)
		}
	}
	out, err := run(ctx, root, goEnv(), "go", args...)
	if err != nil {
		return nil, err
	}
	packages := map[string]string{}
	for line := range strings.Lines(out) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if rel := strings.TrimPrefix(f[1], f[3]+"/"); isAPI(f[0], rel) {
			packages[rel] = f[2]
		}
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("no package of the API in %s", root)
	}
	return packages, nil
}

// goEnv keeps a workspace around the checkout out of the comparison.
func goEnv() []string { return []string{"GOWORK=off"} }

// compareAPI compares the exported Go API of two checkouts, package by package: what does not compile in one is an
// error there and leaves the others' answers.
func compareAPI(ctx context.Context, oldRoot, newRoot, apidiff, only string) ([]Report, error) {
	before, err := apiPackages(ctx, oldRoot)
	if err != nil {
		return nil, err
	}
	after, err := apiPackages(ctx, newRoot)
	if err != nil {
		return nil, err
	}
	all := make([]string, 0, len(after))
	for path := range before {
		all = append(all, path)
	}
	for path := range after {
		all = append(all, path)
	}
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(path string) bool { return !strings.Contains(path, only) })

	reports, errs := make([]Report, len(all)), make([]error, len(all))
	slots := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for i, path := range all {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			reports[i] = Report{Name: path}
			switch {
			case after[path] == "":
				reports[i].Changes = []Change{{Major, Removed, "the package is gone"}}
			case before[path] == "":
				reports[i].Changes = []Change{{Minor, Added, "the package is new"}}
			default:
				reports[i].Changes, errs[i] = comparePackage(ctx, before[path], after[path], apidiff)
				reports[i].Changes = withNewOperations(path, reports[i].Changes)
			}
			if errs[i] != nil {
				errs[i] = fmt.Errorf("%s: %w", path, errs[i])
			}
		})
	}
	wg.Wait()
	return reports, errors.Join(errs...)
}

func comparePackage(ctx context.Context, before, after, apidiff string) ([]Change, error) {
	same, err := sameSources(before, after)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "apidiff")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	exports := []string{filepath.Join(dir, "base"), filepath.Join(dir, "now")}
	for i, folder := range []string{before, after} {
		if _, err := run(ctx, folder, goEnv(), apidiff, "-w", exports[i], "."); err != nil {
			return nil, err
		}
	}
	out, err := run(ctx, dir, nil, apidiff, exports[0], exports[1])
	if err != nil {
		return nil, err
	}
	changes, err := parseAPIDiff(out)
	if err == nil && len(changes) == 0 && !same {
		changes = []Change{{Patch, Changed, "the inside only"}}
	}
	return changes, err
}

// parseAPIDiff reads apidiff's text: its exit status is 0 whatever it has found.
func parseAPIDiff(out string) ([]Change, error) {
	var changes []Change
	level := None
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		text, item := strings.CutPrefix(line, "- ")
		switch {
		case line == "Incompatible changes:":
			level = Major
		case line == "Compatible changes:":
			level = Minor
		case item && level != None:
			c := Change{level, Changed, text}
			if strings.HasSuffix(text, ": added") {
				c.Section = Added
			} else if strings.HasSuffix(text, ": removed") {
				c.Section = Removed
			}
			changes = append(changes, c)
		case strings.TrimSpace(line) == "":
		case len(changes) > 0: // a long signature goes on
			changes[len(changes)-1].Text += "\n" + line
		default:
			return nil, fmt.Errorf("apidiff says %q, which is not understood", line)
		}
	}
	return sortChanges(changes), nil
}

// newOperation is a method that oapi-codegen adds to its interfaces if the spec has a new operation.
var newOperation = regexp.MustCompile(`^Client(WithResponses)?Interface\.\w+: added$`)

// withNewOperations takes such a method of a generated client for an addition. Nobody implements these interfaces but
// the generated clients. Every other change of them stays a break.
func withNewOperations(path string, changes []Change) []Change {
	if !strings.HasPrefix(path, "gen/") || !strings.HasSuffix(path, "api") {
		return changes
	}
	for i, c := range changes {
		if c.Level == Major && newOperation.MatchString(c.Text) {
			changes[i].Level = Minor
		}
	}
	return sortChanges(changes)
}

// sameSources says whether two folders hold the same Go files, tests aside.
func sameSources(a, b string) (bool, error) {
	x, err := sources(a)
	if err != nil {
		return false, err
	}
	y, err := sources(b)
	return bytes.Equal(x, y), err
}

func sources(dir string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		all = append(append(all, "\x00"+filepath.Base(f)+"\x00"...), raw...)
	}
	return all, nil
}
