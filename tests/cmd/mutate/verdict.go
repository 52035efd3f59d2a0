package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// verdict is what became of a guard's removal.
type verdict string

const (
	killed   verdict = "killed"
	survived verdict = "SURVIVED"
	broken   verdict = "does not compile"
	moved    verdict = "moved"
	red      verdict = "red already"
)

// result is a guard's line of the report.
type result struct {
	guard   guard
	verdict verdict
	detail  string
	took    time.Duration
}

// judge removes one guard. Its error means that nothing could be told.
func judge(ctx context.Context, t tree, g guard) (result, error) {
	start := time.Now()
	r := result{guard: g}
	err := r.judge(ctx, t)
	r.took = time.Since(start)
	return r, err
}

func (r *result) judge(ctx context.Context, t tree) error {
	files, err := r.guard.mutants(t.root)
	if at, ok := errors.AsType[movedError](err); ok {
		r.verdict, r.detail = moved, at.Error()
		return nil
	}
	if err != nil {
		return err
	}
	binary, said, err := t.compile(ctx, r.guard.pkg, files)
	if err != nil {
		return err
	}
	if said != "" || binary == "" {
		r.verdict, r.detail = broken, said
		return nil
	}
	defer os.RemoveAll(filepath.Dir(binary)) //nolint:errcheck // with the scratch folder, at the latest
	out, failed, err := t.test(ctx, binary, r.guard.pkg, pattern(r.guard.test))
	if err != nil {
		return err
	}
	r.verdict = survived
	if failed && (told(out, "FAIL", r.guard.test) || crashed(out)) {
		r.verdict = killed
	} else if failed {
		r.detail = "another failure than the test's: " + tail(out)
	}
	return nil
}

// healthy runs the tests of a package with every guard in place and returns those that do not
// pass, or do not run.
func healthy(ctx context.Context, t tree, pkg string, tests []string) ([]string, error) {
	binary, said, err := t.compile(ctx, pkg, nil)
	if err != nil {
		return nil, err
	}
	if binary == "" {
		return nil, fmt.Errorf("%s does not compile: %s", pkg, said)
	}
	defer os.RemoveAll(filepath.Dir(binary)) //nolint:errcheck // with the scratch folder, at the latest
	var sick []string
	for _, test := range tests {
		out, failed, err := t.test(ctx, binary, pkg, pattern(test))
		if err != nil {
			return nil, err
		}
		if failed || !told(out, "PASS", test) {
			sick = append(sick, test)
		}
	}
	return sick, nil
}

func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
