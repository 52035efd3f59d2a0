// Package extract reads the facts out of a documentation page: what a program
// must know to call the API, and nothing of how the page words or arranges it.
package extract

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Kinds of facts.
const (
	Host       = "host"       // value: scheme, host and port as stated
	Port       = "port"       // value: the number, where a page states it by itself
	Path       = "path"       // value: the path; a sample's value in it is {}
	Endpoint   = "endpoint"   // value: method and path, where both are stated as one
	Method     = "method"     // value: the method
	Status     = "status"     // value: an HTTP status, or "not" and one
	Media      = "media"      // value: a content type
	Auth       = "auth"       // value: an authentication scheme
	Algorithm  = "algorithm"  // value: an encoding or digest by name
	Header     = "header"     // name: a header that samples or tables send
	In         = "in"         // value: where parameters go, as a heading says
	Field      = "field"      // name: a row of a table; value: its type and required mark
	Parameter  = "parameter"  // name: what a sample sends; value: a constant, if it is one
	Shape      = "shape"      // name: a key path of a JSON sample; value: its JSON type
	Constant   = "constant"   // name: a key path or a row; value: what is always there
	Code       = "code"       // name: an error code; value: its text
	Quantity   = "quantity"   // value: a number with its unit
	Unit       = "unit"       // name: a field; value: the unit its description gives
	Fixed      = "fixed"      // value: what a text says to be fixed or the default
	Identifier = "identifier" // name: an identifier that only a sentence gives
	Claim      = "claim"      // name: a claim of a sample JWT; value: its JSON type
)

// Prose is the place of what a sentence says; it may be reworded, so that one
// statement more or less of something stated elsewhere is no change.
const Prose = "prose"

// Fact is what a page says, wherever it says so.
type Fact struct {
	Kind  string `json:"kind"`
	Owner string `json:"owner,omitempty"` // the operation and "request" or "answer"; empty: the page
	Name  string `json:"name,omitempty"`
	Value string `json:"value,omitempty"`
}

// Statement is one place of a page that states a fact.
type Statement struct {
	Fact

	Place string // table, label, prose, json, or the kind of a sample
	Line  int    // in the document
	// Readings are other values that the place may state, where a page's text
	// does not show how far it goes.
	Readings []string
}

// Compare orders facts as facts.yaml lists them.
func Compare(a, b Fact) int {
	return cmp.Or(cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
}

var kinds = []string{
	Host, Port, Path, Endpoint, Method, Status, Media, Auth, Algorithm, Header, In, Field, Parameter, Shape, Constant, Code,
	Quantity, Unit, Fixed, Identifier, Claim,
}

func rank(kind string) int { return slices.Index(kinds, kind) }

// String is the fact for a person.
func (f Fact) String() string {
	parts := []string{f.Kind}
	if f.Name != "" {
		parts = append(parts, f.Name)
	}
	text := strings.Join(parts, " ")
	if f.Value != "" {
		text += " = " + f.Value
	}
	return text
}

// Same is f with its value in the form in which values are compared: of an
// error's text the letters and digits only.
func (f Fact) Same() Fact {
	switch f.Kind {
	case Code:
		f.Value = letters(f.Value)
	case Field, Header:
		f.Value = strings.ToLower(f.Value)
		if f.Kind == Header {
			f.Name = strings.ToLower(f.Name)
		}
	case Constant, Fixed:
		if strings.ContainsRune(f.Value, ' ') {
			f.Value = letters(f.Value)
		}
	}
	return f
}

// letters keeps what a text says when blanks, punctuation and case are nothing.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
