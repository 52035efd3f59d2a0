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

// generate does in stage what `make generate` would do for v, with the same
// generator, and puts the result among files.
func generate(ctx context.Context, root, stage string, v vendor, files map[string][]byte) error {
	if err := write(stage, files); err != nil {
		return err
	}
	program := filepath.Join(stage, "oapi-codegen")
	if err := command(ctx, root, "go", "build", "-o", program, generator); err != nil {
		return err
	}
	for config, output := range map[string]string{
		"oapi-codegen.yaml":        "gen/" + v.Name + "api/client.gen.go",
		"oapi-codegen.server.yaml": "gen/" + v.Name + "server/server.gen.go",
	} {
		path := filepath.Join(stage, filepath.FromSlash(output))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := command(ctx, stage, program, "-config", "specs/"+v.Name+"/"+config, "specs/"+v.Name+"/openapi.yaml"); err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files[output] = text
	}
	return write(stage, files)
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
	return errors.Join(fmt.Errorf("%s %s: %w", filepath.Base(program), args[0], err), errors.New(strings.TrimSpace(string(said))))
}
