package authtest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// These values are always removed, even if this simulator never issued them. A client
// with real credentials may call a simulator. The names of fields, which parameters and
// headers may have too, are those of RFC 6749.
var (
	secretHeaders = []string{"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"}
	secretFields  = []string{"access_token", "refresh_token", "client_secret", "password", "token"}
)

// secretNames are the names under which values are secret.
type secretNames struct {
	headers     []string
	field, pair *regexp.Regexp
}

// newSecretNames adds a vendor's names to those that are always secret.
func newSecretNames(vendor []string) secretNames {
	alternatives := make([]string, 0, len(secretFields)+len(vendor))
	names := secretNames{headers: slices.Clone(secretHeaders)}
	for _, name := range slices.Concat(secretFields, vendor) {
		alternatives = append(alternatives, regexp.QuoteMeta(name))
		names.headers = append(names.headers, http.CanonicalHeaderKey(name))
	}
	alternative := `(?:` + strings.Join(alternatives, "|") + `)`
	names.field = regexp.MustCompile(`(?i)("` + alternative + `"\s*:\s*)"(?:[^"\\]|\\.)*"`)
	names.pair = regexp.MustCompile(`(?i)((?:^|&)` + alternative + `=)[^&]*`)
	return names
}

// striker removes secrets from text, as the core does in its errors.
type striker struct {
	names secretNames
	known *redact.Redactor
}

func newStriker(names secretNames, secrets []string) striker {
	list := make([]wire.Secret, len(secrets))
	for i, secret := range secrets {
		list[i] = wire.NewSecret(secret)
	}
	return striker{names, redact.New(list...)}
}

func (s striker) exchange(e Exchange) Exchange {
	e.Path = s.known.Strike(e.Path)
	e.RawQuery = s.names.pair.ReplaceAllString(s.known.Strike(e.RawQuery), "${1}"+wire.Redacted)
	s.header(e.RequestHeader)
	s.header(e.ResponseHeader)
	e.RequestBody, e.ResponseBody = s.body(e.RequestBody), s.body(e.ResponseBody)
	return e
}

func (s striker) header(header http.Header) {
	for name, values := range header {
		for i := range values {
			if slices.Contains(s.names.headers, name) {
				values[i] = wire.Redacted
				continue
			}
			values[i] = s.known.Strike(values[i])
		}
	}
}

func (s striker) body(body []byte) []byte {
	if len(body) == 0 {
		return body
	}
	text := s.known.Strike(string(body))
	if strings.ContainsRune(text, '"') {
		text = s.names.field.ReplaceAllString(text, `${1}"`+wire.Redacted+`"`)
	}
	if strings.ContainsRune(text, '=') {
		text = s.names.pair.ReplaceAllString(text, "${1}"+wire.Redacted)
	}
	return []byte(text)
}
