package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

var formats = []string{"text", "json", "markdown"}

func runDrift(args []string, in io.Reader, out, errs io.Writer) int {
	var o options
	flags := flag.NewFlagSet("drift", flag.ContinueOnError)
	flags.SetOutput(errs)
	o.register(flags)
	format := flags.String("format", "text", "text, json or markdown")
	if flags.Parse(args) != nil {
		return unreadable
	}
	report, err := o.report(in, *format, errs)
	return finish(report, err, *format, out, errs)
}

// finish writes a report and says how the program ends.
func finish(report drift.Report, err error, format string, out, errs io.Writer) int {
	if err == nil {
		err = report.Write(out, format)
	}
	switch {
	case err != nil:
		say(errs, "docfacts: cannot read:", err)
		return unreadable
	case len(report.Changes) > 0:
		return changes
	}
	return same
}

func known(format string) error {
	if !slices.Contains(formats, format) {
		return fmt.Errorf("no format %q; there are %v", format, formats)
	}
	return nil
}

// report compares a document with the facts on record.
func (o *options) report(in io.Reader, format string, errs io.Writer) (drift.Report, error) {
	var none drift.Report
	if err := known(format); err != nil {
		return none, err
	}
	if err := o.check(); err != nil {
		return none, err
	}
	record, err := ledger.Load(o.root, o.vendor)
	if err != nil {
		return none, err
	}
	read, err := readDocument(o.doc, in)
	if err != nil {
		return none, err
	}
	read.watch(record)
	statements := read.statements
	if !drift.Certain(record.Facts, statements) {
		others, err := o.others()
		if err != nil {
			return none, err
		}
		if err := drift.Recognise(o.vendor, record.Facts, statements, others); err != nil {
			return none, err
		}
	}
	if err := read.seen(record.Elsewhere); err != nil {
		return none, err
	}
	read.tell(errs)
	found := drift.Compare(record.Facts, statements)
	if len(found) == 0 {
		return drift.NewReport(o.vendor, record, nil, nil, nil), nil
	}
	spec, err := ledger.LoadSpec(o.root, o.vendor)
	if err != nil {
		return none, err
	}
	index, err := o.index()
	if err != nil {
		return none, err
	}
	return drift.NewReport(o.vendor, record, found, spec, index), nil
}

// indexes are those made before: a program reports once, its tests a thousand times.
var indexes sync.Map

func (o *options) index() (*drift.Index, error) {
	key := o.root + "\x00" + o.vendor
	if known, ok := indexes.Load(key); ok {
		if index, ok := known.(*drift.Index); ok {
			return index, nil
		}
	}
	index, err := drift.NewIndex(o.root, o.vendor)
	if err != nil {
		return nil, err
	}
	indexes.Store(key, index)
	return index, nil
}

// others are the facts of the other vendors' pages.
func (o *options) others() (map[string][]ledger.Entry, error) {
	vendors, err := vendorsOf(o.root)
	if err != nil {
		return nil, err
	}
	others := map[string][]ledger.Entry{}
	for _, v := range vendors {
		if _, err := os.Stat(ledger.File(o.root, v)); v == o.vendor || err != nil {
			continue // itself, or a vendor whose page has not been read yet
		}
		l, err := ledger.Load(o.root, v)
		if err != nil {
			return nil, err
		}
		others[v] = l.Facts
	}
	return others, nil
}
