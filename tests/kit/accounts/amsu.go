package accounts

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
)

// AMSU logs in and refreshes; the typed refresh uses what the last typed login
// brought.
var AMSU = Vendor{
	Name: "amsu", Codes: amsu.Codes(), Business: "/amsu-analysis/v2/available-times", Expiry: "expires_in",
	Serve: func(opts ...authtest.Option) (*authtest.Server, Address, error) {
		s, err := amsutest.Start(opts...)
		if err != nil {
			return nil, Address{}, err
		}
		cr := s.Credentials()
		return s.Server, Address{URL: s.URL, ID: cr.ClientID, Secret: cr.ClientSecret.Reveal()}, nil
	},
	New: newClientWithBaseURL(amsu.New), FromEnv: fromEnv(amsu.CredentialsFromEnv),
	Connect: func(a Address, opts ...authhooks.Option) (Connection, error) {
		cr := a.pair()
		c, err := amsu.New(cr, append([]authhooks.Option{authhooks.WithBaseURL(a.URL)}, opts...)...)
		if err != nil {
			return Connection{}, err
		}
		var refresh authhooks.Secret
		return Connection{Client: c.Client, Typed: c, Credentials: cr, Operations: []Operation{
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
		}}, nil
	},
}
