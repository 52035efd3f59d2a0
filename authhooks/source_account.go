package authhooks

import "strings"

// Account is who logs in: what New takes of an account, for [Client.SetAccount].
type Account struct {
	ID     string
	Secret Secret
	// Scope, Secrets and Credentials are those of [Vendor].
	Scope       []string
	Secrets     []Secret
	Credentials any
}

// account is whose tokens a Source gets. Everything of a fetch that depends on the
// credentials hangs on it, so a fetch that began before SetAccount ends with the old one.
type account struct {
	Account
	key    Key
	shared sharing // nil without a store
}

func (s *Source) newAccount(k Key, of Account) *account {
	a := &account{Account: of, key: k}
	if s.cfg.share != nil {
		a.shared = s.cfg.share(s, a)
	}
	return a
}

// setAccount makes all later fetches those of another account. drops says that the cached
// token is not to be used any more.
func (s *Source) setAccount(a *account, drops bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() { // a fetch in flight still writes its token to the record of its account
		return
	}
	s.account.Store(a)
	s.last, s.backoff, s.retried, s.breaker = payload{}, backoff{}, false, breaker{last: s.breaker.last}
	s.retryCalls++
	if drops {
		s.current.Store(nil)
	}
	if s.static.Load() != nil {
		s.neverRenew(a)
	}
}

// secrets are those that an answer may echo. A file ends with a line break, and its echo may
// not.
func (a *account) secrets() []Secret {
	list := make([]Secret, 0, 2+len(a.Secrets))
	list = append(list, a.Secret, NewSecret(a.ID+":"+a.Secret.Reveal()))
	for _, s := range a.Secrets {
		list = append(list, NewSecret(strings.TrimSpace(s.Reveal())))
	}
	return list
}
