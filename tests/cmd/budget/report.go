package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// event is a line of go test -json.
type event struct {
	Action  string
	Package string
	Test    string
	Elapsed float64 // seconds
	Output  string
}

// row is a package or a test that has ended.
type row struct {
	name    string
	seconds float64
}

// report reads what go test -json writes, and shows of it what go test shows without -v.
type report struct {
	w        io.Writer
	output   map[string][]event         // of the packages that run
	ended    map[string]map[string]bool // the tests of a package that passed
	packages []row
	tests    []row
	ran      int
}

func newReport(w io.Writer) *report {
	return &report{w: w, output: map[string][]event{}, ended: map[string]map[string]bool{}}
}

// read runs go test and reads to the end of its output.
func (r *report) read(cmd *exec.Cmd) (red bool, err error) {
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		r.line(line)
		if err != nil {
			break
		}
	}
	err = cmd.Wait()
	if _, failed := errors.AsType[*exec.ExitError](err); failed {
		return true, nil
	}
	return false, err
}

func (r *report) line(line []byte) {
	var e event
	if !bytes.HasPrefix(line, []byte("{")) || json.Unmarshal(line, &e) != nil {
		_, _ = r.w.Write(line) // what is no event is for people
		return
	}
	switch e.Action {
	case "build-output":
		_, _ = fmt.Fprint(r.w, e.Output)
	case "output":
		r.output[e.Package] = append(r.output[e.Package], e)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.end(e)
			return
		}
		r.ran++
		r.tests = append(r.tests, row{r.short(e.Package) + "." + e.Test, e.Elapsed})
		if e.Action != "fail" {
			if r.ended[e.Package] == nil {
				r.ended[e.Package] = map[string]bool{}
			}
			r.ended[e.Package][e.Test] = true
		}
	}
}

// end shows a package: its last line if it passed, else all that its tests wrote that did not pass.
func (r *report) end(e event) {
	said := r.output[e.Package]
	delete(r.output, e.Package)
	r.packages = append(r.packages, row{r.short(e.Package), e.Elapsed})
	switch e.Action {
	case "fail":
		for _, o := range said {
			if !r.ended[e.Package][o.Test] && !strings.HasPrefix(o.Output, "=== ") {
				_, _ = fmt.Fprint(r.w, o.Output)
			}
		}
	case "pass":
		if len(said) > 0 {
			_, _ = fmt.Fprint(r.w, said[len(said)-1].Output)
		}
	}
}

// short is a package without its module.
func (r *report) short(path string) string {
	_, short, found := strings.Cut(path, "/vendorauth-go/")
	if !found {
		return path
	}
	return short
}

// slowest prints the n slowest packages and tests. What waits for a core counts as slow.
func (r *report) slowest(n int) {
	for _, list := range []struct {
		title string
		rows  []row
	}{{"slowest packages", r.packages}, {"slowest tests", r.tests}} {
		slices.SortStableFunc(list.rows, func(a, b row) int { return cmp.Compare(b.seconds, a.seconds) })
		_, _ = fmt.Fprintf(r.w, "\n%s\n", list.title)
		for _, l := range list.rows[:min(n, len(list.rows))] {
			_, _ = fmt.Fprintf(r.w, "  %6.1f s  %s\n", l.seconds, l.name)
		}
	}
}
