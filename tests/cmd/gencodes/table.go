package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// parts are the places of hand-written files that list the vendors. Such a place stands
// between a line with "generated: NAME" and a line with "generated: end".
var parts = []struct {
	path, name, head, tail string
	row                    func(root string, v *vendor) (string, error)
}{
	{".golangci.yml", "servers", "", "", serverRow},
	{"README.md", "vendors", "\n" + english.head, "\n", english.rows},
	{".github/README.zh.md", "vendors", "\n" + chinese.head, "\n", chinese.rows},
}

// tables adds these files, with new rows, to the generated ones.
func tables(root string, vendors []*vendor, files map[string][]byte) error {
	for _, part := range parts {
		var rows strings.Builder
		rows.WriteString(part.head)
		for _, v := range vendors {
			row, err := part.row(root, v)
			if err != nil {
				return fmt.Errorf("%s: %w", v.Name, err)
			}
			rows.WriteString(row)
		}
		rows.WriteString(part.tail)
		text, err := os.ReadFile(filepath.Join(root, part.path))
		if err != nil {
			return err
		}
		if files[part.path], err = replace(string(text), part.name, rows.String()); err != nil {
			return fmt.Errorf("%s: %w", part.path, err)
		}
	}
	return nil
}

// serverRow keeps clients off the models of a simulator.
func serverRow(_ string, v *vendor) (string, error) {
	return "            - pkg: github.com/vendorauth/vendorauth-go/gen/" + v.Name + "server\n" +
		"              desc: server models belong to the simulators\n", nil
}

// replace puts rows between the two marks of name.
func replace(text, name, rows string) ([]byte, error) {
	before, rest, found := strings.Cut(text, "generated: "+name)
	if !found {
		return nil, fmt.Errorf("the mark %q is missing", "generated: "+name)
	}
	line, rest, found := strings.Cut(rest, "\n")
	_, after, ended := strings.Cut(rest, "generated: end")
	if !found || !ended {
		return nil, fmt.Errorf("the mark %q is missing after %q", "generated: end", "generated: "+name)
	}
	// The closing mark keeps its indentation and its comment sign.
	lead := rest[:len(rest)-len(after)-len("generated: end")]
	lead = lead[strings.LastIndex(lead, "\n")+1:]
	return []byte(before + "generated: " + name + line + "\n" + rows + lead + "generated: end" + after), nil
}
