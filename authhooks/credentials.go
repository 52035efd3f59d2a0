package authhooks

import (
	"fmt"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Credential is one field of a vendor package's Credentials, for
// [CheckCredentials].
type Credential struct {
	Name, Env string
	Value     Secret
	// Token reports that the value is a token, which has visible ASCII characters only.
	Token bool
	// Optional reports that the value may be empty.
	Optional bool
	// Header has no effect. What it asked for holds for every credential: none may begin or
	// end with a space.
	Header bool
}

// CheckCredentials returns a KindInvalidRequest error that names each wrong field. A field
// is wrong if it is empty, has an invisible character, or begins or ends with a space.
// The error names the code point of the character. Such characters come from copied text
// and from files, and the vendor would count a failed login.
func CheckCredentials(vendor string, fields ...Credential) error {
	var wrong []string
	for _, f := range fields {
		text := f.Value.Reveal()
		problem := textProblem(text)
		switch {
		case text == "" && !f.Optional:
			problem = "is empty: set it, or " + f.Env + " for CredentialsFromEnv"
		case problem == "" && text != "" && f.Token && !f.Value.Sendable():
			problem = "has characters that no token has"
		}
		if problem != "" {
			wrong = append(wrong, "Credentials."+f.Name+" "+problem)
		}
	}
	if len(wrong) > 0 {
		return vendorError(vendor, "new", strings.Join(wrong, "; "))
	}
	return nil
}

// textProblem says why text is no credential and what to do. It does not quote the text. It
// returns "" if nothing is wrong.
func textProblem(text string) string {
	if !utf8.ValidString(text) {
		return "is not UTF-8 text: convert what it was read from"
	}
	for _, r := range text {
		switch {
		case r == '\n' || r == '\r':
			return fmt.Sprintf("has a line break (%U): trim what it was read from", r)
		case r != ' ' && unicode.In(r, invisible...), r == brailleBlank:
			return fmt.Sprintf("has an invisible character (%U): remove it, or type the text anew", r)
		}
	}
	if strings.Trim(text, " ") != text {
		return fmt.Sprintf("begins or ends with a space (%U): trim it", ' ')
	}
	return ""
}

// fileProblem is textProblem for a secret that may be a key file. A text of several lines
// may have line breaks and tabs. A secret that is not UTF-8 text may have any bytes.
func fileProblem(text string) string {
	if !utf8.ValidString(text) {
		return ""
	}
	text = strings.Trim(text, "\r\n")
	if strings.ContainsAny(text, "\r\n") {
		text = strings.NewReplacer("\r", "-", "\n", "-", "\t", "-").Replace(text)
	}
	return textProblem(text)
}

// invisible lists controls, format characters and spaces of every width. It also lists
// fillers and variation selectors, which a font may leave out although Unicode has them in
// other categories.
var invisible = []*unicode.RangeTable{
	unicode.Cc, unicode.Cf, unicode.Z, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
}

// brailleBlank has the category of a symbol, but it shows no dot.
const brailleBlank = '\u2800'

// ClientCredentials are an id and a secret that a vendor issues for an application.
type ClientCredentials struct {
	ClientID     string
	ClientSecret Secret
}

// ClientCredentialsFromEnv reads <VENDOR>_CLIENT_ID and <VENDOR>_CLIENT_SECRET. It returns
// the error of [Env].
func ClientCredentialsFromEnv(vendor string) (ClientCredentials, error) {
	v, err := Env(vendor, clientID(vendor), clientSecret(vendor))
	if err != nil {
		return ClientCredentials{}, err
	}
	return ClientCredentials{ClientID: v[0], ClientSecret: NewSecret(v[1])}, nil
}

// Check calls [CheckCredentials] with both fields.
func (c ClientCredentials) Check(vendor string) error {
	return CheckCredentials(vendor,
		Credential{Name: "ClientID", Env: clientID(vendor), Value: NewSecret(c.ClientID)},
		Credential{Name: "ClientSecret", Env: clientSecret(vendor), Value: c.ClientSecret})
}

func clientID(vendor string) string     { return strings.ToUpper(vendor) + "_CLIENT_ID" }
func clientSecret(vendor string) string { return strings.ToUpper(vendor) + "_CLIENT_SECRET" }

func vendorError(vendor, op, message string) error {
	err := requestError(op, message)
	err.Vendor = vendor
	return err
}

// EnvValue reads an environment variable. It drops one trailing line break, since files and
// secret mounts often end with one.
func EnvValue(name string) string {
	v := strings.TrimSuffix(os.Getenv(name), "\n")
	return strings.TrimSuffix(v, "\r")
}

// Env reads the required environment variables of credentials, in order. The error is
// KindInvalidRequest. It names every missing or empty variable, or the first variable whose
// value has wrong characters (see [CheckCredentials]).
func Env(vendor string, names ...string) ([]string, error) {
	values, err := OptionalEnv(vendor, names...)
	if err != nil {
		return nil, err
	}
	var missing []string
	for i, name := range names {
		if values[i] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, MissingEnv(vendor, strings.Join(missing, " and "))
	}
	return values, nil
}

// OptionalEnv is [Env] for variables that need not be set.
func OptionalEnv(vendor string, names ...string) ([]string, error) {
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = EnvValue(name)
		if problem := textProblem(values[i]); problem != "" {
			return nil, vendorError(vendor, "credentialsFromEnv", name+" "+problem)
		}
	}
	return values, nil
}

// MissingEnv returns the error of a CredentialsFromEnv for the variables in what.
func MissingEnv(vendor, what string) error {
	return vendorError(vendor, "credentialsFromEnv", "not set in the environment: "+what)
}
