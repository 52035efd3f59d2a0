// Command demo shows in one table what this module does. For each way to log in the table has a
// typed token, its reuse, a business call with the credential in the right place, the
// recovery from a dead token, and a typed error. By default every vendor is a simulator
// on loopback. With -live the demo uses real accounts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// These are the exit statuses. `go run` and make turn any status but 0 into their own.
const (
	exitOK    = 0
	exitWrong = 1 // a cell of the table is wrong
	exitUsage = 2 // nothing was tried
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return demo{out: stdout, err: stderr}.run(ctx, args)
}

// demo is one run of the command. A test may set prepare to break a simulator before the
// demo shows anything.
type demo struct {
	out, err io.Writer
	prepare  func(name string, s *stage)
}

type options struct {
	vendor                  string
	live, verbose, insecure bool
}

func (d demo) run(ctx context.Context, args []string) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		sayf(d.out, "%s", usage())
		return exitOK
	}
	if err != nil {
		sayf(d.err, "demo: %v\n-h shows the usage\n", err)
		return exitUsage
	}
	trials, skipped, code := d.set(o)
	defer func() {
		for _, t := range trials {
			t.close()
		}
	}()
	if code != exitOK {
		return code
	}
	return d.show(ctx, o, trials, skipped)
}

// set prepares all requested vendors before it tries the first. So a mistake in the
// settings of the last vendor costs no call.
func (d demo) set(o options) (trials []*trial, skipped []string, code int) {
	chosen := choose(o.vendor)
	if o.live {
		trials, skipped, problems := goLive(chosen, o)
		if len(problems) > 0 {
			sayf(d.err, "demo: -live cannot start, and nothing was sent\n%s", strings.Join(problems, ""))
			return trials, nil, exitUsage
		}
		return trials, skipped, exitOK
	}
	for _, v := range chosen {
		t, err := simulate(v, d.prepare)
		if err != nil {
			sayf(d.err, "demo: the simulator of %s did not start: %v\n", v.Name, err)
			return trials, nil, exitWrong
		}
		trials = append(trials, t)
	}
	return trials, nil, exitOK
}

// show runs one vendor after the other and prints its row when it is done.
func (d demo) show(ctx context.Context, o options, trials []*trial, skipped []string) int {
	began := time.Now()
	checks := simulated
	if o.live {
		checks = live
	}
	sayf(d.out, "%s%s", legend(checks, o.live), head(checks))
	var sum tally
	for _, t := range trials {
		r := t.perform(ctx, checks)
		sayf(d.out, "%s", r)
		if o.verbose {
			sayf(d.out, "%s", t.transcript())
		}
		sayf(d.out, "\n")
		sum.add(r)
		if ctx.Err() != nil {
			sayf(d.out, "FAILED: interrupted\n")
			return exitWrong
		}
	}
	for _, name := range skipped {
		sayf(d.out, "%s: not tried, none of its own variables is set\n", name)
	}
	sayf(d.out, "%s\n", sum.verdict(time.Since(began)))
	if !sum.ok() {
		return exitWrong
	}
	return exitOK
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run prints
	flags.StringVar(&o.vendor, "vendor", "", "")
	flags.BoolVar(&o.live, "live", false, "")
	flags.BoolVar(&o.verbose, "v", false, "")
	flags.BoolVar(&o.insecure, "insecure-http", false, "")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.insecure && !o.live:
		return o, errors.New("-insecure-http goes with -live only: the simulators are on loopback")
	case o.vendor == "":
		return o, nil
	}
	if len(choose(o.vendor)) > 0 {
		return o, nil
	}
	return o, fmt.Errorf("unknown vendor %q: the vendors are %s", o.vendor, strings.Join(names(), ", "))
}

// choose returns the row of a name, all rows of a vendor's name, or all rows for "".
func choose(name string) []accounts.Vendor {
	return slices.DeleteFunc(slices.Clone(accounts.Vendors), func(v accounts.Vendor) bool {
		return name != "" && name != v.Name && name != v.ID()
	})
}

// sayf ignores write errors, because nobody may read the output any more.
func sayf(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func usage() string {
	return `usage: go run ./tests/cmd/demo [-vendor NAME] [-v] [-live [-insecure-http]]

  -vendor NAME    show only this row, or all rows of this vendor:
                  ` + strings.Join(names(), ", ") + `
  -v              show each HTTP exchange under its vendor's row, without secrets
  -live           real vendors instead of simulators, for those whose variables are set
  -insecure-http  with -live: accept plain http to a host that is not loopback

Variables for -live (<VENDOR>_BASE_URL may be set for every vendor):
` + needs(accounts.Vendors) + `
Exit status: 0 if all cells are right, 1 if one is wrong, 2 if nothing was tried.
`
}
