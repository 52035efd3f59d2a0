package drift

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Index finds the Go identifiers of a vendor that a fact touches: in its
// generated client and in its hand-written package.
type Index struct {
	fields []goField
	decls  []goDecl
	errs   map[string][]string // by code, which may mean more than one thing
}

// goField is a field of a generated type.
type goField struct{ pkg, structure, name, tag string }

// goDecl is a declaration and the words in it.
type goDecl struct {
	name      string
	generated bool
	literals  []string
	words     []string
	durations []time.Duration
}

// NewIndex parses the vendor's packages.
func NewIndex(root, vendor string) (*Index, error) {
	x := &Index{errs: map[string][]string{}}
	for _, dir := range []string{filepath.Join("gen", vendor+"api"), filepath.Join("clients", vendor)} {
		entries, err := os.ReadDir(filepath.Join(root, dir))
		if errors.Is(err, fs.ErrNotExist) {
			continue // no Go is written for the vendor yet
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, dir, e.Name()), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			x.file(file, strings.HasPrefix(dir, "gen"))
		}
	}
	return x, nil
}

func (x *Index) file(file *ast.File, generated bool) {
	pkg := file.Name.Name
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			x.decl(pkg+"."+receiver(d)+d.Name.Name, generated, d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					x.decl(pkg+"."+spec.Names[0].Name, generated, spec)
				case *ast.TypeSpec:
					if structure, ok := spec.Type.(*ast.StructType); ok {
						x.structure(pkg, spec.Name.Name, structure)
					}
				}
			}
		}
	}
}

func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if name, ok := t.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}

func (x *Index) structure(pkg, name string, s *ast.StructType) {
	for _, f := range s.Fields.List {
		if f.Tag == nil || len(f.Names) == 0 {
			continue
		}
		raw, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			continue
		}
		tag := reflect.StructTag(raw).Get("json")
		if tag == "" {
			tag = reflect.StructTag(raw).Get("form")
		}
		key, _, _ := strings.Cut(tag, ",")
		x.fields = append(x.fields, goField{pkg, name, f.Names[0].Name, key})
	}
}

func (x *Index) decl(name string, generated bool, node ast.Node) {
	d := goDecl{name: name, generated: generated}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil {
				d.literals = append(d.literals, text)
			}
		case *ast.Ident:
			d.words = append(d.words, n.Name)
		case *ast.BinaryExpr:
			if length, ok := duration(n); ok {
				d.durations = append(d.durations, length)
			}
		case *ast.CompositeLit:
			x.code(strings.SplitN(name, ".", 2)[0], n)
		}
		return true
	})
	x.decls = append(x.decls, d)
}

// code notes the error value of a row of Codes().
func (x *Index) code(pkg string, row *ast.CompositeLit) {
	code, sentinel := "", ""
	for _, element := range row.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return
		}
		key, _ := pair.Key.(*ast.Ident)
		switch value := pair.Value.(type) {
		case *ast.BasicLit:
			if key != nil && key.Name == "Code" {
				code, _ = strconv.Unquote(value.Value)
			}
		case *ast.Ident:
			if key != nil && key.Name == "Err" {
				sentinel = value.Name
			}
		}
	}
	if code != "" && sentinel != "" {
		x.errs[code] = append(x.errs[code], pkg+"."+sentinel)
	}
}

// duration evaluates products such as 24 * time.Hour.
func duration(e ast.Expr) (time.Duration, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		n, err := strconv.ParseInt(e.Value, 0, 64)
		return time.Duration(n), err == nil
	case *ast.SelectorExpr:
		unit, ok := map[string]time.Duration{
			"Millisecond": time.Millisecond, "Second": time.Second, "Minute": time.Minute, "Hour": time.Hour,
		}[e.Sel.Name]
		return unit, ok
	case *ast.BinaryExpr:
		a, ok := duration(e.X)
		b, ok2 := duration(e.Y)
		return time.Duration(int64(a) * int64(b)), ok && ok2 && e.Op == token.MUL
	}
	return 0, false
}
