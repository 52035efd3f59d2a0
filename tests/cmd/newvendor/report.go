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
	fmt.Fprintf(&text, "\nleft to do (make test-tools fails with these, until they are done):\n")
	for _, t := range list {
		fmt.Fprintf(&text, "  %s\n", t)
	}
	fmt.Fprintf(&text, `
next (specs/README.md, "Adding a vendor"); make test-tools after each step:
  1. save the vendor's page as page.txt: make facts VENDOR=%[1]s DOC=page.txt
  2. specs/%[1]s: samples, spec, overlay; make generate
  3. make facts again: places for the facts, the rest by hand
  4. clients/%[1]s and clients/%[1]s/%[1]stest: client and simulator; the row in %[2]s
  5. make test test-tools lint demo mock-test ts-check
`, v.Name, registry)
	_, err = io.WriteString(w, text.String())
	return err
}
