package main

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// Level says which part of the version number a change moves.
type Level int

// The levels, the mildest first.
const (
	None  Level = iota // nothing changed
	Patch              // texts, examples, the inside of a function
	Minor              // something is there that was not
	Major              // a user's code or expectation may break
)

func (l Level) String() string {
	return [...]string{"none", "patch", "minor", "major"}[l]
}

// The sections of a changelog entry that a change belongs to (keepachangelog.com).
const (
	Added   = "Added"
	Changed = "Changed"
	Removed = "Removed"
)

// Change is one reason for a level.
type Change struct {
	Level   Level
	Section string
	Text    string
}

// Report is what has become of one spec or one package.
type Report struct {
	Name    string // "specs/amsu", "authhooks"
	New     bool   // not in the base, and so nothing to compare with
	Changes []Change
}

// Level is the highest of the changes'.
func (r Report) Level() Level {
	level := None
	for _, c := range r.Changes {
		level = max(level, c.Level)
	}
	return level
}

func highest(reports []Report) Level {
	level := None
	for _, r := range reports {
		level = max(level, r.Level())
	}
	return level
}

// sortChanges puts the reasons that decide first, and drops repetitions.
func sortChanges(changes []Change) []Change {
	sort.SliceStable(changes, func(i, j int) bool {
		a, b := changes[i], changes[j]
		if a.Level != b.Level {
			return a.Level > b.Level
		}
		return a.Text < b.Text
	})
	var kept []Change
	for i, c := range changes {
		if i == 0 || c != changes[i-1] {
			kept = append(kept, c)
		}
	}
	return kept
}

// printReports writes a line for each report, with its reasons below it.
func printReports(w io.Writer, reports []Report) {
	for _, r := range reports {
		if r.New {
			sayf(w, "  %-32s new: not in the base, skipped\n", r.Name)
			continue
		}
		sayf(w, "  %-32s %s\n", r.Name, r.Level())
		for _, c := range r.Changes {
			sayf(w, "    %s  %s\n", c.Level, strings.ReplaceAll(c.Text, "\n", "\n           "))
		}
	}
}

func sayf(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
