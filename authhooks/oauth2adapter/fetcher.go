package oauth2adapter

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Fetcher makes an [authhooks.Fetcher] of any x/oauth2 source, for [authhooks.NewSource].
// The new source adds what the x/oauth2 source lacks: a ctx, background renewal and a
// negative cache. A call that outlives its ctx continues in the background. The next
// fetch joins this call instead of starting another.
//
// Pass a source that does not cache. A caching source, such as
// clientcredentials.Config.TokenSource, returns the same token until shortly before its
// end (see [FetcherFunc]).
//
// With a store, pass the token URL to [authhooks.NewKey]. Pass the OAuth scopes, the
// audience and everything else that decides which token is issued to
// [authhooks.Key.WithScope].
func Fetcher(ts oauth2.TokenSource) authhooks.Fetcher {
	return &fetcher{token: func(context.Context) (*oauth2.Token, error) { return ts.Token() }}
}

// FetcherFunc is [Fetcher] for a function that asks the server each time, such as the
// method Token of a clientcredentials.Config. The function is called with the ctx of the
// fetch.
func FetcherFunc(token func(context.Context) (*oauth2.Token, error)) authhooks.Fetcher {
	return &fetcher{token: token}
}

type fetcher struct {
	token func(context.Context) (*oauth2.Token, error)

	mu      sync.Mutex
	running *call
}

// call is one call of an x/oauth2 source. token and err are written once, before done is
// closed.
type call struct {
	done  chan struct{}
	token *oauth2.Token
	err   error
}

var (
	errNothing  = errors.New("the x/oauth2 source returned neither a token nor an error")
	errPanicked = errors.New("the x/oauth2 source panicked")
)

// Fetch implements [authhooks.Fetcher]. A refusal by the token endpoint becomes an
// [*authhooks.Error]. Its kind follows from the error code (RFC 6749 section 5.2) or the
// status. The error leaves out the answer's text, which may echo a secret.
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
	c.err = errPanicked // stays if the source ends its goroutine (runtime.Goexit)
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("%w with a value of type %T", errPanicked, p) // the value could hold a secret
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
