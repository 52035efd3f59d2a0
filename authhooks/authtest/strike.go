package authtest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// Values under these names are always removed, even if this simulator never issued them.
// A client with real credentials may call a simulator.
var (
	secretHeaders = []string{"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "Token", "X-Token", "Password"}
	secretNames   = `(?:x-token|token|password|Password|client_secret|access_token|accessToken|refresh_token|access_key|signature)`

	secretField = regexp.MustCompile(`("` + secretNames + `"\s*:\s*)"(?:[^"\\]|\\.)*"`)
	secretPair  = regexp.MustCompile(`((?:^|&)` + secretNames + `=)[^&]*`)
)

// striker removes secrets from text, as the core does in its errors.
type striker struct{ known *redact.Redactor }

func newStriker(secrets []string) striker {
	list := make([]wire.Secret, len(secrets))
	for i, secret := range secrets {
		list[i] = wire.NewSecret(secret)
	}
	return striker{redact.New(list...)}
}

func (s striker) exchange(e Exchange) Exchange {
	e.Path = s.known.Strike(e.Path)
	e.RawQuery = secretPair.ReplaceAllString(s.known.Strike(e.RawQuery), "${1}"+wire.Redacted)
	s.header(e.RequestHeader)
	s.header(e.ResponseHeader)
	e.RequestBody, e.ResponseBody = s.body(e.RequestBody), s.body(e.ResponseBody)
	return e
}

func (s striker) header(header http.Header) {
	for name, values := range header {
		for i := range values {
			if slices.Contains(secretHeaders, name) {
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
		text = secretField.ReplaceAllString(text, `${1}"`+wire.Redacted+`"`)
	}
	if strings.ContainsRune(text, '=') {
		text = secretPair.ReplaceAllString(text, "${1}"+wire.Redacted)
	}
	return []byte(text)
}
