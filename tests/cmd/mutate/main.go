// Command mutate removes the guards of this module one at a time and says which of them a
// test would miss:
//
//	mutate                 every guard
//	mutate -only redirect  those whose name matches the regular expression
//	mutate -list           names, and the tests that must turn red
//
// A guard is removed by an overlay of the go command: no file of the checkout is written. It is
// killed when the package still compiles and the guard's own test fails. It exits 0 when all are
// killed, 1 when one is not, or 2 if it could not tell.
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
	"regexp"
	"runtime"
	"slices"
	"time"
)

var errMissed = errors.New("a guard can be removed without its test noticing")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := mutate(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, errMissed):
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	case err != nil && !errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
}

func mutate(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	root := flags.String("root", ".", "the checkout")
	only := flags.String("only", "", "a regular expression of guards' names")
	list := flags.Bool("list", false, "print the guards and stop")
	limit := flags.Duration("timeout", 20*time.Second, "of one test; one that hangs has failed")
	jobs := flags.Int("jobs", max(1, runtime.NumCPU()/2), "how many guards at a time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	guards := slices.DeleteFunc(all(), func(g guard) bool { return !wanted.MatchString(g.name) })
	if len(guards) == 0 {
		return fmt.Errorf("no guard's name matches %q", *only)
	}
	if *list {
		return printGuards(w, guards)
	}
	dir, err := filepath.Abs(*root)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "mutate-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch) //nolint:errcheck // the system clears it
	t := tree{root: dir, scratch: scratch, limit: *limit}
	return run(ctx, t, guards, *jobs, w)
}
