//go:build all

package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// toy is a module with one guard, in a folder that has no other.
func toy(t *testing.T) tree {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module toy\n\ngo 1.26\n",
		"door/door.go":   "package door\n\nfunc Open(key int) bool {\n\tif key != 7 {\n\t\treturn false\n\t}\n\treturn true\n}\n",
		"door/a_test.go": "package door\n\nimport \"testing\"\n\nfunc TestBites(t *testing.T) {\n\tif open(1) {\n\t\tt.Error(\"open\")\n\t}\n}\n\nfunc TestSleeps(t *testing.T) { open(7) }\n",
		"door/b_test.go": "package door\n\nimport \"testing\"\n\nfunc open(key int) bool { return Open(key) }\n\nfunc TestRed(t *testing.T) { t.Error(\"always\") }\n",
		"door/c_test.go": "package door\n\nimport \"testing\"\n\nfunc TestOther(t *testing.T) { t.Skip() }\n",
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	home, err := filepath.EvalSymlinks(dir)
	require.NoError(t, err)
	return tree{root: home, scratch: t.TempDir(), limit: 20 * time.Second}
}

func toyGuard(name, test, text, with string) guard {
	return guard{name: name, pkg: "door", test: test, edits: []edit{{"door/door.go", text, with}}}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for want, g := range map[verdict]guard{
		killed:   toyGuard("g", "TestBites", "key != 7", "false"),
		survived: toyGuard("g", "TestSleeps", "key != 7", "false"),
		broken:   toyGuard("g", "TestBites", "key != 7", "lock"),
		moved:    toyGuard("g", "TestBites", "key != 8", "false"),
		red:      toyGuard("g", "TestRed", "key != 7", "false"),
	} {
		var out bytes.Buffer
		err := run(t.Context(), toy(t), []guard{g}, 2, &out)
		line, _, _ := strings.Cut(out.String(), "\n")
		assert.Contains(t, line, string(want))
		assert.Contains(t, line, "door "+g.test)
		if want == killed {
			require.NoError(t, err)
			assert.Contains(t, out.String(), "1 of 1 guards")
		} else {
			require.ErrorIs(t, err, errMissed)
			assert.Contains(t, out.String(), "0 of 1 guards")
		}
	}
}

func TestATestThatDoesNotRunIsRed(t *testing.T) {
	t.Parallel()
	for _, test := range []string{"TestOther", "TestNobody"} { // skipped, and absent
		sick, err := healthy(t.Context(), toy(t), "door", []string{test, "TestBites"})
		require.NoError(t, err)
		assert.Equal(t, []string{test}, sick)
	}
}

func TestAPanicElsewhereAndAHangAreKills(t *testing.T) {
	t.Parallel()
	for _, with := range []string{"go panic(key); select {}", "for {\n\t\t}"} {
		tr := toy(t)
		tr.limit = time.Second
		r, err := judge(t.Context(), tr, toyGuard("g", "TestBites", "return false", with))
		require.NoError(t, err)
		assert.Equal(t, killed, r.verdict, r.detail)
	}
}

func TestWhatIsReadOffATestsOutput(t *testing.T) {
	t.Parallel()
	const out = "=== RUN   TestA\n    --- FAIL: TestA/b (0.00s)\n--- FAIL: TestA (0.00s)\nFAIL\n"
	assert.True(t, told(out, "FAIL", "TestA"))
	assert.True(t, told(out, "FAIL", "TestA/b"))
	assert.False(t, told(out, "FAIL", "Test"))
	assert.False(t, told(out, "PASS", "TestA"))
	assert.False(t, crashed(out))
	assert.True(t, crashed("panic: test timed out after 1s\n"))
	assert.Equal(t, "^TestA$/^b\\.c$", pattern("TestA/b.c"))
}

func TestArguments(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, mutate(t.Context(), []string{"-list", "-only", "^redirect"}, &out))
	assert.Contains(t, out.String(), "TestNoRedirectOnTokenCalls")
	assert.NotContains(t, out.String(), "TestClaim")
	require.Error(t, mutate(t.Context(), []string{"-only", "no such guard"}, &out))
	require.Error(t, mutate(t.Context(), []string{"-only", "("}, &out))
	require.ErrorIs(t, mutate(t.Context(), []string{"-help"}, &out), flag.ErrHelp)
}
