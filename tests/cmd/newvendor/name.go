package main

import (
	"fmt"
	"go/build"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Module is what the packages of this repository begin with.
const Module = "github.com/vendorauth/vendorauth-go"

// vendor is what a template knows of the new one.
type vendor struct{ Name string }

// Title begins sentences and identifiers.
func (v vendor) Title() string { return strings.ToUpper(v.Name[:1]) + v.Name[1:] }

// Upper begins environment variables.
func (v vendor) Upper() string { return strings.ToUpper(v.Name) }

// Module is the module's path.
func (vendor) Module() string { return Module }

// word is a package name as the style has it, short enough for a table.
var word = regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`)

// meant are names that go, or this repository, gives a meaning of its own.
var meant = []string{"internal", "main", "newvendor", "testdata", "vendor"}

// check returns why v cannot be laid out below root.
func (v vendor) check(root string) error {
	switch {
	case v.Name == "":
		return fmt.Errorf("no name: make new-vendor NAME=foo")
	case !word.MatchString(v.Name):
		return fmt.Errorf("%q is no package name: one word of 2 to 30 lower-case letters and digits, a letter first", v.Name)
	case token.IsKeyword(v.Name), types.Universe.Lookup(v.Name) != nil:
		return fmt.Errorf("%q is a word of the language", v.Name)
	case slices.Contains(meant, v.Name):
		return fmt.Errorf("%q has a meaning of its own here", v.Name)
	case v.Name == "test", strings.HasSuffix(v.Name, "test"):
		return fmt.Errorf("%q would read as a simulator: those end in test", v.Name)
	case constrains(v.Name):
		return fmt.Errorf("%q is a system or an architecture: go would build vendor_%s.go nowhere else", v.Name, v.Name)
	}
	for _, path := range []string{"specs/" + v.Name, "clients/" + v.Name, "gen/" + v.Name + "api", "gen/" + v.Name + "server"} {
		if _, err := os.Lstat(filepath.Join(root, filepath.FromSlash(path))); !os.IsNotExist(err) {
			return fmt.Errorf("%s exists already", path)
		}
	}
	return nil
}

// constrains reports whether a file name that ends in _name is built on some
// systems only.
func constrains(name string) bool {
	nowhere := build.Context{
		GOOS: "none", GOARCH: "none", Compiler: "gc",
		OpenFile: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p\n")), nil },
	}
	match, err := nowhere.MatchFile(".", "vendor_"+name+".go")
	return err != nil || !match
}
