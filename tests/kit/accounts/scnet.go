package accounts

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
)

// SCNet logs in; the typed renewal and check use the token that the simulator
// issued at its start.
var SCNet = Vendor{
	Name: "scnet", Codes: scnet.Codes(), Business: "/ac/openapi/v2/center", Marker: "code",
	Serve: func(opts ...authtest.Option) (*authtest.Server, Address, error) {
		s, err := scnettest.Start(opts...)
		if err != nil {
			return nil, Address{}, err
		}
		cr := s.Credentials()
		return s.Server, Address{URL: s.URL, ID: cr.User, Secret: cr.Password.Reveal(), Org: cr.OrgID, Region: cr.ClusterID, Token: cr.Token.Reveal()}, nil
	},
	New: newClient(scnet.New), FromEnv: fromEnv(scnet.CredentialsFromEnv),
	Connect: func(a Address, opts ...authhooks.Option) (Connection, error) {
		cr := scnet.Credentials{User: a.ID, Password: authhooks.NewSecret(a.Secret), OrgID: a.Org, ClusterID: a.Region}
		c, err := scnet.New(a.URL, cr, opts...)
		if err != nil {
			return Connection{}, err
		}
		seed := authhooks.NewSecret(a.Token)
		return Connection{Client: c.Client, Typed: c, Credentials: cr, Operations: []Operation{
			{"createTokens", "data.1.token", func(ctx context.Context) (string, error) {
				tokens, err := c.CreateTokens(ctx)
				if err != nil || len(tokens) < 2 || tokens[1].Token == nil {
					return "", err
				}
				return tokens[1].Token.Reveal(), nil
			}},
			{"renewToken", "data", func(ctx context.Context) (string, error) {
				token, err := c.RenewToken(ctx, seed)
				return token.Reveal(), err
			}},
			{"checkToken", "", func(ctx context.Context) (string, error) { return "", c.CheckToken(ctx, seed) }},
		}}, nil
	},
}
