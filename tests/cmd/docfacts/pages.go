package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
)

// runPages lists the pages that are watched: the one that the facts are from, and its siblings.
func runPages(args []string, _ io.Reader, out, errs io.Writer) int {
	var o options
	flags := flag.NewFlagSet("pages", flag.ContinueOnError)
	flags.SetOutput(errs)
	o.register(flags)
	if flags.Parse(args) != nil {
		return unreadable
	}
	if err := o.pages(out); err != nil {
		say(errs, "docfacts:", err)
		return unreadable
	}
	return same
}

func (o *options) pages(out io.Writer) error {
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
		if _, err := os.Stat(ledger.File(o.root, v)); err != nil {
			continue // its page has not been read yet
		}
		l, err := ledger.Load(o.root, v)
		if err != nil {
			return err
		}
		if l.Page.Address != "" {
			say(out, strings.Join([]string{v, "page", l.Page.Address}, "\t"))
		}
		for _, address := range l.Page.Watch {
			say(out, strings.Join([]string{v, "sibling", address}, "\t"))
		}
	}
	return nil
}

// runText shows what a saved page shows, so that two copies can be compared.
func runText(args []string, in io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("text", flag.ContinueOnError)
	flags.SetOutput(errs)
	doc := flags.String("doc", "", "the saved page; - is standard input")
	if flags.Parse(args) != nil {
		return unreadable
	}
	raw, err := (&options{doc: *doc}).document(in)
	if err != nil {
		say(errs, "docfacts:", err)
		return unreadable
	}
	lines, err := page.Read(strings.NewReader(string(raw)))
	if err != nil {
		say(errs, "docfacts: cannot read:", err)
		return unreadable
	}
	for _, line := range lines {
		if text := strings.Join(strings.Fields(line.Text), " "); text != "" {
			_, _ = fmt.Fprintln(out, text)
		}
	}
	return same
}
