package authtest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// Whatever stands under these names is struck out, even if this simulator never
// issued it: somebody may point a client with real credentials at it.
var (
	secretHeaders = []string{"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "Token", "X-Token", "Password"}
	secretNames   = `(?:x-token|token|password|Password|client_secret|access_token|accessToken|refresh_token|access_key|signature)`

	secretField = regexp.MustCompile(`("` + secretNames + `"\s*:\s*)"(?:[^"\\]|\\.)*"`)
	secretPair  = regexp.MustCompile(`((?:^|&)` + secretNames + `=)[^&]*`)
	jwtText     = regexp.MustCompile(`eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*`)
)

// striker takes secrets out of text.
type striker struct{ known *strings.Replacer }

// newStriker takes the secrets out in every form that requests and answers have them in.
func newStriker(secrets []string) striker {
	forms := make(map[string]bool, 2*len(secrets))
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		if quoted, err := json.Marshal(secret); err == nil {
			forms[string(quoted[1:len(quoted)-1])] = true
		}
		for _, form := range []string{
			secret,
			url.QueryEscape(secret), url.PathEscape(secret), strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
			base64.StdEncoding.EncodeToString([]byte(secret)),
		} {
			forms[form] = true
		}
	}
	list := make([]string, 0, len(forms))
	for form := range forms {
		list = append(list, form)
	}
	// The longest first: of two secrets one may begin with the other.
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(list))
	for _, form := range list {
		pairs = append(pairs, form, wire.Redacted)
	}
	return striker{known: strings.NewReplacer(pairs...)}
}

func (s striker) exchange(e Exchange) Exchange {
	e.Path = s.text(e.Path)
	e.RawQuery = secretPair.ReplaceAllString(s.text(e.RawQuery), "${1}"+wire.Redacted)
	s.header(e.RequestHeader)
	s.header(e.ResponseHeader)
	e.RequestBody, e.ResponseBody = s.body(e.RequestBody), s.body(e.ResponseBody)
	return e
}

func (s striker) text(text string) string {
	text = s.known.Replace(text)
	if strings.Contains(text, "eyJ") { // a regexp on every large upload takes its time
		text = jwtText.ReplaceAllLiteralString(text, wire.Redacted)
	}
	return text
}

func (s striker) header(header http.Header) {
	for name, values := range header {
		for i := range values {
			if slices.Contains(secretHeaders, name) {
				values[i] = wire.Redacted
				continue
			}
			values[i] = s.text(values[i])
		}
	}
}

func (s striker) body(body []byte) []byte {
	if len(body) == 0 {
		return body
	}
	text := s.text(string(body))
	if strings.ContainsRune(text, '"') {
		text = secretField.ReplaceAllString(text, `${1}"`+wire.Redacted+`"`)
	}
	if strings.ContainsRune(text, '=') {
		text = secretPair.ReplaceAllString(text, "${1}"+wire.Redacted)
	}
	return []byte(text)
}
