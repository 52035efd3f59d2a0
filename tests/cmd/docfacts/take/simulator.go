package take

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// missing is what the compiler says of a field that has another name now.
var missing = regexp.MustCompile(`(\S+test/\w+\.go):(\d+):\d+: (?:[\w.]+\.(\w+) undefined \(type|unknown field (\w+) in struct literal)`)

// Follow gives the fields that a simulator reads the names of the new server's types. It reports whether it found any:
// the server's types have the page's names, and only the compiler knows where they are used.
func Follow(tree, vendor string, before map[string][]byte, said error) (bool, error) {
	server := "gen/" + vendor + "server/server.gen.go"
	now, err := os.ReadFile(filepath.Join(tree, filepath.FromSlash(server)))
	if err != nil {
		return false, err
	}
	names := renamedFields(before[server], now)
	followed := false
	for _, m := range missing.FindAllStringSubmatch(said.Error(), -1) {
		file, name := filepath.Join(tree, filepath.FromSlash(m[1])), m[3]+m[4]
		if names[name] == "" || strings.HasSuffix(file, ".gen.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return false, err
		}
		lines := bytes.SplitAfter(text, []byte("\n"))
		number, err := strconv.Atoi(m[2])
		if err != nil || number > len(lines) {
			continue
		}
		whole := regexp.MustCompile(`\b(in\.(?:\w+\.)*|^\s*)` + name + `\b`)
		fixed := whole.ReplaceAll(lines[number-1], []byte("${1}"+names[name]))
		followed = followed || !bytes.Equal(fixed, lines[number-1])
		lines[number-1] = fixed
		text = bytes.Join(lines, nil)
		if formatted, err := format.Source(text); err == nil {
			text = formatted
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return false, err
		}
	}
	return followed, nil
}

// renamedFields are the fields that stand under another name in the same place of a type.
func renamedFields(before, after []byte) map[string]string {
	names := map[string]string{}
	now := fieldsOf(after)
	for structure, old := range fieldsOf(before) {
		if len(old) != len(now[structure]) {
			continue
		}
		for i, name := range old {
			if now[structure][i] != name {
				names[name] = now[structure][i]
			}
		}
	}
	return names
}

func fieldsOf(source []byte) map[string][]string {
	found := map[string][]string{}
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return found
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if structure, ok := spec.Type.(*ast.StructType); ok {
			for _, f := range structure.Fields.List {
				for _, name := range f.Names {
					found[spec.Name.Name] = append(found[spec.Name.Name], name.Name)
				}
			}
		}
		return true
	})
	return found
}
