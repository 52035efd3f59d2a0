// Package canary looks for secrets where they must not be: in any writing of them,
// in all that a value can be printed as.
package canary

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Set is secrets that must not be found anywhere, with every writing of them that
// is looked for. The zero value is empty. Safe for concurrent use.
type Set struct {
	mu    sync.Mutex
	known map[string]bool
	forms []form
}

// shortest is the least length of a secret: shorter ones are found by chance.
const shortest = 8

// form is one writing of a secret. what names it without showing it.
type form struct{ what, text string }

// Add learns secrets. Those too short to be told from chance are left out.
func (s *Set) Add(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[string]bool{}
	}
	for _, secret := range secrets {
		if len(secret) < shortest || s.known[secret] {
			continue
		}
		s.known[secret] = true
		s.forms = append(s.forms, formsOf(secret, len(s.known))...)
	}
}

// formsOf lists the writings. Base64 is looked for at each of its three
// alignments, so that a secret is found inside a longer encoded text.
func formsOf(secret string, n int) []form {
	escape := func(format string) string {
		var b strings.Builder
		for i := range len(secret) {
			fmt.Fprintf(&b, format, secret[i])
		}
		return b.String()
	}
	forms := []form{
		{"raw", secret},
		{"percent, as in a query", url.QueryEscape(secret)},
		{"percent, as in a path", url.PathEscape(secret)},
		{"percent, throughout", escape("%%%02X")},
		{"percent, small", escape("%%%02x")},
		{"hex", hex.EncodeToString([]byte(secret))},
		{"HEX", strings.ToUpper(hex.EncodeToString([]byte(secret)))},
		{"hex in bytes", strings.TrimSuffix(escape("%02x "), " ")},
		{"decimal bytes", strings.TrimSuffix(escape("%d "), " ")},
	}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, form{"JSON", string(quoted[1 : len(quoted)-1])})
	}
	for shift := range 3 {
		padded := append(bytes.Repeat([]byte{0}, shift), secret...)
		from, to := (shift*8+5)/6, len(padded)*8/6 // the characters that hold nothing but the secret
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := encoding.EncodeToString(padded)[from:to]
			forms = append(forms, form{name, text}, form{name + ", percent", url.QueryEscape(text)})
		}
	}
	for i := range forms {
		forms[i].what = fmt.Sprintf("secret %d, %s", n, forms[i].what)
	}
	slices.SortFunc(forms, func(a, b form) int { return strings.Compare(a.text, b.text) })
	return slices.CompactFunc(forms, func(a, b form) bool { return a.text == b.text })
}

// Search names what it finds in text, never quoting it. It goes through the text
// once: there are thousands of forms, and megabytes.
func (s *Set) Search(text string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	begins := map[[shortest]byte][]form{}
	for _, f := range s.forms {
		key := [shortest]byte([]byte(f.text[:shortest]))
		begins[key] = append(begins[key], f)
	}
	seen := map[string]bool{}
	var key [shortest]byte
	for i := range max(0, len(text)-shortest+1) {
		copy(key[:], text[i:])
		for _, f := range begins[key] {
			if strings.HasPrefix(text[i:], f.text) {
				seen[f.what] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
