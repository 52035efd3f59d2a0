package take

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// Mark begins what a person must decide. `make test-tools` fails while one stands.
const Mark = "REVIEW:"

// vendor are the files of one vendor while they are edited.
type vendor struct {
	root, name    string
	spec, overlay *document
	index         *document
	client        string            // client.ts
	samples       map[string]string // by file
	record        *ledger.Ledger
	page          Page

	now    map[extract.Fact]bool // what the new page says
	moved  []move                // pointers that were renamed
	news   []news
	strict bool // leave alone whatever changes a Go type
}

// Page is the new page.
type Page struct {
	Statements []extract.Statement
	Text       string // as it was saved, for the samples
	Date       string
}

type move struct{ from, to string }

// news is a change and what became of it.
type news struct {
	drift.Change

	text string // what was edited
	open string // or why a person must do it
}

func load(root, name string, page Page) (*vendor, error) {
	v := &vendor{root: root, name: name, page: page, samples: map[string]string{}, now: map[extract.Fact]bool{}}
	for _, file := range []struct {
		name string
		into **document
	}{{"openapi.yaml", &v.spec}, {"overlay.yaml", &v.overlay}, {"examples/index.yaml", &v.index}} {
		text, err := os.ReadFile(v.path(file.name))
		if err != nil {
			return nil, err
		}
		if *file.into, err = parse(string(text)); err != nil {
			return nil, fmt.Errorf("specs/%s/%s: %w", name, file.name, err)
		}
	}
	for i := 0; i < len(v.index.root.Content); i += 2 {
		file := v.index.root.Content[i].Value
		text, err := os.ReadFile(v.path("examples/" + file))
		if err != nil {
			return nil, err
		}
		v.samples[file] = string(text)
	}
	text, err := os.ReadFile(v.path("client.ts"))
	if err != nil {
		return nil, err
	}
	v.client = string(text)
	for _, s := range page.Statements {
		f := s.Same()
		v.now[f] = true
		f.Owner = ""
		v.now[f] = true
	}
	v.record, err = ledger.Load(root, name)
	return v, err
}

func (v *vendor) path(file string) string {
	return filepath.Join(v.root, "specs", v.name, filepath.FromSlash(file))
}

// save writes every file but the ledger, which writes itself.
func (v *vendor) save() error {
	files := map[string]string{"openapi.yaml": v.spec.text, "overlay.yaml": v.overlay.text, "client.ts": v.client}
	for file, text := range v.samples {
		files["examples/"+file] = text
	}
	for file, text := range files {
		if err := os.WriteFile(v.path(file), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// stated reports whether the new page says a fact, under any operation.
func (v *vendor) stated(f extract.Fact) bool {
	f = f.Same()
	f.Owner = ""
	return v.now[f]
}

// names reports whether the new page has a field, a key or a parameter of this name.
func (v *vendor) names(name string) bool {
	for _, s := range v.page.Statements {
		switch s.Kind {
		case extract.Field, extract.Shape, extract.Parameter, extract.Header:
			if leaf(s.Name) == name {
				return true
			}
		}
	}
	return false
}

// leaf is the last key of a key path.
func leaf(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// What goes on a path, and on a host.
const (
	onPath = `\w./~{}-`
	onHost = `\w.-`
)

// replaceToken puts one host or path in the place of another, wherever it stands whole.
func replaceToken(text, before, after string) string {
	goesOn := onHost
	if strings.HasPrefix(before, "/") {
		goesOn = onPath
	}
	pattern := regexp.MustCompile(`(?m)(?:^|[^` + goesOn + `])(` + regexp.QuoteMeta(before) + `)(?:$|[^` + goesOn + `]|\.$|\.\s)`)
	var out strings.Builder
	for {
		at := pattern.FindStringSubmatchIndex(text)
		if at == nil {
			return out.String() + text
		}
		out.WriteString(text[:at[2]] + after)
		text = text[at[3]:]
	}
}

// moveTo tells that what was at one pointer is now at another.
func (v *vendor) moveTo(from, to string) {
	v.moved = append(v.moved, move{from, to})
}

// moveAll gives the pointers of an entry as they are after the edits.
func (v *vendor) moveAll(pointers []string) []string {
	out := slices.Clone(pointers)
	for i := range out {
		for _, m := range v.moved {
			if rest, ok := strings.CutPrefix(out[i], m.from); ok && (rest == "" || rest[0] == '/') {
				out[i] = m.to + rest
			}
		}
	}
	return out
}

// goName is the name that a schema's field, or a parameter, has in the generated client.
func (v *vendor) goName(schema, name string) string {
	goName, _ := v.goField(schema, name)
	return goName
}

// goType is the type that a property has there.
func (v *vendor) goType(pointer string) string {
	_, goType := v.goField(last(parent(parent(pointer))), last(pointer))
	return goType
}

func (v *vendor) goField(schema, name string) (goName, goType string) {
	raw, err := os.ReadFile(filepath.Join(v.root, "gen", v.name+"api", "client.gen.go"))
	if err != nil {
		return "", ""
	}
	in := `\w+Params`
	if schema != "" {
		in = regexp.QuoteMeta(schema)
	}
	body := regexp.MustCompile(`(?s)\ntype ` + in + ` struct \{\n.*?\n\}\n`)
	field := regexp.MustCompile(`(?m)^\s+(\w+)\s+(\S+)\s.*json:"` + regexp.QuoteMeta(name) + `[",]`)
	for _, structure := range body.FindAllString(string(raw), -1) {
		if m := field.FindStringSubmatch(structure); m != nil {
			return m[1], m[2]
		}
	}
	return "", ""
}

// keepGoName lets the generated client keep a name that programs use.
func (v *vendor) keepGoName(target, goName string) error {
	if goName == "" {
		return nil
	}
	return v.keepGo(target, "x-go-name: "+goName)
}

// keepGo adds an action to the overlay that keeps what programs use.
func (v *vendor) keepGo(target, update string) error {
	if strings.Contains(v.overlay.text, "target: "+word(target)+"\n") {
		return nil
	}
	actions, ok := v.overlay.find("/actions")
	if !ok || len(actions.value.Content) == 0 {
		return fmt.Errorf("specs/%s/overlay.yaml has no actions", v.name)
	}
	return v.overlay.after("/actions/"+numeral(len(actions.value.Content)-1),
		"- target: "+word(target), "  description: The page has changed; programs use this", "  update:", "    "+update)
}
