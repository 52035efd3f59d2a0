package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every vendor in specs/ is a real one. What `make new-vendor` laid out fails
// here, place by place, until the vendor's own page is in it.
func TestNoVendorIsUnfinished(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	require.NoError(t, err)
	entries, err := os.ReadDir(filepath.Join(root, "specs"))
	require.NoError(t, err)
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			list, err := leftovers(root, e.Name())
			require.NoError(t, err)
			for _, l := range list {
				t.Error(l)
			}
		})
	}
}

func TestLeftovers(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	_, err := leftovers(root, "foo")
	require.Error(t, err, "no folder of that name")
	require.NoError(t, write(root, map[string][]byte{
		"specs/foo/openapi.yaml":        []byte("# TODO(foo): the host\nurl: newvendor\n# TODO(bar): not ours\npath: /newvendor/Newvendor\n"),
		"specs/bar/openapi.yaml":        []byte("# TODO(bar): not ours\n"),
		"clients/foo/client.go":         []byte("package foo\n"),
		"clients/foo/footest/server.go": []byte("// TODO(foo): the guesses\n"),
		registry:                        []byte("{Business: \"/newvendor/business\"},\n"),
	}))
	list, err := leftovers(root, "foo")
	require.NoError(t, err)
	var got []string
	for _, l := range list {
		got = append(got, l.String())
	}
	assert.Equal(t, []string{
		"clients/foo/footest/server.go:1: the guesses",
		"specs/foo/facts.yaml: save the vendor's page and write its facts: make facts VENDOR=foo DOC=page.txt",
		"specs/foo/openapi.yaml:1: the host",
		"specs/foo/openapi.yaml:2: newvendor ×3 from here on: put the vendor's own values",
		registry + ":1: newvendor ×1 from here on: put the vendor's own values",
	}, got)

	require.NoError(t, write(root, map[string][]byte{"specs/foo/facts.yaml": []byte("vendor: foo\n")}))
	list, err = leftovers(root, "foo")
	require.NoError(t, err)
	assert.Len(t, list, len(got)-1, "the facts are there")
}
