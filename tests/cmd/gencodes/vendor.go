package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// vendor is what the files of specs/<vendor> say and the generated code needs.
type vendor struct {
	Name       string
	Title      string
	HasServer  bool // the document names a server without variables
	Operations []operation
	Codes      []*code
	Success    string // the code of a success, if there is one
	Lifetimes  []lifetime
	Place      place // of the token on a business call
	Constants  []constant
	Secrets    []string // names of headers, parameters and fields whose values are secret

	document, overlay node
}

// constant is a name of the vendor's that Go code needs.
type constant struct{ Name, Value, Doc string }

// read reads one vendor's folder.
func read(dir string) (*vendor, error) {
	v := &vendor{Name: filepath.Base(dir)}
	var err error
	if v.document, err = readYAML(filepath.Join(dir, "openapi.yaml")); err != nil {
		return nil, err
	}
	if v.overlay, err = readYAML(filepath.Join(dir, "overlay.yaml")); err != nil {
		return nil, err
	}
	v.Title = strings.TrimSuffix(v.document.at("info", "title").text(), " token API")
	v.HasServer = len(v.fixedServers()) > 0
	v.Operations = v.operations()
	v.Secrets = v.secrets()
	v.headers()
	for _, step := range []func() error{v.place, v.lifetimes, v.codes, func() error { return v.texts(dir) }} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("specs/%s: %w", v.Name, err)
		}
	}
	return v, nil
}

// headers adds a constant for each header that an answer is documented with.
func (v *vendor) headers() {
	seen := map[string]bool{}
	v.document.walk(func(n node) {
		if !n.at("content").is() && !n.at("description").is() {
			return
		}
		for name, header := range n.at("headers").pairs {
			if seen[name] {
				continue
			}
			seen[name] = true
			header = header.follow(v.document)
			v.Constants = append(v.Constants, constant{"header" + camel(name), name, header.at("description").text()})
		}
	})
}

// camel makes an identifier's part of words in any spelling. It knows the initialisms
// that the generator knows too.
func camel(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == ' ' })
	for i, word := range words {
		switch upper := strings.ToUpper(word); upper {
		case "ID", "API", "URL", "HTTP", "JWT":
			words[i] = upper
		case "APIKEY":
			words[i] = "APIKey"
		default:
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}
