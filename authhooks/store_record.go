package authhooks

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/seal"
)

// sealer seals what processes share of one account.
type sealer struct{ *seal.Sealer }

func newSealer(k Key, storeKey Secret) (sealer, error) {
	s, err := seal.New(k.account.Reveal(), k.credential(), storeKey.Reveal())
	return sealer{s}, err
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

func (s sealer) seal(v payload) (Record, error) {
	text, err := json.Marshal(payloadJSON{
		Access: v.token.Access.Reveal(), Refresh: v.token.Refresh.Reveal(), Type: v.token.Type,
		IssuedAt: millis(v.token.IssuedAt), ExpiresAt: millis(v.token.ExpiresAt), RefreshExpires: millis(v.token.RefreshExpiresAt),
		Fetched: millis(v.fetched), Order: v.order, Refused: v.failure,
	})
	if err != nil {
		return nil, errors.New("the token cannot be sealed")
	}
	return s.Seal(text), nil
}

func (s sealer) open(r Record) (payload, error) {
	text, err := s.Open(r)
	if err != nil {
		return payload{}, err
	}
	var p payloadJSON
	if json.Unmarshal(text, &p) != nil {
		return payload{}, seal.ErrUnsealed
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
