package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/take"
)

const loginForm = `<html><body><h1>Login</h1><form><input name="user"><input type="password" name="p"></form></body></html>`

// What make take leaves to a person is decided before anything is released.
func TestNoReviewMarkStands(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	for _, folder := range []string{"specs", filepath.Dir(take.Changelog)} {
		found, err := take.Files(filepath.Join(root, folder))
		require.NoError(t, err)
		for name, text := range found {
			files[folder+"/"+name] = text
		}
	}
	require.Contains(t, files, take.Changelog)
	require.Contains(t, files, "specs/amsu/facts.yaml")
	require.Empty(t, take.Marks(files), "decide, and remove the mark")
}

// A page that cannot be taken in stops with one line: an unknown vendor, no page, another vendor's page, a login wall.
func TestTakeRefuses(t *testing.T) {
	t.Parallel()
	wall := filepath.Join(t.TempDir(), "wall.html")
	require.NoError(t, os.WriteFile(wall, []byte(loginForm), 0o600))
	for name, args := range map[string][]string{
		"vendor":  {"-vendor", "nobody", "-doc", wall},
		"no page": {"-vendor", "amsu", "-doc", wall + ".missing"},
		"another": {"-vendor", "amsu", "-doc", filepath.Join(*docs, "scnet.txt")},
		"wall":    {"-vendor", "amsu", "-doc", wall},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			require.Equal(t, unreadable, run(append([]string{"take", "-root", root}, args...), nil, &out, &errs))
			require.Equal(t, 1, bytes.Count(errs.Bytes(), []byte("\n")), "%s", errs.String())
			require.Contains(t, errs.String(), "nothing was written")
			require.Empty(t, out.String())
		})
	}
}

// A page without changes leaves everything as it is.
func TestTakeOfAnUnchangedPage(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	require.Equal(t, same, run([]string{"take", "-root", root, "-vendor", "amsu", "-doc", filepath.Join(*docs, "amsu.txt")}, nil, &out, &errs), "%s", errs.String())
	require.Contains(t, out.String(), "amsu: no change")
}
