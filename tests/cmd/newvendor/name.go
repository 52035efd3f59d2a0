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
	"unicode"
)

// Module is what the packages of this repository begin with.
const Module = "github.com/vendorauth/vendorauth-go"

// vendor is what a template knows of the new vendor.
type vendor struct {
	Name  string
	title string
	Kind  string
}

// kinds are the logins that there are skeletons for.
var kinds = []string{"basic", "json", "form"}

// Title is the vendor's own name, in texts.
func (v vendor) Title() string {
	if v.title != "" {
		return v.title
	}
	return strings.ToUpper(v.Name[:1]) + v.Name[1:]
}

// Basic reports whether the credentials are in the Authorization header.
func (v vendor) Basic() bool { return strings.HasPrefix(v.Kind, "basic") }

// JSON reports whether the credentials are fields of a JSON body.
func (v vendor) JSON() bool { return strings.HasPrefix(v.Kind, "json") }

// Inside reports whether a failure is HTTP 200.
func (v vendor) Inside() bool { return strings.HasSuffix(v.Kind, "-200") }

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
	case !slices.Contains(kinds, strings.TrimSuffix(v.Kind, "-200")):
		return fmt.Errorf("%q is no kind; %s", v.Kind, usage)
	case strings.ContainsFunc(v.title, unicode.IsControl) || strings.ContainsAny(v.title, "\"`\\"):
		return fmt.Errorf("the title %q has a character that a comment or a string cannot have", v.title)
	case constrains(v.Name):
		return fmt.Errorf("%q is a system or an architecture: go would build a file called that nowhere else", v.Name)
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
