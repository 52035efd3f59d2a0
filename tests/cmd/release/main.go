// Command release says what has changed for users since a base, the last tag or a recorded commit:
// patch, minor or major, with every reason.
//
//	release specs      the vendors' OpenAPI files, by oasdiff and rules of our own
//	release api        the exported Go API, by apidiff
//	release changelog  both, as entries for .github/CHANGELOG.md; -write inserts them
//	release check      both; a breaking change must be declared in the changelog
//	release notes      what the changelog says of -version, if it is ready to be tagged
//
// It exits 0, 1 for a breaking change that was not allowed or declared, or 2 if it could not compare.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

var errBreaking = errors.New("breaking")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := release(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, errBreaking):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(2)
	}
}

type options struct {
	root, base, tree, oasdiff, apidiff, changelog string
	only, version                                 string
	allow, write                                  bool
}

func release(ctx context.Context, args []string, w io.Writer) error {
	if len(args) == 0 {
		return errors.New("usage: release specs|api|changelog|check|notes [flags]")
	}
	var o options
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.StringVar(&o.root, "root", ".", "the checkout to judge, uncommitted changes included")
	flags.StringVar(&o.base, "base", "", "tag or commit to compare with")
	flags.StringVar(&o.tree, "tree", "", "the base's tree, for a history that was rewritten")
	flags.StringVar(&o.oasdiff, "oasdiff", "oasdiff", "the program")
	flags.StringVar(&o.apidiff, "apidiff", "apidiff", "the program")
	flags.StringVar(&o.changelog, "changelog", ".github/CHANGELOG.md", "below root")
	flags.StringVar(&o.only, "only", "", "judge what has this in its name, and nothing else")
	flags.StringVar(&o.version, "version", "", "such as v0.1.0")
	flags.BoolVar(&o.allow, "allow-breaking", false, "say so, and succeed")
	flags.BoolVar(&o.write, "write", false, "insert the draft into the changelog")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	// Commands run in other folders.
	for _, path := range []*string{&o.root, &o.oasdiff, &o.apidiff} {
		if path != &o.root && !strings.ContainsRune(*path, filepath.Separator) {
			continue
		}
		abs, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = abs
	}
	o.changelog = filepath.Join(o.root, o.changelog)

	if args[0] == "notes" {
		text, err := os.ReadFile(o.changelog)
		if err != nil {
			return err
		}
		out, err := notes(string(text), o.version)
		if err == nil {
			sayf(w, "%s", out)
		}
		return err
	}

	dir, err := os.MkdirTemp("", "release-base")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	id, err := findBase(ctx, o.root, o.base, o.tree)
	if err != nil && args[0] == "check" {
		id, err = oldest(ctx, o.root, err)
		o.base = id
	}
	if err != nil {
		return err
	}
	if err := checkout(ctx, o.root, id, dir); err != nil {
		return err
	}
	switch args[0] {
	case "specs", "api", "changelog", "check":
		return judgeAll(ctx, args[0], dir, o, w)
	default:
		return fmt.Errorf("unknown command %q", args[0])
	}
}

func judgeAll(ctx context.Context, command, baseDir string, o options, w io.Writer) error {
	var reports []Report
	if command != "api" {
		specs, err := compareSpecs(ctx, baseDir, o.root, o.oasdiff, o.only)
		if err != nil {
			return err
		}
		reports = specs
	}
	var failed error
	if command != "specs" {
		var packages []Report
		packages, failed = compareAPI(ctx, baseDir, o.root, o.apidiff, o.only)
		reports = append(reports, packages...)
	}
	if command == "changelog" && failed == nil {
		return writeDraft(w, o, reports)
	}
	sayf(w, "%s: since %s\n", command, o.base)
	printReports(w, reports)
	level := highest(reports)
	if failed != nil {
		return fmt.Errorf("at least %s; some packages could not be compared:\n%w", level, failed)
	}
	sayf(w, "%s: %s\n", command, verdict(o.base, level))
	return gate(command, level, o, reports)
}

func gate(command string, level Level, o options, reports []Report) error {
	if level < Major || o.allow {
		return nil
	}
	if command != "check" {
		return fmt.Errorf("%w: if that is meant, run it with ALLOW_BREAKING=1, and declare it with `make changelog WRITE=1`", errBreaking)
	}
	text, err := os.ReadFile(o.changelog)
	if err != nil {
		return err
	}
	missing, err := undeclared(string(text), o.base, reports)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w, and no **Breaking:** entry in [Unreleased] of the changelog, or in a version without a tag, names %s; `make changelog WRITE=1` drafts it",
			errBreaking, strings.Join(missing, ", "))
	}
	return nil
}

// verdict adds the next version where the base is one.
func verdict(base string, level Level) string {
	if next, err := nextVersion(base, level); err == nil && level > None {
		return fmt.Sprintf("%s (%s -> %s)", level, base, next)
	}
	return level.String()
}

func writeDraft(w io.Writer, o options, reports []Report) error {
	entries := draft(reports)
	text, err := os.ReadFile(o.changelog)
	if err != nil {
		return err
	}
	if !o.write {
		sayf(w, "Since %s: %s\n", o.base, verdict(o.base, highest(reports)))
		for _, name := range sections {
			if len(entries[name]) > 0 {
				sayf(w, "\n### %s\n\n%s\n", name, strings.Join(entries[name], "\n"))
			}
		}
		return nil
	}
	out, err := insert(string(text), entries)
	if err != nil {
		return err
	}
	sayf(w, "changelog: %s; the draft is in [Unreleased], to be put into words\n", verdict(o.base, highest(reports)))
	return os.WriteFile(o.changelog, []byte(out), 0o600)
}
