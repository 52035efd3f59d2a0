// Command quarry is a private vendor, written outside the project on the public
// API of authhooks alone, and a check that it behaves like the vendors.
//
// The vendor is invented: POST /grant with a JSON pair answers
// {"ok":true,"key":…,"ttl":seconds}; a business call carries ?key=…; a dead key
// is {"ok":false,"err":"E9"} inside HTTP 200.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// ErrDeadKey is code E9.
var ErrDeadKey = errors.New("quarry: the key is dead")

// Quarry is a client for one account.
type Quarry struct {
	*authhooks.Client
	user   string
	secret authhooks.Secret
}

// New returns a client.
func New(baseURL, user string, secret authhooks.Secret, opts ...authhooks.Option) (*Quarry, error) {
	q := &Quarry{user: user, secret: secret}
	core, err := authhooks.New(authhooks.Vendor{
		Name: "quarry",
		Codes: []authhooks.CodeInfo{
			{Code: "E1", Kind: authhooks.KindInvalidCredentials},
			{Code: "E9", Kind: authhooks.KindTokenRejected, Err: ErrDeadKey, Rejects: true},
		},
		Parse: parse, Put: authhooks.PutQuery("key"), Fetch: q.fetch,
	}, baseURL, user, secret, opts...)
	if err != nil {
		return nil, err
	}
	q.Client = core
	return q, nil
}

func (q *Quarry) fetch(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
	body, err := json.Marshal(map[string]string{"user": q.user, "secret": q.secret.Reveal()})
	if err != nil {
		return authhooks.Token{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, q.BaseURL()+"/grant", bytes.NewReader(body))
	if err != nil {
		return authhooks.Token{}, err
	}
	var answer struct {
		Key authhooks.Secret `json:"key"`
		TTL int64            `json:"ttl"`
	}
	resp, err := q.Guarded().Do(req)
	receipt, err := q.Receive("createKey", resp, err, &answer)
	if err != nil {
		return authhooks.Token{}, err
	}
	return authhooks.Token{Access: answer.Key, IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresIn(answer.TTL, time.Hour)}, nil
}

func parse(_ int, _ http.Header, body []byte) authhooks.Outcome {
	var a struct {
		OK  *bool  `json:"ok,omitempty"`
		Err string `json:"err,omitempty"`
		Say string `json:"say,omitempty"`
	}
	if authhooks.Unmarshal(body, &a) != nil || a.OK == nil {
		return authhooks.Outcome{}
	}
	return authhooks.Outcome{Documented: true, OK: *a.OK, Code: a.Err, Message: a.Say}
}
