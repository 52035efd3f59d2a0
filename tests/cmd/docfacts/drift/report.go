package drift

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// Report is what became of a vendor's page.
type Report struct {
	Vendor  string   `json:"vendor"`
	Facts   int      `json:"facts"` // on record
	Changes []Change `json:"changes"`
	Release string   `json:"release"` // the part of the version to raise: none, minor or major

	bare bool // without a spec
}

// Bare is the report of two pages without a spec.
func Bare(name string, facts int, changes []Change) Report {
	r := NewReport(name, &ledger.Ledger{Facts: make([]ledger.Entry, facts)}, changes, &ledger.Spec{}, &Index{})
	r.bare = true
	return r
}

// NewReport judges the changes and finds what they touch.
func NewReport(vendor string, record *ledger.Ledger, changes []Change, spec *ledger.Spec, index *Index) Report {
	r := Report{Vendor: vendor, Facts: len(record.Facts), Changes: []Change{}, Release: "none"}
	for _, c := range changes {
		c.judge()
		c.Spec = c.entry.Spec
		if c.Spec == nil {
			c.Spec = []string{}
		}
		if c.Go = index.touched(&c, spec); c.Go == nil {
			c.Go = []string{}
		}
		switch {
		case c.Breaking:
			r.Release = "major"
		case r.Release == "none":
			r.Release = "minor"
		}
		r.Changes = append(r.Changes, c)
	}
	return r
}

// Write writes the report as text, json or markdown.
func (r Report) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	case "markdown":
		_, err := io.WriteString(w, r.markdown())
		return err
	default:
		_, err := io.WriteString(w, r.text())
		return err
	}
}

func (r Report) text() string {
	if len(r.Changes) == 0 {
		return fmt.Sprintf("%s: no change (%d facts)\n", r.Vendor, r.Facts)
	}
	var b strings.Builder
	for i := range r.Changes {
		c := &r.Changes[i]
		parts := []string{c.Headline(), c.where(), orNone(c.Spec, "no place in the spec"), orNone(c.Go, "no Go identifier"), c.Why}
		if r.bare {
			parts = slices.Delete(parts, 2, 4)
		}
		fmt.Fprintf(&b, "%s: %s\n", c.mark(), strings.Join(parts, " | "))
	}
	fmt.Fprintf(&b, "%s: %s; next release: %s\n", r.Vendor, r.summary(), r.Release)
	return b.String()
}

func (r Report) summary() string {
	breaking := 0
	for _, c := range r.Changes {
		if c.Breaking {
			breaking++
		}
	}
	plural := "s"
	if len(r.Changes) == 1 {
		plural = ""
	}
	return fmt.Sprintf("%d change%s, %d breaking", len(r.Changes), plural, breaking)
}

func (c *Change) mark() string {
	if c.Breaking {
		return "breaking"
	}
	return "additive"
}

// Headline says what happened to which fact.
func (c *Change) Headline() string {
	text := c.What + " " + c.Kind
	if c.What == Changed && c.Name != "" && !strings.HasPrefix(c.Old, c.Name+" = ") && c.Old != c.Name {
		text += " " + c.Name
	}
	switch c.What {
	case Added:
		text += " " + c.New
	case Removed:
		text += " " + c.Old
	default:
		text += fmt.Sprintf(": %s -> %s", orEmpty(c.Old), orEmpty(c.New))
	}
	if c.Owner != "" {
		text += " (" + c.Owner + ")"
	}
	if c.Places < c.All {
		text += fmt.Sprintf(" in %d of %d places", c.Places, c.All)
	}
	return text
}

func orEmpty(s string) string {
	if s == "" {
		return `""`
	}
	return s
}

func (c *Change) where() string {
	if c.Line == 0 {
		return "no longer on the page"
	}
	return fmt.Sprintf("line %d", c.Line)
}

func orNone(items []string, none string) string {
	if len(items) == 0 {
		return none
	}
	return strings.Join(items, ", ")
}

// markdown is a table for a pull request.
func (r Report) markdown() string {
	if len(r.Changes) == 0 {
		return fmt.Sprintf("**%s**: no change (%d facts).\n", r.Vendor, r.Facts)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**: %s; next release: %s.\n\n| | what | line | spec | Go | why |\n|---|---|--:|---|---|---|\n", r.Vendor, r.summary(), r.Release)
	for i := range r.Changes {
		c := &r.Changes[i]
		line := ""
		if c.Line > 0 {
			line = fmt.Sprint(c.Line)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", c.mark(), cell(c.Headline()), line, codes(c.Spec), codes(c.Go), cell(c.Why))
	}
	return b.String()
}

// cell keeps a page's text from being markup in a pull request.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "@", "&#64;", "`", "'", "[", `\[`, "*", `\*`, "_", `\_`).Replace(s)
}

func codes(items []string) string {
	var marked []string
	for _, item := range items {
		marked = append(marked, "`"+strings.ReplaceAll(item, "|", `\|`)+"`")
	}
	return strings.Join(marked, "<br>")
}
