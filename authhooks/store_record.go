package authhooks

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"
)

const (
	// Format 2 is the first whose account has the base URL's path and a scope.
	// Records of other formats are not found.
	sealFormat = 2
	// What a guess of the credential costs whoever has read a store that is
	// sealed with nothing else: 200,000 rounds of SHA-256.
	stretchRounds = 200_000
)

var errUnsealed = errors.New("the record in the store cannot be opened: damaged, of another account or of another key")

// sealer seals the records of one account with AES-256-GCM. Their name and
// their key depend on the credential: another one is another record at once.
type sealer struct {
	name string
	aead cipher.AEAD
	data []byte // associated: format and account
}

// newSealer takes its time where there is no store key: the credential is
// stretched.
func newSealer(k Key, storeKey Secret) (*sealer, error) {
	account := append([]byte{sealFormat}, k.account.Reveal()...)
	credential := k.credential()
	salt := sha256.Sum256(account)
	var root []byte
	var err error
	if storeKey.IsZero() {
		root, err = pbkdf2.Key(sha256.New, credential, salt[:], stretchRounds, sha256.Size)
	} else {
		root, err = hkdf.Extract(sha256.New, []byte(storeKey.Reveal()), salt[:])
	}
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, root)
	_, _ = mac.Write([]byte(credential)) // never fails
	derived, err := hkdf.Key(sha256.New, root, mac.Sum(nil), "vendorauth record", 48)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived[:32])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &sealer{name: hex.EncodeToString(derived[32:]), aead: aead, data: account}, err
}

// payload is what a record holds.
type payload struct {
	token   Token
	fetched time.Time // when the token came from the vendor
	// order tells the newer of two records: the time of the fetch in milliseconds,
	// but always after the record that the fetch began with, whatever the clocks say.
	order   int64
	failure *sharedFailure // nil if the last fetch went well
}

// payloadJSON is shared as JSON. Times are milliseconds since 1970, 0 for none.
type payloadJSON struct {
	Access         string `json:"a,omitempty"`
	Refresh        string `json:"r,omitempty"`
	Type           string `json:"t,omitempty"`
	IssuedAt       int64  `json:"i,omitempty"`
	ExpiresAt      int64  `json:"e,omitempty"`
	RefreshExpires int64  `json:"x,omitempty"`
	Fetched        int64  `json:"f,omitempty"`
	Order          int64  `json:"o,omitempty"`

	Refused *sharedFailure `json:"n,omitempty"`
}

func (s *sealer) seal(v payload) (Record, error) {
	text, err := json.Marshal(payloadJSON{
		Access: v.token.Access.Reveal(), Refresh: v.token.Refresh.Reveal(), Type: v.token.Type,
		IssuedAt: millis(v.token.IssuedAt), ExpiresAt: millis(v.token.ExpiresAt), RefreshExpires: millis(v.token.RefreshExpiresAt),
		Fetched: millis(v.fetched), Order: v.order, Refused: v.failure,
	})
	if err != nil {
		return nil, errors.New("the token cannot be sealed")
	}
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	record := append([]byte{sealFormat}, nonce...)
	return s.aead.Seal(record, nonce, text, s.data), nil
}

func (s *sealer) open(r Record) (payload, error) {
	size := s.aead.NonceSize()
	if len(r) < 1+size || r[0] != sealFormat {
		return payload{}, errUnsealed
	}
	text, err := s.aead.Open(nil, r[1:1+size], r[1+size:], s.data)
	if err != nil {
		return payload{}, errUnsealed
	}
	var p payloadJSON
	if json.Unmarshal(text, &p) != nil {
		return payload{}, errUnsealed
	}
	return payload{
		token: Token{
			Access: NewSecret(p.Access), Refresh: NewSecret(p.Refresh), Type: p.Type,
			IssuedAt: fromMillis(p.IssuedAt), ExpiresAt: fromMillis(p.ExpiresAt), RefreshExpiresAt: fromMillis(p.RefreshExpires),
		},
		fetched: fromMillis(p.Fetched), order: p.Order, failure: p.Refused,
	}, nil
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
