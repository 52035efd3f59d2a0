package main

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

//go:embed templates
var templates embed.FS

// outputs are the files of one vendor, by template. NAME is the vendor's.
var outputs = []struct{ template, path string }{
	{"codes.go", "clients/NAME/codes.gen.go"},
	{"page.go", "clients/NAME/page.gen.go"},
	{"simulator.go", "clients/NAME/NAMEtest/page.gen.go"},
	{"client.yaml", ".bin/generate/NAME.api.yaml"},
	{"server.yaml", ".bin/generate/NAME.server.yaml"},
	{"imports", ".bin/generate/NAME.imports.tmpl"},
}

// generate returns every generated file, by slashed path.
func generate(root string, vendors []*vendor) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, v := range vendors {
		for _, out := range outputs {
			text, err := fill(out.template, simulated{v})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", v.Name, err)
			}
			files[strings.ReplaceAll(out.path, "NAME", v.Name)] = text
		}
		overlay, err := v.merged()
		if err != nil {
			return nil, err
		}
		files[".bin/generate/"+v.Name+".overlay.yaml"] = overlay
	}
	for _, all := range []struct{ template, path string }{
		{"spec.go", "tests/kit/accounts/spec.gen.go"},
		{"models.go", "tests/kit/models/models.gen.go"},
	} {
		text, err := fill(all.template, vendors)
		if err != nil {
			return nil, err
		}
		files[all.path] = text
	}
	return files, tables(root, vendors, files)
}

// fill executes one template and formats it if it is Go.
func fill(name string, data any) ([]byte, error) {
	text, err := templates.ReadFile("templates/" + name + ".tmpl")
	if err != nil {
		return nil, err
	}
	t := template.New(name)
	if name == "imports" { // it becomes a template of the client generator
		t.Delims("[[", "]]")
	}
	t, err = t.Funcs(template.FuncMap{"lower": strings.ToLower}).Parse(string(text))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return nil, err
	}
	if !strings.HasSuffix(name, ".go") {
		return out.Bytes(), nil
	}
	source, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return source, nil
}

// simulated is a vendor with the texts of its simulator.
type simulated struct{ *vendor }

// textTable is a table of texts: of one list of codes, in one language.
type textTable struct {
	Variable, What string
	Rows           []struct{ Constant, Text string }
}

var business = regexp.MustCompile(`^Business`)

// Texts returns a table for each list of codes and each language in it. The first list
// in the vendor's own language is called texts.
func (s simulated) Texts() (tables []textTable) {
	at := map[string]int{}
	for _, c := range s.Codes {
		variable, what := "texts", "the codes of "+c.List
		if business.MatchString(c.List) {
			variable = "businessTexts"
		}
		for _, language := range slices.Sorted(maps.Keys(c.Texts)) {
			if c.Texts[language] == "" {
				continue
			}
			key := variable + strings.ToUpper(language)
			i, there := at[key]
			if !there {
				i, at[key] = len(tables), len(tables)
				tables = append(tables, textTable{Variable: key, What: what})
				if language != "" {
					tables[i].What += " in the language " + language
				}
			}
			tables[i].Rows = append(tables[i].Rows, struct{ Constant, Text string }{c.Constant(), c.Texts[language]})
		}
	}
	return tables
}
