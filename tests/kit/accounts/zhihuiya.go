package accounts

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// Zhihuiya logs in, again and again.
var Zhihuiya = Vendor{
	Name: "zhihuiya", Codes: zhihuiya.Codes(), Business: "/basic-patent-data/simple-bibliography?patent_id=1", Expiry: "expires_in",
	Serve: func(opts ...authtest.Option) (*authtest.Server, Address, error) {
		s, err := zhihuiyatest.Start(opts...)
		if err != nil {
			return nil, Address{}, err
		}
		cr := s.Credentials()
		return s.Server, Address{URL: s.URL, ID: cr.ClientID, Secret: cr.ClientSecret.Reveal()}, nil
	},
	New: newClientWithBaseURL(zhihuiya.New), FromEnv: fromEnv(zhihuiya.CredentialsFromEnv),
	Connect: func(a Address, opts ...authhooks.Option) (Connection, error) {
		cr := a.pair()
		c, err := zhihuiya.New(cr, append([]authhooks.Option{authhooks.WithBaseURL(a.URL)}, opts...)...)
		if err != nil {
			return Connection{}, err
		}
		return Connection{Client: c.Client, Typed: c, Credentials: cr, Operations: []Operation{
			{"createToken", "token", func(ctx context.Context) (string, error) {
				token, err := c.CreateToken(ctx)
				if err != nil {
					return "", err
				}
				return token.Token.Reveal(), nil
			}},
		}}, nil
	},
}
