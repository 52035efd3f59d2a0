// Package seal seals the records of one account with AES-256-GCM. It does not know what
// the records mean.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

const (
	// Format 2 is the first whose account has the base URL's path and a scope.
	// Records of other formats are not found.
	Format = 2
	// stretchRounds is for a store that only the credential seals. Whoever has read the
	// store pays 200,000 rounds of SHA-256 for each guess of the credential.
	stretchRounds = 200_000
)

// ErrUnsealed says that bytes are no record of this account and key.
var ErrUnsealed = errors.New("the record in the store cannot be opened: damaged, of another account or of another key")

// Sealer seals and opens the records of one account.
type Sealer struct {
	Name string // of the record, which depends on the credential, as the key does
	aead cipher.AEAD
	data []byte // format and account, as associated data
}

// New returns the sealer for an account. If storeKey is empty, the credential alone
// protects the records: New stretches it, which takes some 100 ms.
func New(account, credential, storeKey string) (*Sealer, error) {
	data := append([]byte{Format}, account...)
	salt := sha256.Sum256(data)
	var root []byte
	var err error
	if storeKey == "" {
		root, err = pbkdf2.Key(sha256.New, credential, salt[:], stretchRounds, sha256.Size)
	} else {
		root, err = hkdf.Extract(sha256.New, []byte(storeKey), salt[:])
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
	return &Sealer{Name: hex.EncodeToString(derived[32:]), aead: aead, data: data}, err
}

// Seal returns text as a record.
func (s *Sealer) Seal(text []byte) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	record := append([]byte{Format}, nonce...)
	return s.aead.Seal(record, nonce, text, s.data)
}

// Open returns the text of a record, or ErrUnsealed.
func (s *Sealer) Open(record []byte) ([]byte, error) {
	size := s.aead.NonceSize()
	if len(record) < 1+size || record[0] != Format {
		return nil, ErrUnsealed
	}
	text, err := s.aead.Open(nil, record[1:1+size], record[1+size:], s.data)
	if err != nil {
		return nil, ErrUnsealed
	}
	return text, nil
}
