package scnet

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
)

// account is what the clients of one account's regions share: one login at a time, whose
// answer has the tokens of all regions.
type account struct {
	baseURL string
	opts    []authhooks.Option
	skew    atomic.Int64  // what the timestamp of a login is corrected by, in nanoseconds
	turn    chan struct{} // has an element while a login is in flight

	mu      sync.Mutex // guards the following, and Client.seen
	clients []*Client
	last    loginAnswer
	newest  Credentials // of New or SetCredentials
	changes uint64      // how often SetCredentials has changed the login
}

// dated are credentials with the value of account.changes when they were set.
type dated struct {
	Credentials
	changes uint64
}

// sameLogin reports whether both log in alike. Then an answer to one is good for the other.
func (cr Credentials) sameLogin(o Credentials) bool {
	return cr.User == o.User && cr.OrgID == o.OrgID && cr.Password.Equal(o.Password) &&
		cr.AccessKey == o.AccessKey && cr.SecretKey.Equal(o.SecretKey)
}

// loginAnswer is what the last login of an account brought.
type loginAnswer struct {
	number  uint64 // 1 for the first login
	by      *Client
	at      time.Time
	changes uint64 // account.changes of the credentials
	tokens  []scnetapi.ClusterToken
	receipt authhooks.Receipt
	err     error
}

func newAccount(baseURL string, cr Credentials, opts []authhooks.Option) *account {
	return &account{baseURL: baseURL, newest: cr, opts: slices.Clone(opts), turn: make(chan struct{}, 1)}
}

// join makes c one of the account's clients, unless the login has been replaced since c was
// made.
func (a *account) join(c *Client) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.credentials(context.Background()).changes != a.changes {
		return false
	}
	a.clients = append(a.clients, c)
	return true
}

func (a *account) leave(c *Client) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.clients = slices.DeleteFunc(a.clients, func(other *Client) bool { return other == c })
}

// login returns a token of c's region from the last login that another client has made and
// c has not used yet. Otherwise it logs in, and supplies the other clients.
func (a *account) login(ctx context.Context, c *Client) (authhooks.Token, error) {
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return authhooks.Token{}, ctx.Err()
	}
	a.mu.Lock()
	last := a.last
	fresh := last.number > c.seen && c.credentials(ctx).changes == a.changes
	c.seen = last.number
	a.mu.Unlock()
	if fresh {
		if t, err := last.token(c, c.credentials(ctx).Credentials); err == nil && t.ValidAt(c.Now()) || err != nil && last.refuses(c.Now()) {
			return t, err
		}
	}
	cr := c.credentials(ctx)
	last = loginAnswer{number: last.number + 1, by: c, changes: cr.changes}
	if cr.hasKey() {
		last.tokens, last.receipt, last.err = c.createTokensByKey(ctx)
	} else {
		last.tokens, last.receipt, last.err = c.createTokens(ctx)
	}
	last.at = c.Now()
	a.mu.Lock()
	if cr.changes != a.changes { // the answer is of credentials that are replaced by now
		a.mu.Unlock()
		return last.token(c, cr.Credentials)
	}
	c.seen, a.last = last.number, last
	others := slices.DeleteFunc(slices.Clone(a.clients), func(other *Client) bool { return other == c })
	a.mu.Unlock()
	for _, other := range others {
		a.supply(other, last)
	}
	return last.token(c, cr.Credentials)
}

// supply hands a client its region's token, if the answer has one.
func (a *account) supply(c *Client, answer loginAnswer) {
	cr := c.credentials(context.Background())
	if cr.changes != answer.changes {
		return
	}
	t, err := answer.token(c, cr.Credentials)
	if err != nil || !c.SupplyFor(cr, t) { // a login that c is waiting to make takes the answer itself
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c.seen = max(c.seen, answer.number)
}

// token returns the token of c's region.
func (l loginAnswer) token(c *Client, cr Credentials) (authhooks.Token, error) {
	if l.err != nil {
		return authhooks.Token{}, l.err
	}
	token, err := c.choose(cr, l.tokens)
	if err != nil {
		return authhooks.Token{}, err
	}
	return normalise(token, l.receipt), nil
}

// refuses reports whether the failed login counts for another client of the account too:
// as long as the client that made the login waits, and for the first second.
func (l loginAnswer) refuses(now time.Time) bool {
	e, ok := l.err.(*authhooks.Error) //nolint:errorlint // Receive returns no other
	return ok && e.Kind != authhooks.KindTransport &&
		(now.Sub(l.at) < time.Second || now.Before(l.by.Source().Status().RetryAt))
}

func (c *Client) credentials(ctx context.Context) *dated {
	return authhooks.CredentialsOf[*dated](ctx, c.Client)
}
