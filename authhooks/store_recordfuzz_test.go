package authhooks

import (
	"bytes"
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/seal"
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
	f.Add(append([]byte{seal.Format}, make([]byte, 40)...), "access", "refresh", int64(1700000000123))
	f.Add([]byte{seal.Format}, "a", "", int64(0))
	f.Fuzz(func(t *testing.T, raw []byte, access, refresh string, ms int64) {
		if _, err := s.open(raw); !errors.Is(err, seal.ErrUnsealed) {
			t.Fatalf("%x: %v", raw, err) // nobody without the key makes a record
		}
		foreign := s.Seal(raw)
		if v, err := s.open(foreign); err == nil {
			_ = v.token.ValidAt(time.Now()) // whatever it says can be used
			_, _ = v.token.Equal(v.token), v.token.Fingerprint()
		} else if !errors.Is(err, seal.ErrUnsealed) {
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
		if _, err := s.open(record); !errors.Is(err, seal.ErrUnsealed) {
			t.Fatalf("a flipped bit went unseen: %v", err)
		}
	})
}
