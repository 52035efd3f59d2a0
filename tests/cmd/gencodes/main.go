// Command gencodes generates what follows from a vendor's spec alone: error values and
// code table, lifetimes, operations, the credential's place, the simulator's texts, the
// settings of oapi-codegen, and the tables of vendors in the documents. So a fact of a
// page stands once, in specs/<vendor>. `make generate` runs it.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gencodes:", err)
		os.Exit(1)
	}
}

func run(args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("gencodes", flag.ContinueOnError)
	flags.SetOutput(stderr)
	root := flags.String("root", ".", "the checkout")
	if err := flags.Parse(args); err != nil {
		return err
	}
	vendors, err := load(*root)
	if err != nil {
		return err
	}
	files, err := generate(*root, vendors)
	if err != nil {
		return err
	}
	return write(*root, files)
}

// load reads the specs of all vendors, in alphabetical order.
func load(root string) ([]*vendor, error) {
	found, err := filepath.Glob(filepath.Join(root, "specs", "*", "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s has no specs/*/openapi.yaml", root)
	}
	vendors := make([]*vendor, 0, len(found))
	for _, path := range found {
		v, err := read(filepath.Dir(path))
		if err != nil {
			return nil, err
		}
		vendors = append(vendors, v)
	}
	return vendors, nil
}

// write writes all files, or reports the first that it cannot write.
func write(root string, files map[string][]byte) error {
	for path, text := range files {
		to := filepath.Join(root, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
