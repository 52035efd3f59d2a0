package canary_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// guarded hides its text from all printers that ask it.
type guarded struct{ text string }

func (guarded) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte("hidden")) }
func (guarded) LogValue() slog.Value         { return slog.StringValue("hidden") }
func (guarded) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// A search that finds nothing proves something only if it can find.
func TestSearchBites(t *testing.T) {
	t.Parallel()
	var c canary.Set
	secret := authtest.RandomSecret(24)
	c.Add(secret)
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
		"JSON":            canary.Shown(map[string]string{"a": secret}),
		"error":           canary.Chain(fmt.Errorf("outer: %w", errors.New(secret))),
		"hidden in chain": canary.Chain(&authhooks.Error{Message: "fine", Err: errors.New(secret)}),
		"joined":          canary.Chain(errors.Join(errors.New("fine"), errors.New(secret))),
		"exported field":  canary.Chain(&authhooks.Error{RequestID: secret}),
		"bytes":           canary.Shown([]byte(secret)),
		"only in a diff":  canary.Shown(guarded{secret}),
	} {
		if name == "percent" {
			var b strings.Builder
			for i := range len(secret) {
				fmt.Fprintf(&b, "%%%02x", secret[i])
			}
			leak = b.String()
		}
		assert.NotEmpty(t, c.Search(leak), name)
	}
	assert.Empty(t, c.Search(canary.Shown(authhooks.NewSecret(secret))))
	assert.Empty(t, c.Search(secret[:len(secret)/2]), "a half is not the whole")
}
