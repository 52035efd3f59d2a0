// Package ledger keeps specs/<vendor>/facts.yaml: every fact of the vendor's
// page, how often and where it is stated, and what in the spec holds it.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// Ledger is one vendor's facts.yaml.
type Ledger struct {
	Vendor string  `yaml:"vendor"`
	Page   Page    `yaml:"page"`
	Facts  []Entry `yaml:"facts"`
	// Elsewhere are the operations, parameters, fields, codes, servers and schemes
	// of the spec that are not from the page.
	Elsewhere []Element `yaml:"elsewhere,omitempty"`
	// Further are the ledgers of the vendor's other pages, which stand beside this one.
	Further []Further `yaml:"-"`
}

// Further is specs/<vendor>/facts-<page>.yaml: facts of a page that is not saved, written
// by hand. They have no places, and nothing compares them with a page.
type Further struct {
	Vendor string  `yaml:"vendor"`
	Page   string  `yaml:"page"` // NotSaved
	Facts  []Entry `yaml:"facts"`

	file string
}

// NotSaved stands in a ledger in place of a page's date and sum.
const NotSaved = "not saved"

// Element is a part of the spec and where it is from.
type Element struct {
	Spec   string `yaml:"spec"`
	Code   string `yaml:"code,omitempty"`
	Source string `yaml:"source"`
}

// Page is the page from which the facts are.
type Page struct {
	Date   string `yaml:"date"`   // the page's own, else the day it was saved
	SHA256 string `yaml:"sha256"` // of the facts, not of the file
	// Address is where the page is; Watch are other pages of the vendor whose changes matter.
	Address string   `yaml:"address,omitempty"`
	Watch   []string `yaml:"watch,omitempty"`
}

// Entry is a fact, the places that state it and what became of it.
type Entry struct {
	Kind   string         `yaml:"kind"`
	Owner  string         `yaml:"owner,omitempty"`
	Name   string         `yaml:"name,omitempty"`
	Value  string         `yaml:"value,omitempty"`
	Places map[string]int `yaml:"places,omitempty,flow"`
	// Line is the line of the page in which a person found a fact that the reader does not see.
	Line string `yaml:"line,omitempty"`
	// Spec are JSON pointers into openapi.yaml, each of which holds the fact.
	Spec []string `yaml:"spec,omitempty,flow"`
	// Reading says, where the page contradicts itself or the spec says more than it, how we read it.
	Reading string `yaml:"reading,omitempty"`
	// Ignored says why the fact is not in the spec.
	Ignored string `yaml:"ignored,omitempty"`
}

// Fact is the entry's fact.
func (e Entry) Fact() extract.Fact {
	return extract.Fact{Kind: e.Kind, Owner: e.Owner, Name: e.Name, Value: e.Value}
}

// Total is the number of places that state the fact.
func (e Entry) Total() int {
	n := 0
	for _, count := range e.Places {
		n += count
	}
	return n
}

// File is the path of a vendor's ledger in a checkout.
func File(root, vendor string) string { return filepath.Join(root, "specs", vendor, "facts.yaml") }

// Load reads a vendor's ledger.
func Load(root, vendor string) (*Ledger, error) {
	var l Ledger
	err := read(File(root, vendor), &l)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("vendor %s has no facts yet: make facts VENDOR=%s DOC=…: %w", vendor, vendor, err)
	}
	if err != nil {
		return nil, err
	}
	others, err := filepath.Glob(filepath.Join(root, "specs", vendor, "facts-*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, name := range others {
		f := Further{file: filepath.Base(name)}
		if err := read(name, &f); err != nil {
			return nil, err
		}
		l.Further = append(l.Further, f)
	}
	return &l, nil
}

// read decodes one file, in which every key must be known.
func read(name string, into any) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Of makes the entries of a page's statements, in their order.
func Of(statements []extract.Statement) []Entry {
	byFact := map[extract.Fact]*Entry{}
	for _, s := range statements {
		e := byFact[s.Fact]
		if e == nil {
			e = &Entry{Kind: s.Kind, Owner: s.Owner, Name: s.Name, Value: s.Value, Places: map[string]int{}}
			byFact[s.Fact] = e
		}
		e.Places[s.Place]++
	}
	var entries []Entry
	for _, e := range byFact {
		entries = append(entries, *e)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return extract.Compare(a.Fact(), b.Fact()) })
	return entries
}

// Sum is the SHA-256 of facts: of what is said, not of how often.
func Sum(entries []Entry) string {
	var lines []string
	for _, e := range entries {
		f := e.Fact().Same()
		lines = append(lines, strings.Join([]string{f.Kind, f.Owner, f.Name, f.Value}, "\x1f"))
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(lines), "\n")))
	return hex.EncodeToString(sum[:])
}

// Update gives the facts of a page what a person wrote to the same facts
// before; new is how many there were none for.
func (l *Ledger) Update(statements []extract.Statement, date string) (fresh int) {
	before := map[extract.Fact]Entry{}
	for _, e := range l.Facts {
		before[e.Fact().Same()] = e
	}
	entries := Of(statements)
	for i, e := range entries {
		old, known := before[e.Fact().Same()]
		if !known {
			fresh++
			continue
		}
		entries[i].Spec, entries[i].Reading, entries[i].Ignored = old.Spec, old.Reading, old.Ignored
		if e.Places[ByHand] > 0 {
			entries[i].Line = old.Line
		}
	}
	l.Facts, l.Page.Date, l.Page.SHA256 = entries, date, Sum(entries)
	return fresh
}

const head = `# The facts of the vendor's page, written by make facts and reviewed by a person: what a program must know, in no
# sentence of the page. places: how often and where the page states it. spec: JSON pointers into openapi.yaml that hold
# it; ignored: why none does. See specs/README.md.
`

// Save writes the ledger, whole or not at all.
func (l *Ledger) Save(root string) error {
	var out bytes.Buffer
	out.WriteString(head)
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(l); err != nil {
		return err
	}
	if err := encoder.Close(); err != nil {
		return err
	}
	name := File(root, l.Vendor)
	if err := os.WriteFile(name+".new", out.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
