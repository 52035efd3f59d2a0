package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const generator = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"

// generate does in stage what `make generate` would do for v, with the same programs, and
// puts the result among the new files or the edited ones.
func generate(ctx context.Context, root, stage string, v vendor, files, edited map[string][]byte) error {
	for _, dir := range []string{"specs", "clients"} {
		if err := os.CopyFS(filepath.Join(stage, dir), os.DirFS(filepath.Join(root, dir))); err != nil {
			return err
		}
	}
	for _, path := range shared {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		if err == nil {
			err = write(stage, map[string][]byte{path: text})
		}
		if err != nil {
			return err
		}
	}
	if err := write(stage, files); err != nil {
		return err
	}
	programs := map[string]string{"gencodes": "./tests/cmd/gencodes", "oapi-codegen": generator}
	for name, source := range programs {
		programs[name] = filepath.Join(stage, name)
		if err := command(ctx, root, "go", "build", "-o", programs[name], source); err != nil {
			return err
		}
	}
	if err := command(ctx, stage, programs["gencodes"]); err != nil {
		return err
	}
	for config, output := range map[string]string{"api": "gen/" + v.Name + "api", "server": "gen/" + v.Name + "server"} {
		if err := os.MkdirAll(filepath.Join(stage, filepath.FromSlash(output)), 0o755); err != nil {
			return err
		}
		if err := command(ctx, stage, programs["oapi-codegen"], "-config", ".bin/generate/"+v.Name+"."+config+".yaml", "specs/"+v.Name+"/openapi.yaml"); err != nil {
			return err
		}
	}
	return errors.Join(collect(stage, generatedOf(v), files), collect(stage, shared, edited))
}

// shared are the files of all vendors that gencodes changes.
var shared = []string{"tests/kit/accounts/spec.gen.go", "tests/kit/models/models.gen.go", ".golangci.yml", "README.md", ".github/README.zh.md"}

// generatedOf are the generated files of one vendor.
func generatedOf(v vendor) []string {
	client := "clients/" + v.Name + "/"
	return []string{
		"gen/" + v.Name + "api/client.gen.go", "gen/" + v.Name + "server/server.gen.go",
		client + "codes.gen.go", client + "page.gen.go", client + v.Name + "test/page.gen.go",
	}
}

// collect reads files of stage.
func collect(stage string, paths []string, into map[string][]byte) error {
	for _, path := range paths {
		text, err := os.ReadFile(filepath.Join(stage, filepath.FromSlash(path)))
		if err != nil {
			return err
		}
		into[path] = text
	}
	return nil
}

// compile compiles all that is new or changed where it would stand. A name
// that clashes with an identifier or an import of the tests ends here.
func compile(ctx context.Context, root, stage string, files, edited map[string][]byte) error {
	changed := maps.Clone(files)
	maps.Copy(changed, edited)
	if err := write(stage, changed); err != nil {
		return err
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	packages := map[string]bool{}
	for path := range changed {
		overlay.Replace[filepath.Join(root, filepath.FromSlash(path))] = filepath.Join(stage, filepath.FromSlash(path))
		if strings.HasSuffix(path, ".go") && !strings.Contains(path, "/testdata/") {
			packages["./"+path[:strings.LastIndex(path, "/")]] = true
		}
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return err
	}
	list := filepath.Join(stage, "overlay.json")
	if err := os.WriteFile(list, text, 0o600); err != nil {
		return err
	}
	// go vet cannot do it: it changes to each package's folder, and some are not there yet.
	args := []string{"list", "-overlay", list, "-tags", "prism", "-test", "-export"}
	for p := range packages {
		args = append(args, p)
	}
	if err := command(ctx, root, "go", args...); err != nil {
		return fmt.Errorf("under this name the skeleton does not compile: %w", err)
	}
	return nil
}

// write writes files below dir.
func write(dir string, files map[string][]byte) error {
	for path, text := range files {
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// command runs a program; what it says belongs to its error.
func command(ctx context.Context, dir, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	said, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	return errors.Join(fmt.Errorf("%s: %w", strings.Join(append([]string{filepath.Base(program)}, args...), " "), err), errors.New(strings.TrimSpace(string(said))))
}
