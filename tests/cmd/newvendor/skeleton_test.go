package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// acme is the sixth vendor of the tests: invented, of the simplest kind.
const acme = "acme"

// affected are the packages whose tests know the vendors.
var affected = []string{"./clients/" + acme + "/...", "./tests/suite/conformance", "./tests/cmd/demo", "./tests/cmd/docfacts", "./tests/cmd/newvendor", "./tests/cmd/sandbox"}

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

// test runs the tests of the packages that know the vendors, of subtests acme's:
// the other vendors' are run where this is not a copy. -short leaves out this test.
func (c checkout) test(ctx context.Context, packages ...string) (string, error) {
	return c.run(ctx, "go", append([]string{"test", "-short", "-vet=off", "-run", "/^" + acme}, packages...)...)
}

// lines counts those of the files that a pattern names, tests left out.
func (c checkout) lines(t *testing.T, patterns ...string) (n int) {
	t.Helper()
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.Join(string(c), filepath.FromSlash(pattern)))
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		for _, path := range found {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			n += bytes.Count(text, []byte("\n"))
		}
	}
	return n
}

// The whole way of a sixth vendor: laid out it compiles, and its tests fail with
// what is left to do and nothing else; done, which is a patch here, and a page
// from which its facts are, they pass.
//
// Where a template and the patch no longer fit: in a clone, make new-vendor
// NAME=acme, commit, git apply --reject the patch, mend, make test, and
// git diff -M -U1 --cached -- . ':!gen' is the new one. The patch of the facts is
// what a person adds to what make facts wrote of the page (git diff -U2).
func TestASixthVendor(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a copy of the module")
	}
	t.Parallel()
	// No other package compiles the generator: a module cache that was empty has not got it.
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", os.DevNull, "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen").CombinedOutput()
	require.NoError(t, err, "%s", out)
	c := copied(t)
	said := c.must(t, "make", "new-vendor", "NAME="+acme)
	for _, step := range []string{"make facts VENDOR=acme DOC=page.txt", "make generate", "make test"} {
		assert.Contains(t, said, step)
	}
	assert.NoDirExists(t, filepath.Join(string(c), "clients", acme+"api"))
	stages, err := filepath.Glob(filepath.Join(string(c), ".new-vendor-*"))
	require.NoError(t, err)
	assert.Empty(t, stages)
	skeleton := tree(t, string(c))
	c.must(t, "make", "generate")
	assert.Equal(t, skeleton, tree(t, string(c)), "gen/ is what make generate makes")
	again, err := c.run(t.Context(), "make", "new-vendor", "NAME="+acme)
	require.Error(t, err)
	assert.Contains(t, again, "specs/acme exists already")
	again, err = c.run(t.Context(), "make", "new-vendor", "NAME=bearer") // tests/cmd/demo has a constant of that name
	require.Error(t, err)
	assert.Contains(t, again, "bearer already declared")
	assert.Equal(t, skeleton, tree(t, string(c)), "a refusal and a failure write nothing")

	c.must(t, "go", "build", "./...")
	c.must(t, "go", "vet", "-tags", "prism", "./...")
	red, err := c.test(t.Context(), affected...)
	require.Error(t, err)
	assert.Equal(t, []string{"TestNoVendorIsUnfinished", "TestNoVendorIsUnfinished/" + acme}, failed(red), red)
	list, err := leftovers(string(c), acme)
	require.NoError(t, err)
	want, err := os.ReadFile(filepath.Join("testdata", "acme.todo"))
	require.NoError(t, err)
	var messages strings.Builder // without the lines' numbers: the README has many authors
	for _, l := range list {
		messages.WriteString(l.path + ": " + l.what + "\n")
		assert.Contains(t, said, l.String()+"\n", "the command says it")
		assert.Contains(t, red, ": "+l.String()+"\n", "the test says it")
	}
	assert.Equal(t, string(want), messages.String())
	assert.Equal(t, len(list), strings.Count(red, "leftover_test.go:"), red)

	c.facts(t) // of which the skeleton's spec holds some
	c.must(t, "git", "apply", testdata(t, acme+".patch"))
	c.must(t, "make", "generate")
	c.must(t, "go", "vet", "-tags", "prism", affected[0], "./tests/suite/mock", "./tests/suite/conformance")
	assert.Contains(t, c.facts(t), ": 36 facts, 0 of them new; 2 that nothing in the spec holds yet\n")
	c.must(t, "git", "apply", testdata(t, acme+".facts.patch"))
	facts := c.read(t, "specs/acme/facts.yaml")
	assert.Contains(t, c.facts(t), "; 0 that")
	assert.Equal(t, facts, c.read(t, "specs/acme/facts.yaml"), "what a person wrote stays")
	c.stated(t)
	c.drift(t)
	green, err := c.test(t.Context(), affected...)
	require.NoError(t, err, green)
	c.must(t, "go", "test", "-vet=off", "-run", "TestCatalogue/^"+acme, "./tests/suite/hostile")
	c.measure(t)
}

// testdata is the absolute path of one of this package's.
func testdata(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", name))
	require.NoError(t, err)
	return path
}

func (c checkout) read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(string(c), filepath.FromSlash(path)))
	require.NoError(t, err)
	return string(text)
}

// facts writes those of acme's page, which is as invented as acme.
func (c checkout) facts(t *testing.T) string {
	t.Helper()
	return c.must(t, "make", "facts", "VENDOR="+acme, "DOC="+testdata(t, acme+".page.txt"), "DATE=2026-11-25")
}

// stated holds the sources that acme's spec and samples name to the page: a
// section is one of its lines, a sample is cut from it verbatim.
func (c checkout) stated(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(testdata(t, acme+".page.txt"))
	require.NoError(t, err)
	index := c.read(t, "specs/acme/examples/index.yaml")
	sources := regexp.MustCompile(`x-source: "?S ([^"}\n]+)`).FindAllStringSubmatch(c.read(t, "specs/acme/openapi.yaml")+index, -1)
	require.NotEmpty(t, sources)
	for _, source := range sources {
		assert.Contains(t, string(text), "\n"+source[1]+"\n")
	}
	samples := regexp.MustCompile(`(?m)^(\S+): .*"S `).FindAllStringSubmatch(index, -1)
	require.Len(t, samples, 3)
	for _, sample := range samples {
		assert.Contains(t, string(text), strings.TrimSpace(c.read(t, "specs/acme/examples/"+sample[1])))
	}
}

// drift compares acme's page with its facts, and the page with one code renumbered.
func (c checkout) drift(t *testing.T) {
	t.Helper()
	page := testdata(t, acme+".page.txt")
	assert.Contains(t, c.must(t, ".bin/docfacts", "drift", "-vendor", acme, "-doc", page), "no change")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	renumbered := filepath.Join(t.TempDir(), "page.txt")
	require.NoError(t, os.WriteFile(renumbered, bytes.ReplaceAll(text, []byte("40001"), []byte("40002")), 0o600))
	said, err := c.run(t.Context(), ".bin/docfacts", "drift", "-vendor", acme, "-doc", renumbered)
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, said)
	assert.Equal(t, 1, exit.ExitCode(), said)
	assert.Contains(t, said, "acme.ErrInvalidParameter")
	assert.Contains(t, said, "acme: 1 change, 1 breaking")
}

// failed are the names of the tests that failed.
func failed(output string) (names []string) {
	for _, m := range regexp.MustCompile(`(?m)^ *--- FAIL: (\S+)`).FindAllStringSubmatch(output, -1) {
		names = append(names, m[1])
	}
	return names
}

// measure holds specs/README.md to the number of lines that a sixth vendor takes.
func (c checkout) measure(t *testing.T) {
	t.Helper()
	changed := 0
	for _, patch := range []string{acme + ".patch", acme + ".facts.patch"} {
		text, err := os.ReadFile(testdata(t, patch))
		require.NoError(t, err)
		changed += len(regexp.MustCompile(`(?m)^\+[^+]`).FindAll(text, -1))
	}
	spec, overlay := c.lines(t, "specs/acme/openapi.yaml"), c.lines(t, "specs/acme/overlay.yaml")
	client, simulator := c.lines(t, "clients/acme/*.go"), c.lines(t, "clients/acme/acmetest/*.go")
	row := "| "
	for _, n := range []int{spec, overlay, client, simulator, spec + overlay + client + simulator, changed} {
		row += strconv.Itoa(n) + " | "
	}
	assert.Contains(t, c.read(t, "specs/README.md"), "\n"+strings.TrimSpace(row)+"\n")
}
