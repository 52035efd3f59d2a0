package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// state is the state of a cell.
type state uint8

const (
	right state = iota
	wrong
	skipped   // on purpose
	unreached // there was no token
)

type cell struct {
	state state
	lines []string
	note  string
}

// row is the row of one way to log in, of two lines or more. The widths are fixed, because a row
// is printed before the next row is known.
type row struct {
	name   string
	checks []check
	cells  []cell
	took   time.Duration
}

const (
	nameWidth = 12
	gap       = "  "
)

func legend(checks []check, live bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "vendorauth-go: %d vendors' auth APIs, %d ways to log in, one Go API.\n", len(accounts.First()), len(accounts.Vendors))
	if live {
		b.WriteString("These are the REAL vendors, with the credentials of the environment.\n\n")
	} else {
		b.WriteString("Every vendor is a simulator on loopback. Every cell is checked.\n\n")
	}
	for i, c := range checks {
		fmt.Fprintf(&b, "%d %-17s  %s\n", i+1, c.title, c.meaning)
	}
	b.WriteString("\n")
	return b.String()
}

func head(checks []check) string {
	titles, rules := [][]string{{"vendor"}}, [][]string{{strings.Repeat("-", nameWidth)}}
	for i, c := range checks {
		titles = append(titles, []string{strconv.Itoa(i+1) + " " + c.title})
		rules = append(rules, []string{strings.Repeat("-", c.width)})
	}
	return lay(checks, titles) + lay(checks, rules)
}

// String returns the row with its notes below.
func (r row) String() string {
	verdict := "ok"
	if !r.ok() {
		verdict = "FAIL"
	}
	columns := [][]string{{r.name, verdict + " " + short(r.took)}}
	var notes strings.Builder
	for _, c := range r.cells {
		lines := c.lines
		mark := "note"
		switch c.state {
		case right:
		case wrong:
			lines, mark = []string{"WRONG"}, "WRONG"
		default:
			lines = []string{"-"}
		}
		if c.note != "" {
			fmt.Fprintf(&notes, "  %s %s\n", mark, c.note)
		}
		columns = append(columns, lines)
	}
	return lay(r.checks, columns) + notes.String()
}

func (r row) ok() bool {
	for _, c := range r.cells {
		if c.state == wrong || c.state == unreached {
			return false
		}
	}
	return true
}

// lay sets columns side by side, the vendor's first.
func lay(checks []check, columns [][]string) string {
	widths := []int{nameWidth}
	for _, c := range checks {
		widths = append(widths, c.width)
	}
	height := 0
	for i := range columns {
		columns[i] = wrap(columns[i], widths[i])
		height = max(height, len(columns[i]))
	}
	var b strings.Builder
	for n := range height {
		var line strings.Builder
		for i, column := range columns {
			text := ""
			if n < len(column) {
				text = column[n]
			}
			line.WriteString(text + strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(text))) + gap)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// wrap breaks lines between words. A word that is too long stays whole.
func wrap(lines []string, width int) []string {
	var out []string
	for _, line := range lines {
		current := ""
		for word := range strings.FieldsSeq(line) {
			switch joined := current + " " + word; {
			case current == "":
				current = word
			case utf8.RuneCountInString(joined) <= width:
				current = joined
			default:
				out = append(out, current)
				current = word
			}
		}
		out = append(out, current)
	}
	return out
}

// short formats a duration with about two digits, because the demo is no benchmark.
func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= 10*time.Millisecond:
		return d.Round(time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	case d >= time.Microsecond:
		return d.Round(time.Microsecond).String()
	default:
		return d.Round(10 * time.Nanosecond).String()
	}
}

// coarse formats a lifetime, for example "24h" or "29m59s".
func coarse(d time.Duration) string {
	text := d.Round(time.Second).String()
	if cut, whole := strings.CutSuffix(text, "m0s"); whole {
		text = cut + "m"
	}
	if cut, whole := strings.CutSuffix(text, "h0m"); whole {
		text = cut + "h"
	}
	return text
}

// tally counts the cells of all rows.
type tally struct {
	rows, right, wrong, skipped, unreached int
}

func (s *tally) add(r row) {
	s.rows++
	for _, c := range r.cells {
		switch c.state {
		case right:
			s.right++
		case wrong:
			s.wrong++
		case skipped:
			s.skipped++
		case unreached:
			s.unreached++
		}
	}
}

func (s *tally) ok() bool { return s.wrong+s.unreached == 0 && s.right > 0 }

func (s *tally) verdict(took time.Duration) string {
	var b strings.Builder
	if s.ok() {
		fmt.Fprintf(&b, "ok: %s, all %d checks right", count(s.rows, "row"), s.right)
	} else {
		fmt.Fprintf(&b, "FAILED: %s, %d checks right, %d WRONG", count(s.rows, "row"), s.right, s.wrong)
	}
	if s.unreached > 0 {
		fmt.Fprintf(&b, ", %d not reached", s.unreached)
	}
	if s.skipped > 0 {
		fmt.Fprintf(&b, ", %d not tried", s.skipped)
	}
	return b.String() + ", " + short(took)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
