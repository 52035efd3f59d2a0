package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/take"
)

func runTake(args []string, in io.Reader, out, errs io.Writer) int {
	var o options
	flags := flag.NewFlagSet("take", flag.ContinueOnError)
	flags.SetOutput(errs)
	o.register(flags)
	plan := flags.Bool("n", false, "show what would be done, and write nothing")
	date := flags.String("date", time.Now().UTC().Format(time.DateOnly), "day the page was saved; the page's own date goes first")
	if flags.Parse(args) != nil {
		return unreadable
	}
	if err := o.take(context.Background(), in, out, *date, *plan); err != nil {
		say(errs, "docfacts: nothing was written:", strings.Join(strings.Fields(err.Error()), " "))
		return unreadable
	}
	return same
}

// document is a saved page, read once for all that look at it.
func (o *options) document(in io.Reader) ([]byte, error) {
	if o.doc == "-" {
		return io.ReadAll(in)
	}
	return os.ReadFile(o.doc)
}

// take brings a checkout up to a changed page: in a copy first, of which the changed files are moved over at the end.
func (o *options) take(ctx context.Context, in io.Reader, out io.Writer, date string, plan bool) error {
	if err := o.check(); err != nil {
		return err
	}
	raw, err := o.document(in)
	if err != nil {
		return err
	}
	report, err := (&options{vendor: o.vendor, root: o.root, doc: "-"}).report(bytes.NewReader(raw), "text", io.Discard)
	if err != nil {
		return err
	}
	if err := report.Write(out, "text"); err != nil || len(report.Changes) == 0 {
		return err
	}
	scratch, err := os.MkdirTemp("", "take")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	before, err := take.Files(o.root)
	if err != nil {
		return err
	}
	tree := filepath.Join(scratch, "tree")
	if err := take.Write(tree, before); err != nil {
		return err
	}
	tools, err := take.Build(ctx, o.root, filepath.Join(scratch, "bin"))
	if err != nil {
		return err
	}
	t := taking{o, tools, tree, before, []string{"./..."}}
	result, err := t.edit(ctx, report.Changes, raw, date)
	if err != nil {
		return err
	}
	verdicts, err := tools.Verdicts(ctx, o.root, tree, o.vendor)
	if err == nil {
		err = tools.Lint(ctx, o.root, filepath.Join(tree, "specs", o.vendor, "openapi.yaml"))
	}
	if err == nil {
		err = t.tell(report, verdicts)
	}
	if err != nil {
		return err
	}
	after, err := take.Files(tree)
	if err != nil {
		return err
	}
	changed := take.Differing(after, before)
	t.print(out, result, verdicts, changed)
	if plan {
		say(out, "take: nothing was written (-n)")
		return nil
	}
	return take.Move(o.root, before, changed)
}

// taking is a copy of a checkout that a page is taken into.
type taking struct {
	*options

	tools    take.Tools
	tree     string
	before   map[string][]byte
	packages []string // to compile
}

// edit edits, generates and compiles. What does not compile because a name or a type changed is left to a person: the
// second time such changes get a mark only.
func (t taking) edit(ctx context.Context, changes []drift.Change, raw []byte, date string) (take.Result, error) {
	lines, err := page.Read(bytes.NewReader(raw))
	if err != nil {
		return take.Result{}, err
	}
	if own := page.Date(lines); own != "" {
		date = own
	}
	p := take.Page{Statements: extract.Page(lines), Text: readable(raw, lines), Date: date}
	var first error
	for _, careful := range []bool{false, true} {
		result, err := take.Apply(t.tree, t.vendor, changes, p, careful)
		if err == nil {
			err = t.tools.Generate(ctx, t.tree, t.vendor)
		}
		if err == nil {
			err = t.compile(ctx)
		}
		if err == nil {
			return result, t.settled(raw)
		}
		first = errors.Join(first, err)
		if err := take.Restore(t.tree, t.before); err != nil {
			return result, err
		}
	}
	return take.Result{}, first
}

// compile compiles the tree. A simulator follows the names of the fields that it reads.
func (t taking) compile(ctx context.Context) error {
	for range mostRounds {
		err := t.tools.Compile(ctx, t.tree, t.packages...)
		if err == nil {
			return nil
		}
		followed, failed := take.Follow(t.tree, t.vendor, t.before, err)
		if failed != nil || !followed {
			return errors.Join(err, failed)
		}
	}
	return t.tools.Compile(ctx, t.tree, t.packages...)
}

// mostRounds is how often a simulator is compiled: the compiler names ten errors at once.
const mostRounds = 5

// settled returns an error unless drift finds no change any more.
func (t taking) settled(raw []byte) error {
	report, err := (&options{vendor: t.vendor, root: t.tree, doc: "-"}).report(bytes.NewReader(raw), "text", io.Discard)
	if err == nil && len(report.Changes) > 0 {
		c := report.Changes[0]
		err = fmt.Errorf("after all edits drift still says: %s %s %s%s", c.What, c.Kind, c.Old, c.New)
	}
	return err
}

// readable is the page's text as it was saved, for what is taken verbatim; of an HTML document it is what it shows.
func readable(raw []byte, lines []page.Line) string {
	if text := string(raw); utf8.Valid(raw) && !strings.Contains(text, "</") {
		return strings.ReplaceAll(text, "\r\n", "\n")
	}
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(line.Text + "\n")
	}
	return text.String()
}

// tell writes the changelog's entry. What breaks is named, as `make release-check` wants it.
func (t taking) tell(report drift.Report, verdicts []take.Verdict) error {
	var facts, all, broken []string
	added := true
	for _, c := range report.Changes {
		added = added && c.What == drift.Added
		facts = append(facts, strings.Join(strings.Fields(c.Headline()), " "))
	}
	for _, v := range verdicts {
		all = append(all, "`"+v.Name+"`")
		if v.Level == "major" {
			broken = append(broken, "`"+v.Name+"`")
		}
	}
	if len(all) == 0 {
		all = []string{"`specs/" + t.vendor + "`"}
	}
	if len(facts) > mostFacts {
		facts = append(facts[:mostFacts], fmt.Sprintf("and %d more", len(facts)-mostFacts))
	}
	section, mark, names := "Changed", "", all
	switch {
	case len(broken) > 0:
		mark, names = "**Breaking:** ", broken
	case added:
		section = "Added"
	}
	entry := fmt.Sprintf("- %s%s: %s. %s put this into words of users.", mark, strings.Join(names, ", "), strings.Join(facts, "; "), take.Mark)
	text, err := take.Entry(string(t.before[take.Changelog]), section, entry)
	if err != nil {
		return err
	}
	return take.Write(t.tree, map[string][]byte{take.Changelog: []byte(text)})
}

// mostFacts is how many facts an entry of the changelog names.
const mostFacts = 4

// print says what was done and what is left.
func (t taking) print(out io.Writer, result take.Result, verdicts []take.Verdict, changed map[string][]byte) {
	for _, line := range result.Lines {
		say(out, "take:", line)
	}
	say(out, "facts:", result.Record)
	for _, v := range verdicts {
		say(out, "verdict:", v.Name, v.Level, "-", strings.Join(v.Reasons, "; "))
	}
	for _, mark := range take.Marks(changed) {
		say(out, "review:", mark)
	}
	say(out, fmt.Sprintf("take: %d files; review each %s and the diff; `make test-tools` fails while a mark stands", len(changed), take.Mark))
}
