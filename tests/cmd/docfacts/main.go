// Command docfacts keeps the specs true to the vendors' pages: facts writes a
// page's facts down, drift tells what a newer page changed. See specs/README.md.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
)

// Exit statuses, of drift above all.
const (
	same       = 0
	changes    = 1
	unreadable = 2
)

const usage = `usage:
  docfacts drift -vendor V -doc FILE [-format text|json|markdown]   what changed; exit 0 no change, 1 changes, 2 cannot read
  docfacts compare [-format …] OLD NEW                              what changed between two pages, without a spec; exits as drift
  docfacts facts -vendor V -doc FILE [-date YYYY-MM-DD]             write specs/V/facts.yaml
  docfacts take -vendor V -doc FILE [-n]                            edit specs, samples, facts and generated code; -n shows the plan
  docfacts pages                                                    the pages to watch: vendor, page or sibling, address
  docfacts text -doc FILE                                           what a saved page shows
FILE is a saved page, text or HTML; - is standard input.`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// say prints; where the output is gone there is nobody to tell.
func say(w io.Writer, parts ...any) { _, _ = fmt.Fprintln(w, parts...) }

func run(args []string, in io.Reader, out, errs io.Writer) int {
	if len(args) == 0 {
		say(errs, usage)
		return unreadable
	}
	commands := map[string]func([]string, io.Reader, io.Writer, io.Writer) int{"drift": runDrift, "facts": runFacts, "compare": runCompare, "take": runTake, "pages": runPages, "text": runText}
	command, ok := commands[args[0]]
	if !ok {
		say(errs, fmt.Sprintf("docfacts: no command %q", args[0]))
		say(errs, usage)
		return unreadable
	}
	return command(args[1:], in, out, errs)
}

// options are those of every command.
type options struct {
	vendor, doc, root string
}

func (o *options) register(flags *flag.FlagSet) {
	flags.StringVar(&o.vendor, "vendor", "", "the vendor, a folder of specs/")
	flags.StringVar(&o.doc, "doc", "", "the saved page; - is standard input")
	flags.StringVar(&o.root, "root", "", "the checkout (default: the one around the working directory)")
}

// check completes the options and names what is missing.
func (o *options) check() error {
	if o.root == "" {
		root, err := findRoot()
		if err != nil {
			return err
		}
		o.root = root
	}
	vendors, err := vendorsOf(o.root)
	if err != nil {
		return err
	}
	for _, v := range vendors {
		if v == o.vendor {
			if o.doc == "" {
				return errors.New("name the saved page: -doc FILE, or -doc - for standard input (DOC=… with make)")
			}
			return nil
		}
	}
	return fmt.Errorf("no vendor %q; there are %s (VENDOR=… with make)", o.vendor, strings.Join(vendors, ", "))
}

// findRoot is the checkout around the working directory.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if info, err := os.Stat(filepath.Join(dir, "specs")); err == nil && info.IsDir() {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				return dir, nil
			}
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return "", errors.New("no specs folder in or above the working directory; name the checkout with -root")
	}
}

func vendorsOf(root string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(root, "specs"))
	if err != nil {
		return nil, err
	}
	var vendors []string
	for _, e := range entries {
		if e.IsDir() {
			vendors = append(vendors, e.Name())
		}
	}
	return vendors, nil
}

// document is a saved page that was read.
type document struct {
	lines      []page.Line
	statements []extract.Statement
	unread     []page.Line // look like facts and gave none
}

// readDocument reads a file; - is standard input.
func readDocument(name string, in io.Reader) (document, error) {
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return document{}, err
		}
		defer func() { _ = file.Close() }() // it was only read
		in = file
	}
	lines, err := page.Read(in)
	if err != nil {
		return document{}, err
	}
	statements, unread := extract.Read(lines)
	return document{lines, statements, unread}, nil
}

// watch adds the facts that a person wrote down with their lines.
func (d *document) watch(record *ledger.Ledger) {
	found, at := record.Watched(d.lines, d.statements)
	d.statements = append(d.statements, found...)
	d.unread = slices.DeleteFunc(d.unread, func(l page.Line) bool { return slices.Contains(at, l.Number) })
}

// tell names the lines that look like facts and gave none.
func (d *document) tell(errs io.Writer) {
	for _, l := range d.unread {
		text := []rune(strings.ReplaceAll(l.Text, "\t", " | "))
		say(errs, fmt.Sprintf("line %d looks like a fact and gave none: %s", l.Number, string(text[:min(len(text), 120)])))
	}
}

// seen returns an error if the page says nowhere where to send a call, and nobody
// wrote it down: a line of the page in the facts, or a place of the spec that is from elsewhere.
func (d *document) seen(elsewhere []ledger.Element) error {
	for _, kind := range extract.Blind(d.statements) {
		section := map[string]string{extract.Host: "/servers/", extract.Path: "/paths/"}[kind]
		if !slices.ContainsFunc(elsewhere, func(e ledger.Element) bool { return strings.HasPrefix(e.Spec, section) }) {
			return fmt.Errorf("no %s was found on the page, so a change of it would not be seen; if the page has one, write the fact with its line into facts.yaml; if it is from elsewhere, give it such an x-source in the spec", kind)
		}
	}
	return nil
}

func runFacts(args []string, in io.Reader, out, errs io.Writer) int {
	var o options
	flags := flag.NewFlagSet("facts", flag.ContinueOnError)
	flags.SetOutput(errs)
	o.register(flags)
	date := flags.String("date", time.Now().UTC().Format(time.DateOnly), "day the page was saved; the page's own date goes first")
	if flags.Parse(args) != nil {
		return unreadable
	}
	if err := o.check(); err != nil {
		say(errs, "docfacts:", err)
		return unreadable
	}
	report, err := o.write(in, *date, errs)
	if err != nil {
		say(errs, "docfacts:", err)
		return unreadable
	}
	say(out, report)
	return same
}

// write makes the ledger of a page, keeping what a person wrote into the one before.
func (o *options) write(in io.Reader, date string, errs io.Writer) (string, error) {
	read, err := readDocument(o.doc, in)
	if err != nil {
		return "", err
	}
	if len(read.statements) == 0 {
		return "", fmt.Errorf("%s states no fact: %w", o.doc, page.ErrUnreadable)
	}
	if own := page.Date(read.lines); own != "" {
		date = own
	}
	l, err := ledger.Load(o.root, o.vendor)
	if errors.Is(err, os.ErrNotExist) {
		l, err = &ledger.Ledger{Vendor: o.vendor}, nil
	}
	if err != nil {
		return "", err
	}
	spec, err := ledger.LoadSpec(o.root, o.vendor)
	if err != nil {
		return "", err
	}
	read.watch(l)
	l.Elsewhere = l.FromElsewhere(spec)
	if err := read.seen(l.Elsewhere); err != nil {
		return "", err
	}
	byHand := l.Lines()
	fresh := l.Update(read.statements, date)
	open := l.Place(spec)
	read.tell(errs)
	for _, line := range byHand {
		if !slices.Contains(l.Lines(), line) && !slices.ContainsFunc(read.lines, func(p page.Line) bool { return p.Text == page.Text(line) }) {
			say(errs, "the page no longer has the line of a fact that was written by hand:", line)
		}
	}
	for _, fault := range l.Broken(spec) {
		say(errs, "kept, and does not hold:", fault)
	}
	if err := l.Save(o.root); err != nil {
		return "", err
	}
	return fmt.Sprintf("specs/%s/facts.yaml: %d facts, %d of them new; %d that nothing in the spec holds yet", o.vendor, len(l.Facts), fresh, open), nil
}
