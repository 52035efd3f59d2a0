package accounts

import (
	"context"
	"testing"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// Hitem3D opens an account at hitem3dtest.
func Hitem3D(tb testing.TB, sim []authtest.Option, opts ...authhooks.Option) Account {
	tb.Helper()
	s := hitem3dtest.NewServer(tb, sim...)
	cr := s.Credentials()
	client := connect(tb, func(more ...authhooks.Option) (*hitem3d.Client, error) {
		return hitem3d.New(cr, append([]authhooks.Option{authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now)}, more...)...)
	}, opts...)
	c := client()
	return Account{
		Simulator: s, Client: c.Client, URL: s.URL, ID: cr.ClientID, Secrets: []authhooks.Secret{cr.ClientSecret},
		Again: func(more ...authhooks.Option) *authhooks.Client { return client(more...).Client },
		Operations: []Operation{
			{"createToken", "data.accessToken", func(ctx context.Context) (string, error) {
				token, err := c.CreateToken(ctx)
				if err != nil {
					return "", err
				}
				return token.AccessToken.Reveal(), nil
			}},
		},
	}
}

// Hummingbird opens an account at hummingbirdtest. A refresh uses what the last
// login brought.
func Hummingbird(tb testing.TB, sim []authtest.Option, opts ...authhooks.Option) Account {
	tb.Helper()
	s := hummingbirdtest.NewServer(tb, sim...)
	cr := s.Credentials()
	client := connect(tb, func(more ...authhooks.Option) (*hummingbird.Client, error) {
		return hummingbird.New(s.URL, cr, append([]authhooks.Option{authhooks.WithClock(s.Now)}, more...)...)
	}, opts...)
	c := client()
	var refresh authhooks.Secret
	return Account{
		Simulator: s, Client: c.Client, URL: s.URL, ID: cr.Username, Secrets: []authhooks.Secret{cr.Password},
		Again: func(more ...authhooks.Option) *authhooks.Client { return client(more...).Client },
		Operations: []Operation{
			{"login", "result.access_token", func(ctx context.Context) (string, error) {
				session, err := c.Login(ctx)
				if err != nil {
					return "", err
				}
				refresh = session.RefreshToken
				return session.AccessToken.Reveal(), nil
			}},
			{"refreshToken", "result.access_token", func(ctx context.Context) (string, error) {
				session, err := c.RefreshToken(ctx, refresh)
				if err != nil {
					return "", err
				}
				return session.AccessToken.Reveal(), nil
			}},
		},
	}
}

// SCNet opens an account at scnettest that logs in. The other calls use the token
// that the simulator issued at its start.
func SCNet(tb testing.TB, sim []authtest.Option, opts ...authhooks.Option) Account {
	tb.Helper()
	s := scnettest.NewServer(tb, sim...)
	cr := s.Credentials()
	seed := cr.Token
	cr.Token = authhooks.Secret{}
	client := connect(tb, func(more ...authhooks.Option) (*scnet.Client, error) {
		return scnet.New(s.URL, cr, append([]authhooks.Option{authhooks.WithClock(s.Now)}, more...)...)
	}, opts...)
	c := client()
	return Account{
		Simulator: s, Client: c.Client, URL: s.URL, ID: cr.User, Secrets: []authhooks.Secret{cr.Password, seed},
		Again: func(more ...authhooks.Option) *authhooks.Client { return client(more...).Client },
		Operations: []Operation{
			{"createTokens", "data.1.token", func(ctx context.Context) (string, error) {
				tokens, err := c.CreateTokens(ctx)
				if err != nil || len(tokens) < 2 || tokens[1].Token == nil {
					return "", err
				}
				return tokens[1].Token.Reveal(), nil
			}},
			{"renewToken", "data", func(ctx context.Context) (string, error) { return reveal(c.RenewToken(ctx, seed)) }},
			{"checkToken", "", func(ctx context.Context) (string, error) { return "", c.CheckToken(ctx, seed) }},
		},
	}
}

// AMSU opens an account at amsutest. A refresh uses what the last login brought.
func AMSU(tb testing.TB, sim []authtest.Option, opts ...authhooks.Option) Account {
	tb.Helper()
	s := amsutest.NewServer(tb, sim...)
	cr := s.Credentials()
	client := connect(tb, func(more ...authhooks.Option) (*amsu.Client, error) {
		return amsu.New(cr, append([]authhooks.Option{authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now)}, more...)...)
	}, opts...)
	c := client()
	var refresh authhooks.Secret
	return Account{
		Simulator: s, Client: c.Client, URL: s.URL, ID: cr.ClientID, Secrets: []authhooks.Secret{cr.ClientSecret},
		Again: func(more ...authhooks.Option) *authhooks.Client { return client(more...).Client },
		Operations: []Operation{
			{"createToken", "access_token", func(ctx context.Context) (string, error) {
				token, err := c.CreateToken(ctx)
				if err != nil {
					return "", err
				}
				refresh = token.RefreshToken
				return token.AccessToken.Reveal(), nil
			}},
			{"refreshToken", "access_token", func(ctx context.Context) (string, error) {
				token, err := c.RefreshToken(ctx, refresh)
				if err != nil {
					return "", err
				}
				return token.AccessToken.Reveal(), nil
			}},
		},
	}
}

// Zhihuiya opens an account at zhihuiyatest.
func Zhihuiya(tb testing.TB, sim []authtest.Option, opts ...authhooks.Option) Account {
	tb.Helper()
	s := zhihuiyatest.NewServer(tb, sim...)
	cr := s.Credentials()
	client := connect(tb, func(more ...authhooks.Option) (*zhihuiya.Client, error) {
		return zhihuiya.New(cr, append([]authhooks.Option{authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now)}, more...)...)
	}, opts...)
	c := client()
	return Account{
		Simulator: s, Client: c.Client, URL: s.URL, ID: cr.ClientID, Secrets: []authhooks.Secret{cr.ClientSecret},
		Again: func(more ...authhooks.Option) *authhooks.Client { return client(more...).Client },
		Operations: []Operation{
			{"createToken", "token", func(ctx context.Context) (string, error) {
				token, err := c.CreateToken(ctx)
				if err != nil {
					return "", err
				}
				return token.Token.Reveal(), nil
			}},
		},
	}
}
