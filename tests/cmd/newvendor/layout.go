package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

//go:embed all:templates
var templates embed.FS

// insertion is a line that goes above the line "new-vendor: <mark>" of a file.
type insertion struct{ path, mark, line string }

var insertions = []insertion{
	{"tests/kit/accounts/vendor.go", "rows", "«.Title»,"},
	{"tests/suite/conformance/vendors_test.go", "rows", "«.Name»Row,"},
	{"tests/cmd/demo/vendors.go", "rows", "«.Name»Row,"},
	{"tests/cmd/sandbox/vendors.go", "rows", "start«.Title»,"},
	{"tests/suite/mock/vendors_test.go", "rows", `"«.Name»": «.Name»Calls,`},
	{"tests/cmd/docfacts/spec_test.go", "operations", `"«.Name»": {"createToken"},`},
	{"tests/cmd/docfacts/codes_test.go", "codes", `"«.Name»": «.Name»Codes,`},
	{"tests/cmd/docfacts/decode_test.go", "models", `"«.Name»/Failure": «.Name»Failure, "«.Name»/Token": «.Name»Token,`},
	{"tests/cmd/docfacts/decode_test.go", "essential", `"«.Name»/Token": "access_token",`},
	{"tests/cmd/docfacts/server_test.go", "plain", `"«.Name»": true,`},
	{"tests/cmd/docfacts/server_test.go", "servers", `"«.Name»/createToken": «.Name»CreateToken,`},
	{"README.md", "variables", "| «.Name» | `«.Upper»_CLIENT_ID`, `«.Upper»_CLIENT_SECRET` | `https://api.newvendor.example` (TODO(«.Name»): the base URL) |"},
}

// files are the new files, by slashed path.
func (v vendor) files() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(templates, "templates", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := templates.ReadFile(path)
		if err != nil {
			return err
		}
		to := strings.TrimSuffix(strings.TrimPrefix(path, "templates/"), ".tmpl")
		to = strings.ReplaceAll(to, "NAME", v.Name)
		files[to], err = v.fill(to, string(text))
		return err
	})
	return files, err
}

// fill executes one template. Go is formatted: columns depend on the name's length.
func (v vendor) fill(path, text string) ([]byte, error) {
	t, err := template.New(path).Delims("«", "»").Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, v); err != nil {
		return nil, err
	}
	if !strings.HasSuffix(path, ".go") {
		return out.Bytes(), nil
	}
	formatted, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return formatted, nil
}

// vendorsLine is the Makefile's list.
var vendorsLine = regexp.MustCompile(`(?m)^VENDORS := .*$`)

// edits are the files of the repository that get a line more, by slashed path.
func (v vendor) edits(root string) (map[string][]byte, error) {
	edited := map[string][]byte{}
	read := func(path string) (string, error) {
		if text, done := edited[path]; done {
			return string(text), nil
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		return string(text), err
	}
	for _, in := range append(insertions, v.example()) {
		text, err := read(in.path)
		if err != nil {
			return nil, err
		}
		line, err := v.fill("", in.line)
		if err != nil {
			return nil, err
		}
		if text, err = insert(text, in.mark, string(line)); err != nil {
			return nil, fmt.Errorf("%s: %w", in.path, err)
		}
		if edited[in.path] = []byte(text); strings.HasSuffix(in.path, ".go") {
			if edited[in.path], err = format.Source([]byte(text)); err != nil {
				return nil, fmt.Errorf("%s: %w", in.path, err)
			}
		}
	}
	text, err := read("Makefile")
	if err != nil {
		return nil, err
	}
	if len(vendorsLine.FindAllString(text, -1)) != 1 {
		return nil, errors.New("the Makefile has not one line VENDORS := …")
	}
	edited["Makefile"] = []byte(vendorsLine.ReplaceAllString(text, "${0} "+v.Name))
	return edited, nil
}

// insert puts line above the one line that has the mark.
func insert(text, mark, line string) (string, error) {
	at := regexp.MustCompile(`(?m)^(\t*)(//|<!--) new-vendor: `+regexp.QuoteMeta(mark)+`( -->)?$`).FindAllStringSubmatchIndex(text, -1)
	if len(at) != 1 {
		return "", fmt.Errorf("the mark %q is there %d times, not once: it says where the new vendor's line goes", "new-vendor: "+mark, len(at))
	}
	start, indent := at[0][0], text[at[0][2]:at[0][3]]
	return text[:start] + indent + line + "\n" + text[start:], nil
}

// example is the README's section, whose code is the body of the package's example.
func (vendor) example() insertion {
	const begin, end = "\tclient, err := ", "\t// Output:"
	source, err := templates.ReadFile("templates/clients/NAME/example_test.go.tmpl")
	_, body, found := strings.Cut(string(source), begin)
	body, _, ended := strings.Cut(body, end)
	if err != nil || !found || !ended {
		panic("newvendor: the template of the example has no body") // a test executes it
	}
	return insertion{
		"README.md", "example",
		"**«.Title»** — TODO(«.Name»): half a line on what is particular about this vendor.\n\n```go\n" +
			strings.TrimPrefix(begin, "\t") + strings.ReplaceAll(body, "\n\t", "\n") + "```\n",
	}
}
