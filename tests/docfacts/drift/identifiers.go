package drift

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/vendorauth/vendorauth-go/tests/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/docfacts/ledger"
)

// Index finds the Go identifiers of a vendor that a fact touches: in its
// generated client and in its hand-written package.
type Index struct {
	fields []goField
	decls  []goDecl
	errs   map[string]string // by code
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
	x := &Index{errs: map[string]string{}}
	for _, dir := range []string{filepath.Join("gen", vendor+"api"), filepath.Join("clients", vendor)} {
		entries, err := os.ReadDir(filepath.Join(root, dir))
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
		x.errs[code] = pkg + "." + sentinel
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
		return a * b, ok && ok2 && e.Op == token.MUL
	}
	return 0, false
}

// most is how many identifiers a line of the report bears.
const most = 6

// touched are the identifiers that the change concerns.
func (x *Index) touched(c *Change, spec *ledger.Spec) []string {
	var found []string
	add := func(name string) {
		if name != "" && !slices.Contains(found, name) && len(found) < most {
			found = append(found, name)
		}
	}
	old := c.entry
	name := old.Name[strings.LastIndexByte(old.Name, '/')+1:]
	switch c.Kind {
	case extract.Code:
		if c.What != Added {
			add(x.errs[old.Name])
		}
		for _, d := range x.decls {
			if strings.HasSuffix(d.name, ".Codes") {
				add(d.name)
			}
		}
	case extract.Field, extract.Shape, extract.Parameter, extract.Unit, extract.Constant:
		x.fieldNamed(name, schemas(old.Spec), add)
		if c.Kind == extract.Constant {
			add(x.errs[strings.Trim(old.Value, `"`)])
			x.literal(strings.Trim(old.Value, `"`), add)
		}
	case extract.Path, extract.Endpoint, extract.Method, extract.Media, extract.Status, extract.In:
		for _, id := range operations(old, spec) {
			x.operation(id, add)
		}
	case extract.Host, extract.Port:
		x.literal(strings.TrimPrefix(strings.TrimPrefix(old.Value, "https://"), "http://"), add)
	case extract.Quantity:
		if length, ok := extract.Duration(old.Value); ok {
			for _, d := range x.decls {
				if slices.Contains(d.durations, length) {
					add(d.name)
				}
			}
		}
	default:
		x.literal(name, add)
		x.literal(old.Value, add)
		x.fieldNamed(name, nil, add)
	}
	return found
}

// fieldNamed adds the generated fields of a JSON name and what reads them.
func (x *Index) fieldNamed(name string, types []string, add func(string)) {
	for _, f := range x.fields {
		if f.tag != name || len(types) > 0 && !slices.Contains(types, f.structure) {
			continue
		}
		add(f.pkg + "." + f.structure + "." + f.name)
		for _, d := range x.decls {
			if !d.generated && slices.Contains(d.words, f.name) {
				add(d.name)
			}
		}
	}
}

// literal adds the declarations that hold a text as a word.
func (x *Index) literal(text string, add func(string)) {
	if text == "" {
		return
	}
	for _, d := range x.decls {
		if slices.ContainsFunc(d.literals, func(l string) bool {
			return strings.EqualFold(l, text) || len(text) > 6 && strings.Contains(strings.ToLower(l), strings.ToLower(text))
		}) {
			add(d.name)
		}
	}
}

// operation adds what builds and what sends an operation's request.
func (x *Index) operation(id string, add func(string)) {
	exported := string(unicode.ToUpper(rune(id[0]))) + id[1:]
	for _, d := range x.decls {
		if d.generated && strings.Contains(d.name, ".New"+exported+"Request") && strings.HasPrefix(d.name[strings.IndexByte(d.name, '.'):], ".New"+exported+"Request") {
			add(d.name)
		}
	}
	for _, d := range x.decls {
		if !d.generated && slices.ContainsFunc(d.words, func(w string) bool {
			return w == exported || strings.HasPrefix(w, exported+"With")
		}) {
			add(d.name)
		}
	}
}

// schemas are the names of the schemas that pointers lead into.
func schemas(pointers []string) []string {
	var names []string
	for _, p := range pointers {
		if rest, ok := strings.CutPrefix(p, "/components/schemas/"); ok {
			name, _, _ := strings.Cut(rest, "/")
			names = append(names, name)
		}
	}
	return names
}

// operations are the operationIds of the paths that an entry's pointers or owner name.
func operations(e ledger.Entry, spec *ledger.Spec) []string {
	var ids []string
	for _, p := range append(slices.Clone(e.Spec), spec.Operation(e.Owner)) {
		parts := strings.Split(p, "/")
		if len(parts) < 3 || parts[1] != "paths" {
			continue
		}
		ids = append(ids, spec.OperationIDs("/"+strings.Join(parts[1:min(4, len(parts))], "/"))...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
