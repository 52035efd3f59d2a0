//go:build all

package conformance_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

const module = "github.com/vendorauth/vendorauth-go"

func goCommand(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "go %s: %s%s", strings.Join(args, " "), out, stderr.String())
	return string(out)
}

// outside makes a module of its own in a temp dir, which uses this one by replace.
func outside(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.Abs("../../..")
	require.NoError(t, err)
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	own, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	files["go.sum"] = string(sums)
	// All requirements, as "go mod tidy" would write them: with one of them
	// missing, go loads the whole graph, which a fresh machine does not have.
	files["go.mod"] = strings.Replace(string(own), "module "+module+"\n", "module private.example/app\n", 1)
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o750))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	edit, tidy, both := strings.Cut(moduleCommand(t), " && ")
	require.True(t, both)
	assert.Equal(t, "go mod tidy\n", tidy) // it would fetch what a test of ours does not have
	goCommand(t, dir, strings.Fields(strings.Replace(edit, "=../vendorauth-go", "="+root, 1))[1:]...)
	return dir
}

// A private vendor is written outside the repository on the public API.
func TestPrivateVendorOutsideTheRepository(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for _, name := range []string{"quarry.go", "main.go"} {
		text, err := os.ReadFile(filepath.Join("testdata", "quarry", name))
		require.NoError(t, err)
		files[name] = string(text)
	}
	dir := outside(t, files)
	assert.Equal(t, "quarry behaves like the vendors\n", goCommand(t, dir, "run", "."))
	for path := range strings.FieldsSeq(goCommand(t, dir, "list", "-deps", ".")) {
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") && !strings.HasPrefix(path, "private.example") {
			assert.Contains(t, path, module+"/authhooks", "a private vendor links the core and nothing else")
		}
	}
}

// What the README promises to users' own tests, its own lines included: each
// simulator in a module that is not ours.
func TestSimulatorsInAUsersOwnTests(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for _, v := range accounts.First() {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "clients", v.ID(), "example_test.go"))
		require.NoError(t, err)
		files[v.ID()+"/example_test.go"] = string(text)
	}
	own, err := filepath.Glob(filepath.Join("testdata", "user", "*_test.go"))
	require.NoError(t, err)
	for _, path := range own {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		files[filepath.Base(path)] = string(text)
	}
	for _, name := range []string{"main.go", "main_test.go"} { // the README's program, and its test
		text, err := os.ReadFile(filepath.Join("..", "..", "cmd", "balance", name))
		require.NoError(t, err)
		files["balance/"+name] = string(text)
	}
	dir := outside(t, files)
	results := goCommand(t, dir, "test", "-count=1", "./...")
	assert.Contains(t, results, "ok  \tprivate.example/app")
	assert.Contains(t, results, "ok  \tprivate.example/app/balance")
	deps := goCommand(t, dir, "list", "-test", "-deps", ".")
	assert.NotContains(t, deps, "kin-openapi")
	assert.NotContains(t, deps, "testify")
}

// The dependencies of stores and adapters are those of their users: a program with one of
// them links nothing of the others.
func TestAnAdditionLinksItsOwnDependencyAlone(t *testing.T) {
	t.Parallel()
	own := map[string]string{
		"filestore": "github.com/gofrs/flock", "redisstore": "github.com/redis/go-redis/v9",
		"oauth2adapter": "golang.org/x/oauth2", "oteladapter": "go.opentelemetry.io/otel",
	}
	for addition := range own {
		dir := outside(t, map[string]string{"main.go": "package main\n\nimport _ \"" + module + "/authhooks/" + addition + "\"\n\nfunc main() {}\n"})
		deps := strings.Fields(goCommand(t, dir, "list", "-deps", "."))
		for of, dependency := range own {
			if of == addition {
				assert.Contains(t, deps, dependency)
				continue
			}
			for _, path := range deps {
				assert.False(t, strings.HasPrefix(path, dependency), "%s links %s", addition, path)
			}
		}
		for _, path := range deps {
			for _, unwanted := range []string{"miniredis", "go.opentelemetry.io/otel/sdk", "go.opentelemetry.io/otel/exporters", "google.golang.org/"} {
				assert.NotContains(t, path, unwanted, addition)
			}
		}
	}
}

// A program that imports one vendor links nothing of the tests or the generator,
// and of the other vendors.
func TestConsumerOfOneVendorLinksAlmostNothing(t *testing.T) {
	t.Parallel()
	for _, v := range accounts.First() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			dir := outside(t, map[string]string{"main.go": "package main\n\nimport _ \"" + module + "/clients/" + v.ID() + "\"\n\nfunc main() {}\n"})
			own := map[string]bool{
				module + "/authhooks": true, module + "/authhooks/internal/redact": true, module + "/authhooks/internal/seal": true, module + "/authhooks/internal/strictjson": true, module + "/authhooks/wire": true, module + "/clients/" + v.ID(): true, module + "/gen/" + v.ID() + "api": true,
			}
			foreign := []string{"github.com/oapi-codegen/runtime", "github.com/google/uuid", "github.com/apapsch/go-jsonmerge/v2"}
			for path := range strings.FieldsSeq(goCommand(t, dir, "list", "-deps", ".")) {
				first, _, _ := strings.Cut(path, "/")
				if !strings.Contains(first, ".") || strings.HasPrefix(path, "private.example") || own[path] {
					continue
				}
				allowed := false
				for _, f := range foreign {
					allowed = allowed || path == f || strings.HasPrefix(path, f+"/")
				}
				assert.True(t, allowed, path)
			}
		})
	}
}
