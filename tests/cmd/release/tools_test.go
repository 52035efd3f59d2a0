package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tools gives the paths of oasdiff and apidiff, which `make release-check` installs and names.
func tools(t *testing.T) (oasdiff, apidiff string) {
	t.Helper()
	oasdiff, apidiff = os.Getenv("OASDIFF"), os.Getenv("APIDIFF")
	if oasdiff == "" || apidiff == "" {
		t.Skip("needs OASDIFF and APIDIFF: run by `make release-check`")
	}
	return oasdiff, apidiff
}

func TestSpecVerdicts(t *testing.T) {
	t.Parallel()
	oasdiff, _ := tools(t)
	for name, c := range map[string]struct {
		old, now string
		want     Level
	}{
		"nothing":                 {"openapi: 3.0.3", "openapi: 3.0.3", None},
		"descriptions":            {"summary: ", "summary: In other words, ", Patch},
		"samples":                 {"username: admin", "username: root", Patch},
		"optional answer field":   {"        token: {type: string}\n", "        token: {type: string}\n        scope: {type: string}\n", Minor},
		"answer field renamed":    {"expires_in", "expires", Major},
		"answer field retyped":    {"expires_in: {type: integer, format: int64}", "expires_in: {type: string}", Major},
		"request field renamed":   {"username", "user", Major},
		"new required parameter":  {"required: [username, password]", "required: [username, password, org]", Major},
		"path":                    {"/v1/token", "/v2/token", Major},
		"method":                  {"    put:\n", "    patch:\n", Major},
		"operationId":             {"operationId: createToken", "operationId: makeToken", Major},
		"content type":            {"application/json:\n            schema:\n              $ref: \"#/components/schemas/Login\"", "application/x-www-form-urlencoded:\n            schema:\n              $ref: \"#/components/schemas/Login\"", Major},
		"host":                    {"api.vendor.test", "api2.vendor.test", Major},
		"header of a token call":  {"name: token\n          in: header", "name: tok\n          in: header", Major},
		"header of business":      {"name: x-token", "name: x-tok", Major},
		"field of business reply": {"errorCode", "errCode", Major},
		"new field of business":   {"        errorCode: {type: integer}\n", "        errorCode: {type: integer}\n        hint: {type: string}\n", Minor},
		"success value":           {"pattern: ^0$", "pattern: ^1$", Major},
		"code new":                {`        - {code: "10008"`, "        - {code: \"10009\", meaning: new}\n        - {code: \"10008\"", Minor},
		"what no rule knows":      {"      not:\n", "      x-unheard: 1\n      not:\n", Major},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := edited(t, c.old, c.now)
			changes, err := compareSpec(t.Context(), before, after, oasdiff)
			require.NoError(t, err)
			assert.Equal(t, c.want, Report{Changes: changes}.Level(), changes)
		})
	}
}

// repository makes a checkout with one vendor, one package of the API and one commit.
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	spec, err := os.ReadFile("testdata/vendor.yaml")
	require.NoError(t, err)
	write(t, root, "specs/amsu/openapi.yaml", string(spec))
	write(t, root, "go.mod", "module example.test/m\n\ngo 1.26.0\n")
	write(t, root, "clients/amsu/client.go", "package amsu\n\nfunc F() int { return 1 }\n")
	write(t, root, "gen/amsuserver/server.go", "package amsuserver\n\nfunc S() {}\n")
	write(t, root, "tests/cmd/demo/main.go", "package main\n\nfunc main() {}\n")
	write(t, root, ".github/CHANGELOG.md", small)
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=t", "-c", "user.email=t@example.test", "commit", "-qm", "base"}, {"tag", "v1.2.3"}} {
		_, err := run(t.Context(), root, nil, "git", args...)
		require.NoError(t, err)
	}
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

func TestRelease(t *testing.T) {
	t.Parallel()
	oasdiff, apidiff := tools(t)
	root := repository(t)
	release := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := release(t.Context(), append(args, "-root", root, "-base", "v1.2.3", "-oasdiff", oasdiff, "-apidiff", apidiff), &out)
		return out.String(), err
	}

	out, err := release("check")
	require.NoError(t, err)
	assert.Contains(t, out, "check: none")

	// What is no API may change as it likes, and the inside of a package.
	write(t, root, "gen/amsuserver/server.go", "package amsuserver\n")
	write(t, root, "clients/amsu/client.go", "package amsu\n\nfunc F() int { return 2 }\n")
	out, err = release("api")
	require.NoError(t, err)
	assert.Contains(t, out, "api: patch (v1.2.3 -> v1.2.4)")

	write(t, root, "clients/amsu/client.go", "package amsu\n\nfunc F() int { return 2 }\n\nfunc G() {}\n")
	write(t, root, "clients/foo/client.go", "package foo\n")
	write(t, root, "specs/foo/openapi.yaml", "openapi: 3.0.3\n")
	out, err = release("check")
	require.NoError(t, err)
	assert.Contains(t, out, "check: minor (v1.2.3 -> v1.3.0)")
	assert.Regexp(t, `specs/foo +new: not in the base, skipped`, out)
	assert.Contains(t, out, "minor  the package is new")

	write(t, root, "clients/amsu/client.go", "package amsu\n\nfunc G() {}\n")
	spec, err := os.ReadFile(filepath.Join(root, "specs/amsu/openapi.yaml"))
	require.NoError(t, err)
	write(t, root, "specs/amsu/openapi.yaml", strings.ReplaceAll(string(spec), "expires_in", "expires"))
	for _, command := range []string{"specs", "api", "check"} {
		out, err = release(command)
		require.ErrorIs(t, err, errBreaking, command)
		assert.Contains(t, out, command+": major (v1.2.3 -> v2.0.0)")
		_, err = release(command, "-allow-breaking")
		require.NoError(t, err, command)
	}

	_, err = release("changelog", "-write")
	require.NoError(t, err)
	out, err = release("check")
	require.NoError(t, err, "the break is declared now")
	assert.Contains(t, out, "check: major")

	write(t, root, "clients/amsu/client.go", "package amsu\n\nfunc G() { undefined() }\n")
	out, err = release("check")
	require.ErrorContains(t, err, "could not be compared")
	require.NotErrorIs(t, err, errBreaking)
	assert.Contains(t, out, "specs/amsu", "the rest is still told")

	require.NoError(t, os.RemoveAll(filepath.Join(root, "specs/amsu")))
	out, err = release("specs")
	require.ErrorIs(t, err, errBreaking)
	assert.Contains(t, out, "the vendor is gone")

	status, err := run(t.Context(), root, nil, "git", "worktree", "list")
	require.NoError(t, err)
	assert.Len(t, strings.Split(strings.TrimSpace(status), "\n"), 1, "nothing is left behind in .git")
}

func TestBaseIsFoundByItsTreeToo(t *testing.T) {
	t.Parallel()
	root := repository(t)
	tree, err := run(t.Context(), root, nil, "git", "rev-parse", "HEAD^{tree}")
	require.NoError(t, err)
	tree = strings.TrimSpace(tree)
	id, err := findBase(t.Context(), root, "0123456789012345678901234567890123456789", tree)
	require.NoError(t, err)
	assert.Equal(t, tree, id)
	require.NoError(t, checkout(t.Context(), root, id, t.TempDir()))
	_, err = findBase(t.Context(), root, "nonsense", "")
	require.ErrorContains(t, err, "--unshallow")
}

// A shallow clone's gate looks back as far as the clone does.
func TestShallowCloneHasAnOldestCommit(t *testing.T) {
	t.Parallel()
	root := repository(t)
	_, err := oldest(t.Context(), root, os.ErrNotExist)
	require.ErrorIs(t, err, os.ErrNotExist, "a whole clone has the base, or is another history")
	shallow := filepath.Join(t.TempDir(), "shallow")
	_, err = run(t.Context(), root, nil, "git", "clone", "--quiet", "--depth", "1", "file://"+root, shallow)
	require.NoError(t, err)
	head, err := run(t.Context(), shallow, nil, "git", "rev-parse", "HEAD")
	require.NoError(t, err)
	id, err := oldest(t.Context(), shallow, os.ErrNotExist)
	require.NoError(t, err)
	assert.Equal(t, strings.TrimSpace(head), id)
}
