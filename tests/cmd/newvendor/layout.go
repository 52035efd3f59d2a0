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
	"slices"
	"strings"
	"text/template"
)

//go:embed all:templates
var templates embed.FS

// registry is the one file outside the vendor's folders that a person writes a row in.
const registry = "tests/kit/accounts/vendors.go"

// row is the vendor's row there. It stands above the line "new-vendor: rows".
const row = `{
		Name: "«.Name»", Codes: «.Name».Codes(), Lifetime: «.Name»test.Lifetime, TokenType: "Bearer",
		Package:  hosted(«.Name».New, «.Name».CredentialsFromEnv, «.Name».BaseURLFromEnv, «.Name»test.Start),
		Business: "/newvendor/business", Expiry: "expires_in",
		Refusal:  Refusal{Err: «.Name».ErrInvalidClient, Name: "ErrInvalidClient"},
		Curl:     []string{«if .Basic»"-u", "{ClientID}:{ClientSecret}", "-d", "grant_type=client_credentials"«else if .JSON»"-H", asJSON, "-d", ` + "`" + `{"client_id":"{ClientID}","client_secret":"{ClientSecret}"}` + "`" + `«else»"--data-urlencode", "client_id={ClientID}", "--data-urlencode", "client_secret={ClientSecret}"«end»},
	},`

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
		filled, err := v.fill(to, string(text))
		if len(filled) > 0 { // a kind that needs no such file
			files[to] = filled
		}
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

// edits are the files of the repository that get a row more, by slashed path.
func (v vendor) edits(root string) (map[string][]byte, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(registry)))
	if err != nil {
		return nil, err
	}
	filled, err := v.fill("", row)
	if err != nil {
		return nil, err
	}
	text, err := insert(string(source), "rows", string(filled))
	if err == nil {
		text, err = v.imports(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", registry, err)
	}
	formatted, err := format.Source([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", registry, err)
	}
	return map[string][]byte{registry: formatted}, nil
}

// clientImport is a line that imports a client or a simulator.
var clientImport = regexp.MustCompile(`(?m)^\t"` + regexp.QuoteMeta(Module) + `/clients/.*"$`)

// imports adds the vendor's two packages to those that text imports.
func (v vendor) imports(text string) (string, error) {
	lines := clientImport.FindAllString(text, -1)
	at := clientImport.FindAllStringIndex(text, -1)
	if len(lines) == 0 || at[len(at)-1][1]-at[0][0] != len(strings.Join(lines, "\n")) {
		return "", errors.New("the imports of clients do not stand together")
	}
	lines = append(lines, "\t\""+Module+"/clients/"+v.Name+"\"", "\t\""+Module+"/clients/"+v.Name+"/"+v.Name+"test\"")
	slices.Sort(lines)
	return text[:at[0][0]] + strings.Join(lines, "\n") + text[at[len(at)-1][1]:], nil
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
