//go:build copies

package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// checkout is a copy of this module, with what a checkout has and git ignores
// left out.
type checkout string

func copied(t *testing.T) checkout {
	t.Helper()
	root, err := moduleRoot()
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		at, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch name := entry.Name(); {
		case entry.IsDir() && (name == ".git" || name == ".bin" || name == "node_modules" || strings.HasPrefix(name, ".new-vendor-")):
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(dir, at), 0o755)
		case !entry.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, at), text, 0o644)
	}))
	return checkout(dir)
}

// run runs a program in the copy, without a network.
func (c checkout) run(ctx context.Context, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = string(c)
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "MAKEFLAGS=", "MAKELEVEL=", "GIT_CEILING_DIRECTORIES="+filepath.Dir(string(c)),
		"GOFLAGS=-mod=readonly -trimpath") // without its path a copy is in the build cache the second time
	said, err := cmd.CombinedOutput()
	return string(said), err
}

func (c checkout) must(t *testing.T, program string, args ...string) string {
	t.Helper()
	said, err := c.run(t.Context(), program, args...)
	require.NoError(t, err, "%s %s\n%s", program, strings.Join(args, " "), said)
	return said
}

func (c checkout) path(path string) string { return filepath.Join(string(c), filepath.FromSlash(path)) }

func (c checkout) read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(c.path(path))
	require.NoError(t, err)
	return string(text)
}

// replace replaces one text of a file, which must be there once.
func (c checkout) replace(t *testing.T, path, old, text string) {
	t.Helper()
	before := c.read(t, path)
	require.Equal(t, 1, strings.Count(before, old), "%s: %q", path, old)
	require.NoError(t, os.WriteFile(c.path(path), []byte(strings.Replace(before, old, text, 1)), 0o600))
}

// affected are the packages whose tests range over the registry.
var affected = []string{
	"./tests/suite/conformance", "./tests/suite/simulators", "./tests/suite/hostile", "./tests/cmd/demo", "./tests/cmd/docfacts", "./tests/cmd/sandbox", "./tests/kit/accounts",
}

// test runs the tests of the packages that range over the registry, of subtests one
// vendor's: the others' are run where this is not a copy.
func (c checkout) test(ctx context.Context, vendor string, packages ...string) (string, error) {
	return c.run(ctx, "go", append([]string{"test", "-vet=off", "-run", "/^" + vendor + "$", "./clients/" + vendor + "/..."}, packages...)...)
}

// failed are the names of the tests that failed.
func failed(output string) (names []string) {
	for _, m := range regexp.MustCompile(`(?m)^ *--- FAIL: (\S+)`).FindAllStringSubmatch(output, -1) {
		names = append(names, m[1])
	}
	return names
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}
