package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// tables fills the places of hand-written files that list the vendors. Such a place
// stands between a line with "generated: NAME" and a line with "generated: end".
func tables(root string, vendors []*vendor, files map[string][]byte) error {
	const settings = ".golangci.yml"
	var rows strings.Builder
	for _, v := range vendors {
		fmt.Fprintf(&rows, "            - pkg: github.com/vendorauth/vendorauth-go/gen/%sserver\n", v.Name)
		rows.WriteString("              desc: server models belong to the simulators\n")
	}
	text, err := os.ReadFile(filepath.Join(root, settings))
	if err != nil {
		return err
	}
	files[settings], err = replace(string(text), "servers", rows.String())
	if err != nil {
		return fmt.Errorf("%s: %w", settings, err)
	}
	return nil
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
