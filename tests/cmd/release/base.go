package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// findBase gives the name under which git knows the base. A history may be rewritten, which changes a commit's
// hash and not its tree's; tree names the same state by that.
func findBase(ctx context.Context, root, base, tree string) (string, error) {
	for _, name := range []string{base + "^{commit}", tree + "^{tree}"} {
		if strings.HasPrefix(name, "^") {
			continue
		}
		if out, err := run(ctx, root, nil, "git", "rev-parse", "--verify", "--quiet", name); err == nil {
			return strings.TrimSpace(out), nil
		}
	}
	return "", fmt.Errorf("git does not know the base %q: give BASE=<commit or tag>, or in a shallow clone first `git fetch --unshallow --tags`", base)
}

// oldest gives the oldest commit that a shallow clone has: a gate that can only look
// back a little looks back so far, and says so by the name of its base. A whole
// clone has the base, or is not one of this history.
func oldest(ctx context.Context, root string, unknown error) (string, error) {
	shallow, err := run(ctx, root, nil, "git", "rev-parse", "--is-shallow-repository")
	if err != nil || strings.TrimSpace(shallow) != "true" {
		return "", unknown
	}
	roots, err := run(ctx, root, nil, "git", "rev-list", "--max-parents=0", "HEAD")
	if err != nil {
		return "", err
	}
	lines := strings.Fields(roots)
	return lines[len(lines)-1], nil
}

// checkout writes the files of the base into dir. It uses an index of its own and leaves nothing in .git, as a
// worktree would if this process were killed.
func checkout(ctx context.Context, root, id, dir string) error {
	index := []string{"GIT_INDEX_FILE=" + filepath.Join(dir, ".index")}
	if _, err := run(ctx, root, index, "git", "read-tree", id); err != nil {
		return err
	}
	_, err := run(ctx, root, index, "git", "checkout-index", "--all", "--prefix="+dir+string(filepath.Separator))
	return err
}

// run gives the standard output of a command; an error carries what it said.
func run(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	cmd.Env = append(os.Environ(), env...)
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), args[0], err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}
