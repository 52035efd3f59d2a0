package authhooks

import "strings"

// Credential is one field of a vendor package's Credentials, for
// [CheckCredentials]. Its Value is never shown.
type Credential struct {
	Name, Env, Value string
}

// CheckCredentials returns a KindInvalidRequest error that names the first
// field which is empty or holds a control character, and where to set it.
func CheckCredentials(vendor string, fields ...Credential) error {
	for _, f := range fields {
		var problem string
		switch {
		case f.Value == "":
			problem = "is empty: set it, or " + f.Env + " for CredentialsFromEnv"
		case !sendableText(f.Value):
			problem = "has a line break or another control character: trim what it was read from"
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
		Credential{Name: "ClientID", Env: clientID(vendor), Value: c.ClientID},
		Credential{Name: "ClientSecret", Env: clientSecret(vendor), Value: c.ClientSecret.Reveal()})
}

func clientID(vendor string) string     { return strings.ToUpper(vendor) + "_CLIENT_ID" }
func clientSecret(vendor string) string { return strings.ToUpper(vendor) + "_CLIENT_SECRET" }
