package accounts

import (
	"context"
	"fmt"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Client is a client of any vendor's package.
type Client interface {
	Token(ctx context.Context) (authhooks.Token, error)
	Close() error
}

// newClient adapts New of a package without a default base URL.
func newClient[Credentials any, C Client](
	create func(string, Credentials, ...authhooks.Option) (C, error),
) func(string, any, ...authhooks.Option) (Client, error) {
	return func(baseURL string, credentials any, opts ...authhooks.Option) (Client, error) {
		cr, ok := credentials.(Credentials)
		if !ok {
			return nil, fmt.Errorf("this vendor takes no %T", credentials)
		}
		c, err := create(baseURL, cr, opts...)
		if err != nil {
			return nil, err
		}
		return c, nil
	}
}

// newClientWithBaseURL adapts New of a package with a default base URL.
func newClientWithBaseURL[Credentials any, C Client](
	create func(Credentials, ...authhooks.Option) (C, error),
) func(string, any, ...authhooks.Option) (Client, error) {
	return newClient(func(baseURL string, cr Credentials, opts ...authhooks.Option) (C, error) {
		return create(cr, append([]authhooks.Option{authhooks.WithBaseURL(baseURL)}, opts...)...)
	})
}

// fromEnv adapts CredentialsFromEnv.
func fromEnv[Credentials any](read func() (Credentials, error)) func() (any, error) {
	return func() (any, error) { return read() }
}
