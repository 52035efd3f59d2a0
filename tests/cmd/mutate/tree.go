package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// tree is a checkout, and a folder beside it for what is compiled of it.
type tree struct {
	root, scratch string
	limit         time.Duration
}

// overlay writes changed files where `go -overlay` finds them, in a folder of their own.
func (t tree) overlay(dir string, files map[string]string) (string, error) {
	replace := make(map[string]string, len(files))
	for file, text := range files {
		path := filepath.Join(dir, strconv.Itoa(len(replace))+".go")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(t.root, file)] = path
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}

// compile builds the tests of pkg, all of them: some run this very binary again, and count on its
// TestMain. files stand in place of the checkout's. output is what the compiler said where it
// would not.
func (t tree) compile(ctx context.Context, pkg string, files map[string]string) (binary, output string, err error) {
	dir, err := os.MkdirTemp(t.scratch, "*")
	if err != nil {
		return "", "", err
	}
	overlay, err := t.overlay(dir, files)
	if err != nil {
		return "", "", err
	}
	binary = filepath.Join(dir, "test.exe")
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-p", "1", "-vet=off", "-tags", "all", "-ldflags=-s -w", "-overlay", overlay, "-o", binary, "./"+pkg)
	cmd.Dir = t.root
	out, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		return "", string(out), nil
	}
	return binary, "", err
}

// test runs the named tests of a binary as `go test` would, and returns what they printed.
func (t tree) test(ctx context.Context, binary, pkg, pattern string) (output string, failed bool, err error) {
	// The test's own limit first: it says where it hung.
	ctx, cancel := context.WithTimeout(ctx, t.limit+10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "-test.v", "-test.count=1", "-test.run="+pattern, "-test.timeout="+t.limit.String())
	cmd.Dir = filepath.Join(t.root, pkg)
	cmd.WaitDelay = time.Second // for the children of a test that was killed
	out, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), true, nil
	}
	return string(out), false, err
}

// pattern is the -run of exactly one test, or of one subtest.
func pattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// told reports whether a run's output has a test's result: "PASS" or "FAIL".
func told(output, result, test string) bool {
	for line := range strings.Lines(output) {
		if strings.HasPrefix(strings.TrimSpace(line), "--- "+result+": "+test+" (") {
			return true
		}
	}
	return false
}

// crashed reports whether the process died in the test: a panic outside its goroutine, a
// deadlock, or its time was over.
func crashed(output string) bool {
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return true
		}
	}
	return false
}
