package accounts

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
)

// Hitem3D logs in, again and again.
var Hitem3D = Vendor{
	Name: "hitem3d", Codes: hitem3d.Codes(), Business: "/open-api/v1/balance", Marker: "code",
	Serve: func(opts ...authtest.Option) (*authtest.Server, Address, error) {
		s, err := hitem3dtest.Start(opts...)
		if err != nil {
			return nil, Address{}, err
		}
		cr := s.Credentials()
		return s.Server, Address{URL: s.URL, ID: cr.ClientID, Secret: cr.ClientSecret.Reveal()}, nil
	},
	New: newClientWithBaseURL(hitem3d.New), FromEnv: fromEnv(hitem3d.CredentialsFromEnv),
	Connect: func(a Address, opts ...authhooks.Option) (Connection, error) {
		cr := a.pair()
		c, err := hitem3d.New(cr, append([]authhooks.Option{authhooks.WithBaseURL(a.URL)}, opts...)...)
		if err != nil {
			return Connection{}, err
		}
		return Connection{Client: c.Client, Typed: c, Credentials: cr, Operations: []Operation{
			{"createToken", "data.accessToken", func(ctx context.Context) (string, error) {
				token, err := c.CreateToken(ctx)
				if err != nil {
					return "", err
				}
				return token.AccessToken.Reveal(), nil
			}},
		}}, nil
	},
}
