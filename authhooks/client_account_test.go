package authhooks_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// rotor is a client whose tokens name the credentials that they were fetched with: the token
// b-2 came with the second fetch, which was b's.
type rotor struct {
	*authhooks.Client
	fetches atomic.Int64
	takes   time.Duration
	deaf    bool // the fetcher ignores its ctx

	mu      sync.Mutex
	old     []string // the refresh token that each fetch was given
	refused string   // credentials that are refused
}

func newRotor(t *testing.T, opts ...authhooks.Option) *rotor { return rotorOf(t, "a", opts...) }

func rotorOf(t *testing.T, name string, opts ...authhooks.Option) *rotor {
	t.Helper()
	r := &rotor{}
	a := accountOf(name)
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer, Fetch: r.fetch,
		Credentials: a.Credentials, Scope: a.Scope,
	}, "https://acme.example", a.ID, a.Secret, append([]authhooks.Option{authhooks.WithRetries(0)}, opts...)...)
	require.NoError(t, err)
	r.Client = c
	t.Cleanup(func() { _ = c.Close() })
	return r
}

// accountOf is an account whose secret is its name. What stands behind a slash is its scope.
func accountOf(name string) authhooks.Account {
	_, scope, _ := strings.Cut(name, "/")
	return authhooks.Account{ID: "id", Secret: authhooks.NewSecret(name + "-canary"), Scope: []string{scope}, Credentials: name}
}

func (r *rotor) set(t *testing.T, name string) {
	t.Helper()
	require.NoError(t, r.SetAccount(accountOf(name), nil))
}

func (r *rotor) refuse(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused = name
}

func (r *rotor) fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	name, n := authhooks.CredentialsOf[string](ctx, r.Client), r.fetches.Add(1)
	r.mu.Lock()
	r.old = append(r.old, old.Refresh.Reveal())
	takes, deaf := r.takes, r.deaf
	r.mu.Unlock()
	if deaf {
		time.Sleep(takes)
	} else {
		select {
		case <-time.After(takes):
		case <-ctx.Done():
			return authhooks.Token{}, ctx.Err()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if name == r.refused {
		return authhooks.Token{}, &authhooks.Error{Op: "login", Kind: authhooks.KindInvalidCredentials, Message: "no " + name + "-canary"}
	}
	return authhooks.Token{
		Access: authhooks.NewSecret(fmt.Sprintf("%s-%d", name, n)), Refresh: authhooks.NewSecret("refresh-" + name),
		ExpiresAt: time.Now().Add(time.Hour),
	}, nil
}

// token is the token that the client has now, which must be there.
func (r *rotor) token(t *testing.T) string {
	t.Helper()
	token, err := r.Token(t.Context())
	require.NoError(t, err)
	return token.Access.Reveal()
}

// waiting starts callers that have no token. It returns what they got, when all have it.
func (r *rotor) waiting(t *testing.T, n int) func() []string {
	t.Helper()
	var group sync.WaitGroup
	var mu sync.Mutex
	var got []string
	for range n {
		group.Go(func() {
			token, err := r.Token(t.Context())
			mu.Lock()
			defer mu.Unlock()
			got = append(got, token.Access.Reveal())
			assert.NoError(t, err)
		})
	}
	synctest.Wait()
	return func() []string {
		group.Wait()
		slices.Sort(got)
		return slices.Compact(got)
	}
}

func (r *rotor) early(t *testing.T) {
	t.Helper()
	time.Sleep(time.Until(r.Source().Status().NextEarlyFetch))
	r.token(t)
	synctest.Wait()
}

// inEachStore runs f with a client without a store, and with one.
func inEachStore(t *testing.T, f func(t *testing.T, opts ...authhooks.Option)) {
	t.Helper()
	for _, stored := range []bool{false, true} {
		t.Run(fmt.Sprintf("store %t", stored), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				if stored {
					f(t, authhooks.WithStore(authhooks.NewMemoryStore()), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")))
					return
				}
				f(t)
			})
		})
	}
}

// The token at hand is used to its end, and then comes a login of the new account.
func TestTheNextFetchAfterSetAccountIsALogin(t *testing.T) {
	t.Parallel()
	inEachStore(t, func(t *testing.T, opts ...authhooks.Option) {
		r := newRotor(t, opts...)
		require.Equal(t, "a-1", r.token(t))
		r.set(t, "b")
		assert.Equal(t, "a-1", r.token(t))
		r.early(t)
		synctest.Wait()
		assert.Equal(t, "b-2", r.token(t))
		assert.Equal(t, []string{"", ""}, r.old, "no refresh token of the other account")
		r.early(t)
		assert.Equal(t, "b-3", r.token(t))
		assert.Equal(t, []string{"", "", "refresh-b"}, r.old)
		r.set(t, "b/2")
		assert.Equal(t, "b/2-4", r.token(t), "another scope ends the token")
	})
}

// An early fetch ends with the old account, and its token is not cached.
func TestAnEarlyFetchDuringSetAccount(t *testing.T) {
	t.Parallel()
	for _, refused := range []string{"", "a"} {
		inEachStore(t, func(t *testing.T, opts ...authhooks.Option) {
			r := newRotor(t, opts...)
			require.Equal(t, "a-1", r.token(t))
			r.takes = time.Second
			r.refuse(refused)
			r.early(t)
			r.set(t, "b")
			time.Sleep(time.Second)
			synctest.Wait()
			assert.Zero(t, r.Source().Status().RetryAt)
			require.NoError(t, r.Source().Status().LastError)
			assert.Equal(t, "a-1", r.token(t), "and the next early fetch starts")
			time.Sleep(time.Second)
			synctest.Wait()
			assert.Equal(t, "b-3", r.token(t))
			assert.Equal(t, []string{"", "refresh-a", ""}, r.old)
		})
	}
}

// Those who wait for the old account's fetch get its token, or that of the new account if it
// is refused, or if the scope is another.
func TestThoseWhoWaitDuringSetAccount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ refused, next, want string }{{"", "b", "a-1"}, {"a", "b", "b-2"}, {"", "b/2", "b/2-2"}, {"a", "b/2", "b/2-2"}} {
		inEachStore(t, func(t *testing.T, opts ...authhooks.Option) {
			r := newRotor(t, opts...)
			r.takes = time.Second
			r.refuse(c.refused)
			got := r.waiting(t, 20)
			r.set(t, c.next)
			assert.Equal(t, []string{c.want}, got(), "%+v", c)
			assert.Equal(t, c.next+"-2", r.token(t), "%+v", c)
		})
	}
}

// A token is rejected while its early fetch runs, and the account is replaced. Those who have
// no token now get one of the new account if the old account's fetch is refused.
func TestARejectionDuringSetAccount(t *testing.T) {
	t.Parallel()
	for _, setFirst := range []bool{true, false} {
		inEachStore(t, func(t *testing.T, opts ...authhooks.Option) {
			r := newRotor(t, opts...)
			first, err := r.Token(t.Context())
			require.NoError(t, err)
			r.takes = time.Second
			r.refuse("a")
			r.early(t)
			if setFirst {
				r.set(t, "b")
			}
			require.True(t, r.Source().Invalidate(first))
			got := r.waiting(t, 20)
			if !setFirst {
				r.set(t, "b")
			}
			assert.Equal(t, []string{"b-3"}, got())
			assert.Equal(t, "b-3", r.token(t))
		})
	}
}

// A fetcher that does not return holds back nobody of the new account. What it brings late is
// thrown away.
func TestADeafFetcherDuringSetAccount(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		inEachStore(t, func(t *testing.T, opts ...authhooks.Option) {
			r := newRotor(t, append(opts, authhooks.WithTimeout(time.Second))...)
			r.takes, r.deaf = time.Hour, true
			first := r.waitingFor(t)
			if late { // the callers of the old account have been told by now
				time.Sleep(time.Minute)
				require.ErrorIs(t, first(), authhooks.ErrTransport)
			}
			r.mu.Lock()
			r.takes, r.deaf = 0, false
			r.mu.Unlock()
			r.set(t, "b")
			begin := time.Now()
			assert.Equal(t, "b-2", r.token(t))
			assert.LessOrEqual(t, time.Since(begin), 5*time.Second)
			if !late {
				require.NoError(t, first(), "it waits for the new account's token")
			}
			time.Sleep(30 * time.Minute)
			assert.Equal(t, "b-2", r.token(t))
			time.Sleep(31 * time.Minute)
			synctest.Wait()
			assert.LessOrEqual(t, r.fetches.Load(), int64(3), "two logins and an early fetch")
			assert.NotContains(t, r.token(t), "a-")
		})
	}
}

func (r *rotor) waitingFor(t *testing.T) func() error {
	t.Helper()
	done := make(chan error, 1)
	go func() { _, err := r.Token(t.Context()); done <- err }()
	synctest.Wait()
	return func() error { return <-done }
}
