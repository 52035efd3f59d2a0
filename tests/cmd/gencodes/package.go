package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// goPackage is what a vendor's hand-written package says of its clients.
type goPackage struct {
	fields       []string // of Credentials
	takesBaseURL bool     // New takes a base URL first
	takesAPIKey  bool     // there is a NewWithAPIKey, and an APIKeyFromEnv
}

// readPackage reads the source, because the package cannot be compiled yet.
func readPackage(dir string) (goPackage, error) {
	var p goPackage
	entries, err := os.ReadDir(dir)
	if err != nil {
		return p, err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") || strings.HasSuffix(e.Name(), ".gen.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, 0)
		if err != nil {
			return p, err
		}
		ast.Inspect(file, p.visit)
	}
	if len(p.fields) == 0 {
		return p, fmt.Errorf("%s has no type Credentials", dir)
	}
	return p, nil
}

func (p *goPackage) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.TypeSpec:
		if n.Name.Name != "Credentials" {
			return true
		}
		p.fields = []string{"ClientID", "ClientSecret"} // those of authhooks.ClientCredentials
		if fields, is := n.Type.(*ast.StructType); is {
			p.fields = nil
			for _, f := range fields.Fields.List {
				for _, name := range f.Names {
					p.fields = append(p.fields, name.Name)
				}
			}
		}
	case *ast.FuncDecl:
		p.takesAPIKey = p.takesAPIKey || n.Name.Name == "NewWithAPIKey"
		if n.Name.Name == "New" && n.Recv == nil && len(n.Type.Params.List) > 0 {
			first, is := n.Type.Params.List[0].Type.(*ast.Ident)
			p.takesBaseURL = is && first.Name == "string"
		}
	}
	return true
}

var wordEnd = regexp.MustCompile(`([a-z])([A-Z])`)

// variables returns the environment variables of the credentials' fields.
func variables(vendor string, fields []string) []string {
	names := make([]string, 0, len(fields))
	for _, field := range fields {
		names = append(names, strings.ToUpper(vendor+"_"+wordEnd.ReplaceAllString(field, "${1}_${2}")))
	}
	return names
}
