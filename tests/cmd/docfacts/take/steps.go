package take

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const generator = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"

// Tools are the programs that make a tree of edited files whole and judge it.
type Tools struct {
	gencodes, oapi, release string
	redocly, oasdiff        string
	apidiff                 string
}

// Build builds the programs of a checkout into a folder.
func Build(ctx context.Context, root, into string) (Tools, error) {
	t := Tools{
		gencodes: filepath.Join(into, "gencodes"), oapi: filepath.Join(into, "oapi-codegen"), release: filepath.Join(into, "release"),
		redocly: filepath.Join(root, "tests", "node", "node_modules", ".bin", "redocly"),
	}
	for program, source := range map[string]string{t.gencodes: "./tests/cmd/gencodes", t.oapi: generator, t.release: "./tests/cmd/release"} {
		if _, err := command(ctx, root, nil, "go", "build", "-o", program, source); err != nil {
			return t, err
		}
	}
	for name, into := range map[string]*string{"oasdiff-*": &t.oasdiff, "apidiff-*": &t.apidiff} {
		if found, err := filepath.Glob(filepath.Join(root, ".bin", name)); err == nil && len(found) == 1 {
			*into = found[0]
		}
	}
	return t, nil
}

// Generate does in a tree what `make generate` does for a vendor.
func (t Tools) Generate(ctx context.Context, tree, vendor string) error {
	if _, err := command(ctx, tree, nil, t.gencodes); err != nil {
		return err
	}
	for _, kind := range []string{"api", "server"} {
		if _, err := command(ctx, tree, nil, t.oapi, "-config", ".bin/generate/"+vendor+"."+kind+".yaml", "specs/"+vendor+"/openapi.yaml"); err != nil {
			return err
		}
	}
	return nil
}

// Compile compiles packages of a tree. The paths are trimmed, so that copies share what is compiled.
func (t Tools) Compile(ctx context.Context, tree string, packages ...string) error {
	_, err := command(ctx, tree, nil, "go", append([]string{"build", "-trimpath"}, packages...)...)
	return err
}

// Lint lints specs, as `make spec-lint` does. A warning fails too.
func (t Tools) Lint(ctx context.Context, root string, specs ...string) error {
	if _, err := os.Stat(t.redocly); err != nil {
		return fmt.Errorf("the linter of specs is missing: run `make tools` first")
	}
	env := []string{"REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true"}
	said, err := command(ctx, root, env, t.redocly, append([]string{"lint", "--config", ".redocly.yaml", "--lint-config", "error", "--format", "stylish"}, specs...)...)
	if err == nil && strings.TrimSpace(said) != "" {
		err = fmt.Errorf("%s", said)
	}
	return err
}

// Verdict is what a change means for users of a spec or a package.
type Verdict struct {
	Name, Level string // patch, minor or major
	Reasons     []string
}

// Verdicts judges a vendor's spec and Go API in a tree against the last commit of the checkout that it is a copy of.
func (t Tools) Verdicts(ctx context.Context, root, tree, vendor string) (verdicts []Verdict, err error) {
	if t.oasdiff == "" || t.apidiff == "" {
		return nil, fmt.Errorf("the judges of spec and API are missing: run `make tools` first")
	}
	git, err := command(ctx, root, nil, "git", "rev-parse", "--absolute-git-dir")
	if err != nil {
		return nil, err
	}
	for _, side := range []string{"specs", "api"} {
		said, err := command(ctx, root, []string{"GIT_DIR=" + strings.TrimSpace(git)}, t.release, side,
			"-root", tree, "-base", "HEAD", "-only", vendor, "-allow-breaking", "-oasdiff", t.oasdiff, "-apidiff", t.apidiff)
		if err != nil {
			return nil, err
		}
		verdicts = append(verdicts, readVerdicts(said)...)
	}
	return verdicts, nil
}

// readVerdicts reads a report: a line for each spec or package, its reasons below it.
func readVerdicts(report string) (verdicts []Verdict) {
	for line := range strings.Lines(report) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "    ") && len(verdicts) > 0:
			at := &verdicts[len(verdicts)-1]
			at.Reasons = append(at.Reasons, strings.Join(fields, " "))
		case strings.HasPrefix(line, "  ") && len(fields) > 1:
			verdicts = append(verdicts, Verdict{Name: fields[0], Level: fields[1]})
		}
	}
	return slices.DeleteFunc(verdicts, func(v Verdict) bool { return v.Level == "none" })
}

// command runs a program and returns what it says; of a failure the first lines are its error.
func command(ctx context.Context, dir string, env []string, program string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	cmd.Env = append(os.Environ(), append([]string{"GOWORK=off"}, env...)...)
	if err := cmd.Run(); err != nil {
		said := oneLine(stdout.String() + stderr.String())
		return stdout.String(), fmt.Errorf("%s %s: %w: %.3000s", filepath.Base(program), args0(args), err, said)
	}
	return stdout.String(), nil
}

func args0(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
