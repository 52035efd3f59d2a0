package accounts

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
)

// Hummingbird logs in and refreshes; the typed refresh uses what the last typed
// login brought.
var Hummingbird = Vendor{
	Name: "hummingbird", Codes: hummingbird.Codes(), Business: "/v1.0/openapi/products", Marker: "code", Expiry: "result.expire",
	Serve: func(opts ...authtest.Option) (*authtest.Server, Address, error) {
		s, err := hummingbirdtest.Start(opts...)
		if err != nil {
			return nil, Address{}, err
		}
		cr := s.Credentials()
		return s.Server, Address{URL: s.URL, ID: cr.Username, Secret: cr.Password.Reveal()}, nil
	},
	New: newClient(hummingbird.New), FromEnv: fromEnv(hummingbird.CredentialsFromEnv),
	Connect: func(a Address, opts ...authhooks.Option) (Connection, error) {
		cr := hummingbird.Credentials{Username: a.ID, Password: authhooks.NewSecret(a.Secret)}
		c, err := hummingbird.New(a.URL, cr, opts...)
		if err != nil {
			return Connection{}, err
		}
		var refresh authhooks.Secret
		return Connection{Client: c.Client, Typed: c, Credentials: cr, Operations: []Operation{
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
		}}, nil
	},
}
