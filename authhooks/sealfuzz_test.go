package authhooks

import (
	"bytes"
	"errors"
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
		want := payload{token: Token{Access: NewSecret(access), Refresh: NewSecret(refresh), Type: "Bearer", ExpiresAt: fromMillis(ms)}, fetched: fromMillis(ms)}
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
