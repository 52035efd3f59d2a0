package oauth2adapter

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Fetcher makes a fetcher of any x/oauth2 source, for [authhooks.NewSource]:
// what it lacks (a ctx, background renewal, remembered refusals) the source then
// has. A call that outlives its ctx goes on alone; the next fetch joins it instead
// of starting another.
//
// Give it a source that does not cache. One that does, such as that of
// clientcredentials.Config.TokenSource, hands out the same token until shortly
// before its end; see [FetcherFunc].
//
// With a store, give [authhooks.NewKey] the token URL, and [authhooks.Key.WithScope]
// the OAuth scopes, the audience and whatever else decides which token comes.
func Fetcher(ts oauth2.TokenSource) authhooks.Fetcher {
	return &fetcher{token: func(context.Context) (*oauth2.Token, error) { return ts.Token() }}
}

// FetcherFunc is [Fetcher] for a function that asks the server each time, such
// as the method Token of a clientcredentials.Config. It is called with the ctx of
// the fetch.
func FetcherFunc(token func(context.Context) (*oauth2.Token, error)) authhooks.Fetcher {
	return &fetcher{token: token}
}

type fetcher struct {
	token func(context.Context) (*oauth2.Token, error)

	mu      sync.Mutex
	running *call
}

// call is one call of an x/oauth2 source. token and err are written before done
// is closed and never again.
type call struct {
	done  chan struct{}
	token *oauth2.Token
	err   error
}

var (
	errNothing  = errors.New("the x/oauth2 source returned neither a token nor an error")
	errPanicked = errors.New("the x/oauth2 source panicked")
)

// Fetch implements [authhooks.Fetcher]. A refusal by the token endpoint is an
// [*authhooks.Error] by its error code (RFC 6749 section 5.2) or status, without
// the answer's text, which may echo a secret.
func (f *fetcher) Fetch(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
	f.mu.Lock()
	c := f.running
	if c == nil {
		c = &call{done: make(chan struct{})}
		f.running = c
		go f.run(ctx, c)
	}
	f.mu.Unlock()
	select {
	case <-c.done:
	case <-ctx.Done():
		return authhooks.Token{}, fmt.Errorf("the x/oauth2 source did not answer in time: %w", ctx.Err())
	}
	if c.err != nil {
		return authhooks.Token{}, refusal(c.err)
	}
	return authhooks.Token{
		Access: authhooks.NewSecret(c.token.AccessToken), Refresh: authhooks.NewSecret(c.token.RefreshToken),
		Type: c.token.TokenType, ExpiresAt: c.token.Expiry,
	}, nil
}

func (f *fetcher) run(ctx context.Context, c *call) {
	c.err = errPanicked // stays where the source ends its goroutine (runtime.Goexit)
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("%w with a value of type %T", errPanicked, p) // the value could hold anything
		}
		f.mu.Lock()
		f.running = nil
		f.mu.Unlock()
		close(c.done)
	}()
	t, err := f.token(ctx)
	if err == nil && t == nil {
		err = errNothing
	}
	c.token, c.err = t, err
}
