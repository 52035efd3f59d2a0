package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// unneeded returns the test files of pkg that the named test does not use, by the names that
// they declare: most of a test binary's time is in compiling what will not run.
func (t tree) unneeded(pkg, test string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(t.root, pkg))
	if err != nil {
		return nil, err
	}
	uses := make(map[string]map[string]bool) // by file
	declared := make(map[string][]string)    // files, by name
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(t.root, pkg, e.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, name := range declarations(file) {
			declared[name] = append(declared[name], e.Name())
		}
		names := make(map[string]bool)
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				names[id.Name] = true
			}
			return true
		})
		uses[e.Name()] = names
	}
	top, _, _ := strings.Cut(test, "/")
	needed := make(map[string]bool)
	for todo := slices.Clone(declared[top]); len(todo) > 0; {
		file := todo[0]
		todo = todo[1:]
		if needed[file] {
			continue
		}
		needed[file] = true
		for name := range uses[file] {
			todo = append(todo, declared[name]...)
		}
	}
	var rest []string
	for file := range uses {
		if !needed[file] {
			rest = append(rest, filepath.Join(pkg, file))
		}
	}
	slices.Sort(rest)
	return rest, nil
}

// declarations returns the names of a file that another may use, those of methods among them.
func declarations(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.Name != "init" && d.Name.Name != "TestMain" {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return n == "_" })
}
