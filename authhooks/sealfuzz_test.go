package authhooks

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzSealedRecord: what was sealed opens as it was; any other bytes, also those
// that another version has sealed under the right key, are no record or a
// readable one, and never a panic.
func FuzzSealedRecord(f *testing.F) {
	s, err := newSealer(NewKey("acme", "https://h:443", "id", NewSecret("secret")), sealKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"a":"x","e":-1,"n":{"kind":200,"until":9223372036854775807}}`), "", "\xff", int64(-1))
	f.Add([]byte(`{"a":1}`), "é\u2028<", "[redacted]", int64(1<<62))
	f.Add(append([]byte{sealFormat}, make([]byte, 40)...), "access", "refresh", int64(1700000000123))
	f.Add([]byte{sealFormat}, "a", "", int64(0))
	f.Fuzz(func(t *testing.T, raw []byte, access, refresh string, ms int64) {
		if _, err := s.open(raw); !errors.Is(err, errUnsealed) {
			t.Fatalf("%x: %v", raw, err) // nobody without the key makes a record
		}
		nonce := make([]byte, s.aead.NonceSize())
		foreign := s.aead.Seal(append([]byte{sealFormat}, nonce...), nonce, raw, s.data)
		if v, err := s.open(foreign); err == nil {
			_ = v.token.ValidAt(time.Now()) // whatever it says can be used
			_, _ = v.token.Equal(v.token), v.token.Fingerprint()
		} else if !errors.Is(err, errUnsealed) {
			t.Fatal(err)
		}
		want := shared{token: Token{Access: NewSecret(access), Refresh: NewSecret(refresh), Type: "Bearer", ExpiresAt: fromMillis(ms)}, fetched: fromMillis(ms)}
		record, err := s.seal(want)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{access, refresh} {
			if len(part) > 6 && bytes.Contains(record, []byte(part)) {
				t.Fatal("a secret stands in the record")
			}
		}
		got, err := s.open(record)
		if err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(access) && utf8.ValidString(refresh) && (!got.token.Equal(want.token) || !got.fetched.Equal(want.fetched)) {
			t.Fatalf("%q, %q, %d: opened as something else", access, refresh, ms)
		}
		record[len(record)-1-int(uint64(ms)%uint64(len(record)))] ^= 1 << (uint64(ms) % 8)
		if _, err := s.open(record); !errors.Is(err, errUnsealed) {
			t.Fatalf("a flipped bit went unseen: %v", err)
		}
	})
}

// FuzzEcho lets a vendor echo a secret in one of its writings, in any text.
func FuzzEcho(f *testing.F) {
	f.Add("bad client_secret ", "C4nary+Secret/Val=ue9", " rejected", uint8(0))
	f.Add("\x1b[2J<", "p+q/r s=e~canary", "%20", uint8(1))
	f.Add("", `q"uo\te!x canary`, "=", uint8(4))
	f.Add("Bearer ", "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.sig", "\u202e", uint8(2))
	f.Fuzz(func(t *testing.T, before, secret, after string, form uint8) {
		// A shorter one may stand in the placeholder; the client takes no control characters.
		if len(secret) <= len("[redacted]") || !sendableText(secret) || len(before)+len(secret)+len(after) > 4096 {
			return
		}
		writings := []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), strings.ToLower(url.QueryEscape(secret)),
			base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		}
		written := writings[int(form)%len(writings)]
		got := newRedactor(NewSecret(secret)).clean(before+written+after, maxMessage)
		for _, form := range []string{secret, writings[4], writings[5]} {
			if strings.Contains(got, form) {
				t.Fatalf("%q stands in %q", form, got)
			}
		}
	})
}
