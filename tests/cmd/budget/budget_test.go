//go:build all

package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// module writes a module of two small packages, one of which has a file with the tag all.
func module(t *testing.T, body string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":            "module example.org/m\n\ngo 1.26.0\n",
		"a/a_test.go":       "package a\n\nimport \"testing\"\n\nfunc TestLight(t *testing.T) {\n" + body + "}\n",
		"a/aall_test.go":    "//go:build all\n\npackage a\n\nimport \"testing\"\n\nfunc TestHeavy(t *testing.T) { t.Fatal(\"heavy ran\") }\n",
		"b/b_test.go":       "package b\n\nimport \"testing\"\n\nfunc TestOther(t *testing.T) { t.Log(\"chatter\") }\n",
		"c/c.go":            "package c\n",
		"a/testdata/x.json": "{}",
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return dir
}

func TestWhatPassesIsOneLineAPackage(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, budget(t.Context(), []string{"-C", module(t, ""), "-cpu", "1h", "-enforce", "./..."}, &out))
	assert.Equal(t, 2, strings.Count(out.String(), "ok  \t"), out.String())
	assert.NotContains(t, out.String(), "chatter")
	assert.Contains(t, out.String(), "slowest packages")
	assert.Contains(t, out.String(), "s  example.org/m/a.TestLight")
	assert.Contains(t, out.String(), "of a budget of 3600")
}

func TestWhatFailsIsShown(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.ErrorIs(t, budget(t.Context(), []string{"-C", module(t, `t.Error("it is broken")`), "./..."}, &out), errRed)
	assert.Contains(t, out.String(), "it is broken")
	assert.Contains(t, out.String(), "FAIL\texample.org/m/a")
	assert.NotContains(t, out.String(), "chatter")

	out.Reset()
	require.ErrorIs(t, budget(t.Context(), []string{"-C", module(t, `no Go`), "./..."}, &out), errRed)
	assert.Contains(t, out.String(), "a_test.go:6", "what does not compile is named")
}

func TestATagRunsItsOwnTestsAlone(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	dir := module(t, `t.Error("light ran")`)
	require.ErrorIs(t, budget(t.Context(), []string{"-C", dir, "-tag", "all", "-only", "./..."}, &out), errRed)
	assert.Contains(t, out.String(), "heavy ran")
	assert.NotContains(t, out.String(), "light ran")
	out.Reset()
	require.ErrorIs(t, budget(t.Context(), []string{"-C", dir, "-tag", "all", "./..."}, &out), errRed)
	assert.Contains(t, out.String(), "heavy ran")
	assert.Contains(t, out.String(), "light ran")
	require.ErrorContains(t, budget(t.Context(), []string{"-C", dir, "-tag", "none", "-only", "./..."}, io.Discard), "no test has the build tag none")
}

func TestNoTestIsNoSuccess(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, budget(t.Context(), []string{"-C", module(t, ""), "./c"}, io.Discard), errNone)
}

func TestTheBudgetIsPassedByAThird(t *testing.T) {
	t.Parallel()
	for used, want := range map[time.Duration]bool{150 * time.Second: false, 200 * time.Second: false, 201 * time.Second: true} {
		assert.Equal(t, want, over(used, 150*time.Second), "%v", used)
	}
	assert.False(t, over(time.Hour, 0), "without a budget")
	dir := module(t, "")
	require.ErrorIs(t, budget(t.Context(), []string{"-C", dir, "-cpu", "1ns", "-enforce", "./..."}, io.Discard), errOver)
	require.NoError(t, budget(t.Context(), []string{"-C", dir, "-cpu", "1ns", "./..."}, io.Discard), "only CI fails")
}
