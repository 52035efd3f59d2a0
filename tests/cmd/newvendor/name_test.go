package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNames(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "specs", "old"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "clients", "older"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "gen", "oldestserver"), 0o755))
	for _, name := range []string{"foo", "s3", "acme", "hitem4d", "lin"} {
		assert.NoError(t, vendor{Name: name, Kind: "basic"}.check(root), name)
	}
	for name, why := range map[string]string{
		"": "no name", "Foo": "no package name", "foo-bar": "no package name", "foo_bar": "no package name", "3d": "no package name", "x": "no package name",
		"föö": "no package name", "foo bar": "no package name", "../foo": "no package name", "foo/bar": "no package name", "foo\n": "no package name",
		"abcdefghijklmnopqrstuvwxyzabcde": "no package name",
		"func":                            "word of the language", "string": "word of the language", "len": "word of the language", "nil": "word of the language",
		"vendor": "meaning of its own", "internal": "meaning of its own", "testdata": "meaning of its own", "main": "meaning of its own",
		"newvendor": "meaning of its own", "footest": "simulator", "test": "simulator",
		"linux": "system or an architecture", "arm64": "system or an architecture", "wasm": "system or an architecture",
		"old": "specs/old exists", "older": "clients/older exists", "oldest": "gen/oldestserver exists",
	} {
		assert.ErrorContains(t, vendor{Name: name, Kind: "json-200"}.check(root), why, "%q", name)
	}
	for kind, why := range map[string]string{"": "no kind", "xml": "no kind", "basic-": "no kind", "200": "no kind"} {
		assert.ErrorContains(t, vendor{Name: "foo", Kind: kind}.check(root), why, "%q", kind)
	}
	for _, title := range []string{"a\nb", `a"b`, "a`b", `a\b`} {
		assert.ErrorContains(t, vendor{Name: "foo", title: title, Kind: "form"}.check(root), "the title", "%q", title)
	}
	assert.NoError(t, vendor{Name: "foo", title: "Foo's Wolke (富)", Kind: "form"}.check(root))
}
