package hostile_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// canaries are secrets that must not be found anywhere, with every writing of
// them that is looked for. Safe for concurrent use.
type canaries struct {
	mu    sync.Mutex
	known map[string]bool
	forms []form
}

// shortest is the least length of a secret: shorter ones are found by chance.
const shortest = 8

// form is one writing of a secret. what names it without showing it.
type form struct{ what, text string }

// everySecret holds the secrets of all runs, for what the whole process wrote.
var everySecret canaries

// add learns secrets, and tells everySecret of them.
func (c *canaries) add(secrets ...string) {
	if c != &everySecret {
		everySecret.add(secrets...)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[string]bool{}
	}
	for _, s := range secrets {
		if len(s) < shortest || c.known[s] {
			continue
		}
		c.known[s] = true
		c.forms = append(c.forms, formsOf(s, len(c.known))...)
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

// search names what it finds in text, never quoting it. It goes through the text
// once: there are thousands of forms, and megabytes.
func (c *canaries) search(text string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	begins := map[[shortest]byte][]form{}
	for _, f := range c.forms {
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

// shown is everything that can be printed of v: every verb, JSON, and slog's
// two handlers at debug level.
func shown(v any) string {
	var b strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	raw, err := json.Marshal(v)
	fmt.Fprintln(&b, string(raw), err)
	options := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, options), slog.NewJSONHandler(&b, options)} {
		slog.New(h).Debug("shown", slog.Any("v", v))
	}
	return b.String()
}

// chain is an error and all that it unwraps to, shown.
func chain(err error) string {
	var b strings.Builder
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "%T %s\n", err, shown(err))
		if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // this very error's method
			for _, e := range joined.Unwrap() {
				b.WriteString(chain(e))
			}
		}
	}
	return b.String()
}

// secretsOf are the strings that must not show, of what a test knows.
func secretsOf(id string, secrets []authhooks.Secret) []string {
	var all []string
	for _, s := range secrets {
		all = append(all, s.Reveal(), id+":"+s.Reveal())
	}
	return all
}

// A search that finds nothing proves something only if it can find.
func TestCanarySearchBites(t *testing.T) {
	t.Parallel()
	var c canaries
	secret := authtest.RandomSecret(24)
	c.add(secret)
	for name, leak := range map[string]string{
		"raw":             "x" + secret + "y",
		"base64":          base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64url":       base64.URLEncoding.EncodeToString([]byte(secret)),
		"Basic":           base64.StdEncoding.EncodeToString([]byte("an-id:" + secret)),
		"Basic, 1 more":   base64.StdEncoding.EncodeToString([]byte("an-id2:" + secret + "!")),
		"Basic, 2 more":   base64.StdEncoding.EncodeToString([]byte("an-id23:" + secret + "!!")),
		"query":           "q=" + url.QueryEscape(secret),
		"path":            "/" + url.PathEscape(secret) + "/",
		"percent":         fmt.Sprintf("%%%x", strings.Join(strings.Split(hex.EncodeToString([]byte(secret)), ""), "")),
		"hex":             hex.EncodeToString([]byte(secret)),
		"HEX":             strings.ToUpper(hex.EncodeToString([]byte(secret))),
		"JSON":            shown(map[string]string{"a": secret}),
		"error":           chain(fmt.Errorf("outer: %w", errors.New(secret))),
		"hidden in chain": chain(&authhooks.Error{Message: "fine", Err: errors.New(secret)}),
		"joined":          chain(errors.Join(errors.New("fine"), errors.New(secret))),
		"exported field":  chain(&authhooks.Error{RequestID: secret}),
		"bytes":           shown([]byte(secret)),
	} {
		if name == "percent" {
			var b strings.Builder
			for i := range len(secret) {
				fmt.Fprintf(&b, "%%%02x", secret[i])
			}
			leak = b.String()
		}
		assert.NotEmpty(t, c.search(leak), name)
	}
	assert.Empty(t, c.search(shown(authhooks.NewSecret(secret))))
	assert.Empty(t, c.search(secret[:len(secret)/2]), "a half is not the whole")
}
