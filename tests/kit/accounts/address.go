package accounts

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Address is where a simulator listens and who may log in there. It is plain text, so that
// one process can tell another.
type Address struct {
	URL           string
	Plain, Secret map[string]string // the credentials by the name of their field
}

// tokenField is the field of credentials that holds a token from elsewhere. A client does
// not get it, because it would not log in then. Typed calls that need a token use it.
const tokenField = "Token"

func addressOf(url string, credentials any) Address {
	a := Address{URL: url, Plain: map[string]string{}, Secret: map[string]string{}}
	for field, value := range reflect.ValueOf(credentials).Fields() {
		if secret, ok := reflect.TypeAssert[authhooks.Secret](value); ok {
			a.Secret[field.Name] = secret.Reveal()
			continue
		}
		a.Plain[field.Name] = value.String()
	}
	return a
}

// Secrets are those of the credentials.
func (a Address) Secrets() []string { return slices.Sorted(maps.Values(a.Secret)) }

// LoginSecret is the secret that a login sends, a token from elsewhere left out.
func (a Address) LoginSecret() string {
	for _, name := range slices.Sorted(maps.Keys(a.Secret)) {
		if name != tokenField {
			return a.Secret[name]
		}
	}
	return ""
}

// IDs are the credentials that are no secrets.
func (a Address) IDs() []string { return slices.Sorted(maps.Values(a.Plain)) }

// Wrong returns the address with wrong secrets that have text. An API key keeps what shows
// that it is one.
func (v Vendor) Wrong(a Address, text string) Address { return a.WithSecrets(v.KeyPrefix + text) }

// WithSecrets returns the address with text in place of every secret.
func (a Address) WithSecrets(text string) Address {
	a.Secret = maps.Clone(a.Secret)
	for name := range a.Secret {
		a.Secret[name] = text
	}
	return a
}

// Fill puts the credentials into text, each in the place of the name of its field in
// braces.
func (a Address) Fill(text string) string {
	for _, values := range []map[string]string{a.Plain, a.Secret} {
		for name, value := range values {
			text = strings.ReplaceAll(text, "{"+name+"}", value)
		}
	}
	return text
}

// fill returns the credentials at an address, without a token from elsewhere.
func (v Vendor) fill(a Address) any {
	credentials := reflect.New(v.credentials).Elem()
	for field, value := range credentials.Fields() {
		secret, isSecret := a.Secret[field.Name]
		switch plain, isPlain := a.Plain[field.Name]; {
		case field.Name == tokenField:
		case isPlain:
			value.SetString(plain)
		case isSecret:
			value.Set(reflect.ValueOf(authhooks.NewSecret(secret)))
		}
	}
	return credentials.Interface()
}

// Field is one field of a vendor's credentials.
type Field struct {
	Name     string
	Variable string // of the environment, which CredentialsFromEnv reads
	IsSecret bool
}

var wordBreak = regexp.MustCompile(`([a-z])([A-Z])|([A-Z])([A-Z][a-z])`)

// Fields are those of the vendor's credentials.
func (v Vendor) Fields() []Field {
	var list []Field
	for field := range v.credentials.Fields() {
		if slices.Contains(v.unused, field.Name) {
			continue
		}
		list = append(list, Field{
			Name: field.Name, IsSecret: field.Type == secretType,
			Variable: v.variable(wordBreak.ReplaceAllString(field.Name, "${1}${3}_$2$4")),
		})
	}
	return list
}

func (v Vendor) variable(name string) string { return strings.ToUpper(v.ID() + "_" + name) }

// BaseURLVariable is the variable that BaseURLFromEnv reads.
func (v Vendor) BaseURLVariable() string { return v.variable("base_url") }

// Variables are those that CredentialsFromEnv reads, and the one of the base URL if New
// needs it.
func (v Vendor) Variables() []string {
	var list []string
	for _, f := range v.Fields() {
		list = append(list, f.Variable)
	}
	if v.NeedsURL {
		list = append(list, v.BaseURLVariable())
	}
	return list
}

// OwnVariables are the Variables that no other row of the vendor reads.
func (v Vendor) OwnVariables() []string {
	own := v.Variables()
	for _, other := range v.Rows() {
		if other.Name != v.Name {
			own = slices.DeleteFunc(own, func(name string) bool { return slices.Contains(other.Variables(), name) })
		}
	}
	return own
}

// Env is the environment in which a program logs in at an address: names with values.
func (v Vendor) Env(a Address) [][2]string {
	pairs := [][2]string{{v.BaseURLVariable(), a.URL}}
	for _, f := range v.Fields() {
		if f.Name != tokenField {
			pairs = append(pairs, [2]string{f.Variable, a.Plain[f.Name] + a.Secret[f.Name]})
		}
	}
	return pairs
}
