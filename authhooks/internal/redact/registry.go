// Package redact strikes known secrets out of foreign text, however they are encoded
// there, and makes such text fit to be shown.
package redact

import (
	"slices"
	"sync"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// remembered is how many tokens of each kind a [Registry] keeps at least. It drops the
// oldest first.
const remembered = 32

// Registry knows the secrets of one account. Its zero value is empty and ready to use, by
// several goroutines at once. Adding costs little. The automaton is built only when there
// is a text to search.
type Registry struct {
	mu             sync.Mutex
	kept           []wire.Secret
	issued, passed []wire.Secret // the newest last
	current        *Redactor     // nil after a change
}

// Keep adds credentials, which stay for good.
func (r *Registry) Keep(secrets ...wire.Secret) { r.add(&r.kept, secrets) }

// Retire lets credentials go that were kept. They are still known until as many tokens have
// come as the registry remembers, since an answer may echo them.
func (r *Registry) Retire(secrets ...wire.Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = slices.DeleteFunc(r.kept, func(s wire.Secret) bool { return slices.ContainsFunc(secrets, s.Equal) })
	r.put(&r.issued, secrets)
}

// Issued adds tokens of the account, from a fetcher or a store.
func (r *Registry) Issued(tokens ...wire.Secret) { r.add(&r.issued, tokens) }

// Passed adds tokens that a caller has passed in, which may be anybody's. However many
// they are, they push out no token of the account.
func (r *Registry) Passed(tokens ...wire.Secret) { r.add(&r.passed, tokens) }

// Redactor strikes out what the registry knows now, and tokens, which it adds as Passed
// does.
func (r *Registry) Redactor(tokens ...wire.Secret) *Redactor {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(&r.passed, tokens)
	if r.current == nil {
		r.current = New(slices.Concat(r.kept, r.issued, r.passed)...)
	}
	return r.current
}

func (r *Registry) add(list *[]wire.Secret, secrets []wire.Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(list, secrets)
}

// put moves a known secret to the end of its list, unless it is a token of the account
// that was passed in. Secrets that come together do not push each other out, since one
// answer may bring any number. The caller holds mu.
func (r *Registry) put(list *[]wire.Secret, secrets []wire.Secret) {
	most := max(remembered, len(secrets))
	for _, secret := range secrets {
		if secret.IsZero() || len(*list) > 0 && (*list)[len(*list)-1].Equal(secret) {
			continue
		}
		if list == &r.passed && (slices.ContainsFunc(r.issued, secret.Equal) || slices.ContainsFunc(r.kept, secret.Equal)) {
			continue
		}
		i := slices.IndexFunc(*list, secret.Equal)
		switch {
		case i >= 0:
			*list = slices.Delete(*list, i, i+1)
		case list != &r.kept && len(*list) >= most:
			*list, r.current = slices.Delete(*list, 0, 1), nil
		default:
			r.current = nil
		}
		*list = append(*list, secret)
	}
}
