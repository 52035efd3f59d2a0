// Command newvendor lays out a new vendor: its spec folder, its client folder with a
// simulator, its row in the registry of vendors, and what is generated from the spec.
// `make new-vendor NAME=foo TITLE="Foo Cloud" KIND=json` runs it.
//
// What it lays out compiles and passes every test but one. The vendor is invented, and
// TestNoVendorIsUnfinished names each place that still has an invented fact.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

const usage = `usage: make new-vendor NAME=foo TITLE="Foo Cloud" KIND=basic|json|form (or basic-200, json-200, form-200 if a failure is HTTP 200)`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fail := func(code int, err error) int {
		_, _ = fmt.Fprintf(stderr, "new-vendor: %v\n", err)
		return code
	}
	if len(args) != 3 {
		return fail(exitUsage, errors.New(usage))
	}
	root, err := moduleRoot()
	if err != nil {
		return fail(exitFailed, err)
	}
	v := vendor{Name: args[0], title: args[1], Kind: args[2]}
	if err := v.check(root); err != nil {
		return fail(exitUsage, err)
	}
	written, err := create(ctx, root, v)
	if err != nil {
		return fail(exitFailed, fmt.Errorf("%w\nnothing was written", err))
	}
	if err := report(stdout, root, v, written); err != nil {
		return fail(exitFailed, err)
	}
	return exitOK
}

// create does all that can fail in a folder of its own, and moves the result in.
func create(ctx context.Context, root string, v vendor) (written []string, err error) {
	files, err := v.files()
	if err != nil {
		return nil, err
	}
	edited, err := v.edits(root)
	if err != nil {
		return nil, err
	}
	stage, err := os.MkdirTemp(root, ".new-vendor-") // in the module, so that a rename is enough
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	if err := generate(ctx, root, stage, v, files, edited); err != nil {
		return nil, err
	}
	if err := compile(ctx, root, stage, files, edited); err != nil {
		return nil, err
	}
	return place(root, files, edited)
}

// moduleRoot is the folder of the go.mod above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("there is no go.mod here or above")
		}
		dir = parent
	}
}
