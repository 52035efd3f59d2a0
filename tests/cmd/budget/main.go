// Command budget runs go test, and says where its time went:
//
//	budget -cpu 150s -race auto ./...         all tests that need no build tag
//	budget -tag all ./...                     these, and those that the tag brings
//	budget -tag all -only -race auto ./...    those that the tag brings alone
//
// It shows what go test shows without
// -v, then the ten slowest packages, the ten slowest tests, and the CPU seconds. What must be
// compiled is compiled before, and counts apart, so that the figures are those of a warm cache.
//
// It exits 0 if all tests pass; 1 if one fails, if no test ran, or with -enforce if the CPU time is
// more than the budget and a third; 2 if it could not tell.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	errRed  = errors.New("a test failed")
	errNone = errors.New("no test ran")
	errOver = errors.New("the tests need too much CPU time")
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := budget(ctx, os.Args[1:], os.Stdout)
	stop()
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	fmt.Fprintln(os.Stderr, "budget:", err)
	if errors.Is(err, errRed) || errors.Is(err, errNone) || errors.Is(err, errOver) {
		os.Exit(1)
	}
	os.Exit(2)
}

func budget(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("budget", flag.ContinueOnError)
	limit := flags.Duration("cpu", 0, "the budget of CPU time; 0 is none")
	enforce := flags.Bool("enforce", false, "fail if the CPU time is more than the budget and a third")
	tag := flags.String("tag", "", "a build tag")
	only := flags.Bool("only", false, "run the tests of the files that only the tag brings")
	dir := flags.String("C", ".", "the module")
	race := flags.String("race", "off", "the race detector: on, off, or auto, which is on where it can run")
	if err := flags.Parse(args); err != nil {
		return err
	}
	packages := flags.Args()
	var build, run []string
	on, err := detector(ctx, w, *dir, *race)
	if err != nil {
		return err
	}
	if on {
		build = append(build, "-race")
	}
	// A test binary is linked for each run. Without its symbols that takes a little less.
	build = append(build, "-ldflags=-s -w")
	if *tag != "" {
		build = append(build, "-tags", *tag)
	}
	if *only {
		tests, err := tagged(ctx, *dir, *tag, packages)
		if err != nil {
			return err
		}
		run = []string{"-run", "^(" + strings.Join(tests.names, "|") + ")$"}
		packages = tests.packages
	}

	start := time.Now()
	compiled, err := compile(ctx, *dir, build, packages)
	if err != nil {
		return err
	}
	compiling := time.Since(start)

	start = time.Now()
	r := newReport(w)
	// go vet is a step of its own.
	// More packages than cores at a time: many tests wait for a socket.
	side := "-p=" + strconv.Itoa(2*runtime.GOMAXPROCS(0))
	cmd := command(ctx, *dir, slices.Concat([]string{"test", "-json", "-vet=off", "-shuffle=on", side}, build, run, packages)...)
	red, err := r.read(cmd)
	if err != nil {
		return err
	}
	used := cpu(cmd)
	r.slowest(10)
	_, _ = fmt.Fprintf(w, "\ncompiled: %.0f s, %.0f CPU seconds; tests: %.0f s, %.0f CPU seconds",
		compiling.Seconds(), compiled.Seconds(), time.Since(start).Seconds(), used.Seconds())
	if *limit > 0 {
		_, _ = fmt.Fprintf(w, " of a budget of %.0f", limit.Seconds())
	}
	_, _ = fmt.Fprintln(w)
	switch {
	case red:
		return errRed
	case r.ran == 0:
		return errNone
	case *enforce && over(used, *limit):
		return errOver
	}
	return nil
}

// detector tells whether the race detector is to run, and says so.
func detector(ctx context.Context, w io.Writer, dir, mode string) (bool, error) {
	switch mode {
	case "off":
		return false, nil
	case "on", "auto":
	default:
		return false, fmt.Errorf("-race takes on, off or auto, not %q", mode)
	}
	why, err := command(ctx, dir, "build", "-race", "runtime/race").CombinedOutput()
	switch {
	case err == nil:
		_, _ = fmt.Fprintln(w, "race detector on")
	case mode == "on":
		return false, fmt.Errorf("the race detector cannot run here:\n%s", why)
	default:
		_, _ = fmt.Fprintf(w, "race detector off: %s\n", bytes.TrimSpace(why))
	}
	return err == nil, nil
}

// over tells whether the budget is passed by more than a third: machines differ.
func over(used, limit time.Duration) bool { return limit > 0 && used > limit+limit/3 }

// compile fills the build cache. A package that does not compile is for go test to report.
func compile(ctx context.Context, dir string, build, packages []string) (time.Duration, error) {
	cmd := command(ctx, dir, slices.Concat([]string{"list", "-e", "-test", "-export"}, build, packages)...)
	if err := cmd.Run(); cmd.ProcessState == nil {
		return 0, fmt.Errorf("go list: %w", err)
	}
	return cpu(cmd), ctx.Err()
}

func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	// The race detector waits for a second before a program ends, each of our child processes too.
	cmd.Env = append(cmd.Environ(), "GORACE=atexit_sleep_ms=100 "+os.Getenv("GORACE"))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // go stops the tests that it started
	return cmd
}

// cpu is the CPU time of a process that has ended and, except on Windows, of those that it waited for.
func cpu(cmd *exec.Cmd) time.Duration {
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
