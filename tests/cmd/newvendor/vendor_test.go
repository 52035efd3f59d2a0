//go:build copies

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The whole way of a sixth vendor. It is no kind of skeleton: a JSON login, failures
// inside HTTP 200 while a success has no code, a token in the query, two codes of a dead
// token that only a sentence names, and a field called secret.
func TestASixthVendor(t *testing.T) { addVendor(t, "acme", "Acme", "json-200") }

// A seventh vendor of another kind: a form, a nested answer with a lifetime in
// milliseconds, a refresh key in a JSON body, dotted codes below a nested failure with a
// status, and a token in a header of its own.
func TestASeventhVendor(t *testing.T) { addVendor(t, "bolt", "Bolt Cloud", "form") }

// addVendor lays a vendor out in a copy of the module. The tests of the skeleton fail, and
// name what is left to do. Then addVendor copies the files of testdata/<name> over the
// skeleton. Now all tests pass.
//
// If a template has changed, do the same in a clone: run make new-vendor, copy
// testdata/<name> over the skeleton, mend it, run make test, and copy the files back.
func addVendor(t *testing.T, name, title, kind string) {
	t.Helper()
	t.Parallel()
	c := copied(t)
	said := c.must(t, "make", "new-vendor", "NAME="+name, "TITLE="+title, "KIND="+kind)
	for _, step := range []string{"make facts VENDOR=" + name + " DOC=page.txt", "make generate", "make test-tools"} {
		assert.Contains(t, said, step)
	}
	stages, err := filepath.Glob(c.path(".new-vendor-*"))
	require.NoError(t, err)
	assert.Empty(t, stages)
	before := tree(t, string(c))
	c.must(t, "make", "generate")
	after := tree(t, string(c))
	for path := range after {
		if strings.HasPrefix(path, c.path(".bin")) {
			delete(after, path)
		}
	}
	assert.Equal(t, before, after, "what is laid out is what make generate makes")
	again, err := c.run(t.Context(), "make", "new-vendor", "NAME="+name)
	require.Error(t, err)
	assert.Contains(t, again, "specs/"+name+" exists already")

	red, err := c.test(t.Context(), name, "./tests/cmd/newvendor", "./tests/suite/conformance", "./tests/suite/simulators", "./tests/cmd/docfacts")
	require.Error(t, err)
	assert.ElementsMatch(t, []string{
		"TestNoVendorIsUnfinished", "TestNoVendorIsUnfinished/" + name,
		"TestAnswersHaveTheShapeOfThePage", "TestAnswersHaveTheShapeOfThePage/" + name, // which has no sample yet
	}, failed(red), red)
	list, err := leftovers(string(c), name)
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, l := range list {
		assert.Contains(t, said, l.String()+"\n", "the command says it")
		assert.Contains(t, red, ": "+l.String()+"\n", "the test says it")
	}

	skeleton := checkout(t.TempDir())
	own := []string{"specs/" + name, "clients/" + name}
	for _, dir := range own {
		require.NoError(t, os.CopyFS(skeleton.path(dir), os.DirFS(c.path(dir))))
	}
	c.finish(t, name)
	c.must(t, "make", "generate")
	facts := c.read(t, "specs/"+name+"/facts.yaml")
	assert.Contains(t, c.facts(t, name), "; 0 that")
	assert.Equal(t, facts, c.read(t, "specs/"+name+"/facts.yaml"), "what a person wrote stays")
	assert.Contains(t, c.must(t, ".bin/docfacts", "drift", "-vendor", name, "-doc", page(t, name)), "no change")
	c.must(t, "go", "vet", "-tags", "prism,soak", "./clients/"+name+"/...", "./tests/kit/...", "./tests/suite/mock", "./tests/suite/soak")
	green, err := c.test(t.Context(), name, append([]string{"./tests/cmd/newvendor"}, affected...)...)
	require.NoError(t, err, green)
	c.measure(t, name, skeleton, own)
}

// page is the path of a vendor's page, which is as invented as the vendor.
func page(t *testing.T, vendor string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", vendor+".page.txt"))
	require.NoError(t, err)
	return path
}

func (c checkout) facts(t *testing.T, vendor string) string {
	t.Helper()
	return c.must(t, "make", "facts", "VENDOR="+vendor, "DOC="+page(t, vendor), "DATE=2026-11-25")
}

// finish puts in the place of the skeleton what a person writes.
func (c checkout) finish(t *testing.T, vendor string) {
	t.Helper()
	done := os.DirFS(filepath.Join("testdata", vendor))
	for _, dir := range []string{"specs/" + vendor, "clients/" + vendor} {
		for path := range tree(t, c.path(dir)) {
			if !strings.HasSuffix(path, "/") && !strings.HasSuffix(path, ".gen.go") {
				require.NoError(t, os.Remove(path))
			}
		}
	}
	require.NoError(t, os.CopyFS(string(c), done))
	row, err := os.ReadFile(filepath.Join("testdata", vendor, "row.txt"))
	require.NoError(t, err)
	require.NoError(t, os.Remove(c.path("row.txt")))
	text := c.read(t, registry)
	begin := strings.Index(text, "\t{\n\t\tName: \""+vendor+"\"")
	require.Positive(t, begin)
	end := strings.Index(text, "\t// new-vendor: rows")
	require.NoError(t, os.WriteFile(c.path(registry), []byte(text[:begin]+string(row)+text[end:]), 0o600))
}

// measure counts the lines that a person writes: those that differ from the skeleton, and
// in facts.yaml those that make facts did not write. specs/README.md says how many.
func (c checkout) measure(t *testing.T, vendor string, skeleton checkout, own []string) {
	t.Helper()
	require.NoError(t, os.Remove(c.path("specs/"+vendor+"/facts.yaml")))
	c.facts(t, vendor) // as the program writes it
	require.NoError(t, os.Rename(c.path("specs/"+vendor+"/facts.yaml"), skeleton.path("specs/"+vendor+"/facts.yaml")))
	facts, err := os.ReadFile(filepath.Join("testdata", vendor, "specs", vendor, "facts.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(c.path("specs/"+vendor+"/facts.yaml"), facts, 0o600))
	lines := 0
	for _, dir := range own {
		out, err := exec.CommandContext(t.Context(), "git", "diff", "--no-index", "--numstat", skeleton.path(dir), c.path(dir)).Output()
		require.Error(t, err, "a difference is exit status 1")
		for line := range strings.Lines(string(out)) {
			fields := strings.Fields(line)
			if len(fields) > 2 && !strings.Contains(line, ".gen.go") {
				lines += number(t, fields[0])
			}
		}
	}
	row, err := os.ReadFile(filepath.Join("testdata", vendor, "row.txt"))
	require.NoError(t, err)
	t.Logf("%s: %d lines by hand in its folders, a row of %d lines in the registry, 0 elsewhere", vendor, lines, strings.Count(string(row), "\n"))
	assert.LessOrEqual(t, lines+strings.Count(string(row), "\n"), 300, "%s: a vendor takes at most 300 lines", vendor)
}
