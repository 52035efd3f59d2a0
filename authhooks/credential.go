package authhooks

import "strings"

// Credential is one field of a vendor package's Credentials, for
// [CheckCredentials].
type Credential struct {
	Name, Env string
	Value     Secret
	// Header: it travels as a header's value, which must not begin or end with
	// a space. Token: it is a token, visible ASCII throughout.
	Header, Token bool
}

// CheckCredentials returns a KindInvalidRequest error that names the first
// field which is empty or holds a control character, and where to set it.
func CheckCredentials(vendor string, fields ...Credential) error {
	for _, f := range fields {
		var problem string
		switch text := f.Value.Reveal(); {
		case text == "":
			problem = "is empty: set it, or " + f.Env + " for CredentialsFromEnv"
		case !sendableText(text):
			problem = "has a line break or another control character: trim what it was read from"
		case f.Header && strings.TrimSpace(text) != text:
			problem = "begins or ends with a space, which no header keeps"
		case f.Token && !f.Value.Sendable():
			problem = "has characters that no token has"
		default:
			continue
		}
		err := requestError("new", "Credentials."+f.Name+" "+problem)
		err.Vendor = vendor
		return err
	}
	return nil
}

// ClientCredentials are an id and a secret that a vendor hands out for an
// application, as several vendors do.
type ClientCredentials struct {
	ClientID     string
	ClientSecret Secret
}

// ClientCredentialsFromEnv reads <VENDOR>_CLIENT_ID and <VENDOR>_CLIENT_SECRET.
// Its KindInvalidRequest error names what is missing.
func ClientCredentialsFromEnv(vendor string) (ClientCredentials, error) {
	v, err := Env(vendor, clientID(vendor), clientSecret(vendor))
	if err != nil {
		return ClientCredentials{}, err
	}
	return ClientCredentials{ClientID: v[0], ClientSecret: NewSecret(v[1])}, nil
}

// Check is [CheckCredentials] for both fields.
func (c ClientCredentials) Check(vendor string) error {
	return CheckCredentials(vendor,
		Credential{Name: "ClientID", Env: clientID(vendor), Value: NewSecret(c.ClientID)},
		Credential{Name: "ClientSecret", Env: clientSecret(vendor), Value: c.ClientSecret})
}

func clientID(vendor string) string     { return strings.ToUpper(vendor) + "_CLIENT_ID" }
func clientSecret(vendor string) string { return strings.ToUpper(vendor) + "_CLIENT_SECRET" }
