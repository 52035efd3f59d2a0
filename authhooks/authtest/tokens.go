package authtest

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Grant is one issued token.
type Grant struct {
	Value   string
	Kind    string // [KindAccess], [KindRefresh], or another word of the simulator
	Subject string // the account or region that the token is for
	Account string // whose token it is, if Subject does not say it
	// IssuedAt and ExpiresAt are on the virtual clock.
	IssuedAt, ExpiresAt time.Time
}

// These kinds of grants mean the same in every simulator.
const (
	KindAccess  = "access"
	KindRefresh = "refresh"
)

// State is the state of a token.
type State uint8

// These are the states of a token.
const (
	Unknown State = iota // never issued, or of another kind
	Live
	Expired
	Revoked
)

// Tokens holds the tokens that a simulator has issued. It is safe for concurrent use.
type Tokens struct {
	clock       *Clock
	newKillsOld bool

	mu     sync.Mutex
	grants map[string]*grant
	newest map[[3]string]string // the key is kind, subject and account
}

type grant struct {
	Grant
	revoked bool
}

func newTokens(clock *Clock, newKillsOld bool) *Tokens {
	return &Tokens{clock: clock, newKillsOld: newKillsOld, grants: map[string]*grant{}, newest: map[[3]string]string{}}
}

// Issue stores a new token and returns it with its value. mint makes the value. Issue
// calls mint with 0, 1, 2, … until the value is not that of a revoked token. Some values
// depend only on the second of their issue. Without this rule a revoked token would
// become valid when the simulator issues it again in the same second.
func (t *Tokens) Issue(g Grant, mint func(generation int) string) Grant {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := [3]string{g.Kind, g.Subject, g.Account}
	if t.newKillsOld {
		t.revoke(t.newest[key])
	}
	for generation := 0; ; generation++ {
		g.Value = mint(generation)
		if old := t.grants[g.Value]; old == nil || !old.revoked {
			break
		}
	}
	t.grants[g.Value] = &grant{Grant: g}
	t.newest[key] = g.Value
	return g
}

// Accept stores a token whose value is known, for example an API key of a test. It makes a
// revoked token valid again.
func (t *Tokens) Accept(g Grant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.grants[g.Value] = &grant{Grant: g}
}

// Find looks up a token of one kind.
func (t *Tokens) Find(kind, value string) (Grant, State) {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.grants[value]
	switch {
	case g == nil || g.Kind != kind:
		return Grant{}, Unknown
	case g.revoked:
		return g.Grant, Revoked
	case !t.clock.Now().Before(g.ExpiresAt):
		return g.Grant, Expired
	}
	return g.Grant, Live
}

// Live reports whether value is a live token of that kind.
func (t *Tokens) Live(kind, value string) bool {
	_, state := t.Find(kind, value)
	return state == Live
}

// Revoke revokes a token and reports whether this simulator issued it.
func (t *Tokens) Revoke(value string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.revoke(value)
}

// RevokeAll revokes all tokens issued so far of the named kinds, or of all kinds if none
// is named.
func (t *Tokens) RevokeAll(kinds ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, g := range t.grants {
		if len(kinds) == 0 || slices.Contains(kinds, g.Kind) {
			g.revoked = true
		}
	}
}

// Expire expires all tokens of a kind now.
func (t *Tokens) Expire(kind string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	for _, g := range t.grants {
		if g.Kind == kind && g.ExpiresAt.After(now) {
			g.ExpiresAt = now
		}
	}
}

// Issued is the public part of a live token.
type Issued struct {
	Kind, Subject       string
	Fingerprint         string // as in authhooks.Token
	IssuedAt, ExpiresAt time.Time
}

func (t *Tokens) live() []Issued {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	var list []Issued
	for value, g := range t.grants {
		if !g.revoked && now.Before(g.ExpiresAt) {
			fingerprint := authhooks.Token{Access: authhooks.NewSecret(value)}.Fingerprint()
			list = append(list, Issued{g.Kind, g.Subject, fingerprint, g.IssuedAt, g.ExpiresAt})
		}
	}
	slices.SortFunc(list, func(a, b Issued) int {
		return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	return list
}

func (t *Tokens) revoke(value string) bool {
	g := t.grants[value]
	if g == nil {
		return false
	}
	g.revoked = true
	return true
}

func (t *Tokens) values() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	values := make([]string, 0, len(t.grants))
	for value := range t.grants {
		values = append(values, value)
	}
	return values
}
