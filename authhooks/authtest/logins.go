package authtest

import (
	"context"
	"crypto/subtle"
	"slices"
	"sync"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Logins holds the credentials that a simulator accepts. Each id is an account, and an
// account may have several secrets at once. It is safe for concurrent use.
type Logins struct {
	sim     *Sim
	mu      sync.Mutex
	secrets map[string][]string // by id
}

// Add accepts a secret for an id, beside those that are accepted already. It removes the
// secret from the record of exchanges for good. A zero secret makes the id known, and no
// login is accepted for it.
func (l *Logins) Add(id string, secret authhooks.Secret) {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.secrets[id]
	if !secret.IsZero() && !slices.Contains(list, secret.Reveal()) {
		list = append(list, l.sim.Secret(secret.Reveal()).Reveal())
	}
	l.secrets[id] = list
}

// Withdraw ends the logins with a secret. Tokens that were issued for it live on, and the id
// stays known.
func (l *Logins) Withdraw(id string, secret authhooks.Secret) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if list, known := l.secrets[id]; known {
		l.secrets[id] = slices.DeleteFunc(list, func(s string) bool { return s == secret.Reveal() })
	}
}

// Known reports whether an id was ever added.
func (l *Logins) Known(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, known := l.secrets[id]
	return known
}

// Accepts reports whether a login with a secret is accepted.
func (l *Logins) Accepts(id, secret string) bool {
	return l.AcceptsAny(id, func(s string) bool { return subtle.ConstantTimeCompare([]byte(s), []byte(secret)) == 1 })
}

// AcceptsAny reports whether matches holds for a secret of the id. It is for a login that
// proves a secret without sending it.
func (l *Logins) AcceptsAny(id string, matches func(secret string) bool) bool {
	l.mu.Lock()
	list := slices.Clone(l.secrets[id])
	l.mu.Unlock()
	return slices.ContainsFunc(list, matches)
}

type loginIDKey struct{}

// WithLoginID tells an operation that does not see the request which id logs in.
func WithLoginID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, loginIDKey{}, id)
}

// LoginID returns the id of [WithLoginID], or "".
func LoginID(ctx context.Context) string {
	id, _ := ctx.Value(loginIDKey{}).(string)
	return id
}
