package authhooks

import (
	"context"
	"slices"
)

// SetAccount replaces the account, for the SetCredentials of a vendor package. checked is
// what that package has found wrong, or nil. SetAccount checks the account as New does. Its
// error has the Op setCredentials, and then nothing has changed. After Close the error is
// KindPolicy around [ErrClosed].
//
// The next fetch is a login of the new account, and uses nothing of the old one: neither its
// refresh token nor its record in the store. The cached token is used until its end or its
// rejection, unless Scope has changed. A fetch in flight ends with the old account. Its token
// serves those who wait for it, unless Scope has changed, and its error counts nothing. A
// cached error is forgotten. An account that is the same changes nothing.
//
// SetAccount makes no call, so a wrong secret shows at the next fetch. To try it at once, call
// the vendor package's login, such as CreateToken: it uses the new account, and does not
// touch the cache.
func (c *Client) SetAccount(a Account, checked error) error {
	const op = "setCredentials"
	if e, ok := asError(tame(checked)); ok {
		return e.with(func(e *Error) { e.Vendor, e.Op = c.vendor.Name, op })
	}
	v := c.vendor
	v.Scope, v.Secrets, v.Credentials = a.Scope, a.Secrets, a.Credentials
	if err := checkAccount(v, a.ID, a.Secret); err != nil {
		return err.with(func(e *Error) { e.Vendor, e.Op = c.vendor.Name, op })
	}
	c.accounts.Lock()
	defer c.accounts.Unlock()
	if c.source.isClosed() {
		return c.source.closedError().with(func(e *Error) { e.Op = op })
	}
	old, next := c.source.account.Load(), c.accountOf(a)
	if next.key.equal(old.key) {
		return nil
	}
	c.source.setAccount(next, !slices.Equal(next.Scope, old.Scope))
	c.source.cfg.known.Retire(old.secrets()...)
	c.source.cfg.known.Keep(append(next.secrets(), c.source.cfg.storeKey)...) // they may be among those of the old account
	return nil
}

// CredentialsOf returns the Credentials of [Vendor] or [Account]. In a fetch they are those
// that the fetch began with, else those of the last SetAccount.
func CredentialsOf[T any](ctx context.Context, c *Client) T {
	a := c.source.account.Load()
	if r := runOf(ctx); r != nil && r.source == c.source {
		a = r.account
	}
	credentials, _ := a.Credentials.(T)
	return credentials
}

// SupplyFor is [Source.Supply] for a token that came with credentials, which are those of
// this client's account by [CredentialsOf] and must be comparable, for example a pointer. It
// does not take the token if the account has been replaced since.
func (c *Client) SupplyFor(credentials any, t Token) bool {
	a := c.source.account.Load()
	return a.Credentials == credentials && c.source.supply(a, t)
}

// accountOf makes an account of the source. Its secrets are struck out of all texts from now on.
func (c *Client) accountOf(a Account) *account {
	a.Scope, a.Secrets = slices.Clone(a.Scope), slices.Clone(a.Secrets)
	key := NewKey(c.vendor.Name, c.base, a.ID, a.Secret).WithScope(a.Scope...)
	if c.login != c.base {
		key = key.WithScope(canonicalBase(c.login))
	}
	key.further = a.Secrets
	next := c.source.newAccount(key, a)
	c.source.cfg.known.Keep(next.secrets()...)
	return next
}
