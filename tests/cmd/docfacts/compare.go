package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

func runCompare(args []string, in io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(errs)
	format := flags.String("format", "text", "text, json or markdown")
	if flags.Parse(args) != nil {
		return unreadable
	}
	report, err := comparison(flags.Args(), in, *format, errs)
	return finish(report, err, *format, out, errs)
}

// comparison compares two pages, of which the older one serves as the record.
func comparison(documents []string, in io.Reader, format string, errs io.Writer) (drift.Report, error) {
	var none drift.Report
	if err := known(format); err != nil {
		return none, err
	}
	if len(documents) != 2 || documents[0] == documents[1] {
		return none, errors.New("name two saved pages, the older one first: compare OLD NEW (- is standard input)")
	}
	var pages [2]document
	for i, name := range documents {
		read, err := readDocument(name, in)
		if err != nil {
			return none, fmt.Errorf("%s: %w", name, err)
		}
		pages[i] = read
	}
	older, newer := pages[0], pages[1]
	blind := extract.Blind(older.statements)
	for _, kind := range extract.Blind(newer.statements) {
		switch {
		case !slices.Contains(blind, kind): // it was removed, and is named so
		case len(blind) > 1 || len(older.unread)+len(newer.unread) > 0:
			older.tell(errs)
			newer.tell(errs)
			return none, fmt.Errorf("no %s was found on either page, so a change of it would not be seen", kind)
		default:
			say(errs, fmt.Sprintf("neither page gives a %s, so a change of it would not be seen", kind))
		}
	}
	newer.tell(errs)
	record := ledger.Of(older.statements)
	return drift.Bare(documents[1], len(record), drift.Compare(record, newer.statements)), nil
}
