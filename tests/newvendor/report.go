package main

import (
	"fmt"
	"io"
	"strings"
)

// report says what was written and what is next.
func report(w io.Writer, root string, v vendor, written []string) error {
	list, err := leftovers(root, v.Name)
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "new-vendor: %s: %d files written or changed\n", v.Name, len(written))
	for _, path := range written {
		fmt.Fprintf(&text, "  %s\n", path)
	}
	fmt.Fprintf(&text, "\nleft to do (make test fails with these, until they are done):\n")
	for _, t := range list {
		fmt.Fprintf(&text, "  %s\n", t)
	}
	fmt.Fprintf(&text, `
next (specs/README.md, "Adding a vendor"):
  1. make facts VENDOR=%[1]s DOC=page.txt    the page's facts, into specs/%[1]s/facts.yaml
  2. specs/%[1]s                             spec, samples, overlay
  3. make generate
  4. clients/%[1]s, clients/%[1]s/%[1]stest   client and simulator; then the rows in tests/
  5. make test spec-lint lint demo
`, v.Name)
	_, err = io.WriteString(w, text.String())
	return err
}
