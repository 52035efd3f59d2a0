//go:build soak

package soak_test

import (
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

// address is where a simulator listens and who may log in there: what the
// process of the simulators tells that of the clients.
type address struct{ URL, ID, Secret, Org string }

// vendor is one row.
type vendor struct {
	name, business string
	codes          []authhooks.CodeInfo
	serve          func(opts ...authtest.Option) (*authtest.Server, address, error)
	connect        func(a address, opts ...authhooks.Option) (*authhooks.Client, error)
}

var vendors = []vendor{
	{
		name: "hitem3d", business: "/open-api/v1/balance", codes: hitem3d.Codes(),
		serve: func(opts ...authtest.Option) (*authtest.Server, address, error) {
			s, err := hitem3dtest.Start(opts...)
			if err != nil {
				return nil, address{}, err
			}
			return s.Server, address{URL: s.URL, ID: s.Credentials().ClientID, Secret: s.Credentials().ClientSecret.Reveal()}, nil
		},
		connect: func(a address, opts ...authhooks.Option) (*authhooks.Client, error) {
			c, err := hitem3d.New(a.pair(), append(opts, authhooks.WithBaseURL(a.URL))...)
			if err != nil {
				return nil, err
			}
			return c.Client, nil
		},
	},
	{
		name: "hummingbird", business: "/v1.0/openapi/products", codes: hummingbird.Codes(),
		serve: func(opts ...authtest.Option) (*authtest.Server, address, error) {
			s, err := hummingbirdtest.Start(append(opts, authtest.RefreshRotates())...)
			if err != nil {
				return nil, address{}, err
			}
			return s.Server, address{URL: s.URL, ID: s.Credentials().Username, Secret: s.Credentials().Password.Reveal()}, nil
		},
		connect: func(a address, opts ...authhooks.Option) (*authhooks.Client, error) {
			c, err := hummingbird.New(a.URL, hummingbird.Credentials{Username: a.ID, Password: authhooks.NewSecret(a.Secret)}, opts...)
			if err != nil {
				return nil, err
			}
			return c.Client, nil
		},
	},
	{
		name: "scnet", business: "/ac/openapi/v2/center", codes: scnet.Codes(),
		serve: func(opts ...authtest.Option) (*authtest.Server, address, error) {
			s, err := scnettest.Start(opts...)
			if err != nil {
				return nil, address{}, err
			}
			cr := s.Credentials()
			return s.Server, address{URL: s.URL, ID: cr.User, Secret: cr.Password.Reveal(), Org: cr.OrgID}, nil
		},
		connect: func(a address, opts ...authhooks.Option) (*authhooks.Client, error) {
			c, err := scnet.New(a.URL, scnet.Credentials{User: a.ID, Password: authhooks.NewSecret(a.Secret), OrgID: a.Org}, opts...)
			if err != nil {
				return nil, err
			}
			return c.Client, nil
		},
	},
	{
		name: "amsu", business: "/amsu-analysis/v2/available-times", codes: amsu.Codes(),
		serve: func(opts ...authtest.Option) (*authtest.Server, address, error) {
			s, err := amsutest.Start(append(opts, authtest.RefreshRotates())...)
			if err != nil {
				return nil, address{}, err
			}
			return s.Server, address{URL: s.URL, ID: s.Credentials().ClientID, Secret: s.Credentials().ClientSecret.Reveal()}, nil
		},
		connect: func(a address, opts ...authhooks.Option) (*authhooks.Client, error) {
			c, err := amsu.New(a.pair(), append(opts, authhooks.WithBaseURL(a.URL))...)
			if err != nil {
				return nil, err
			}
			return c.Client, nil
		},
	},
	{
		name: "zhihuiya", business: "/basic-patent-data/simple-bibliography?patent_id=1", codes: zhihuiya.Codes(),
		serve: func(opts ...authtest.Option) (*authtest.Server, address, error) {
			s, err := zhihuiyatest.Start(opts...)
			if err != nil {
				return nil, address{}, err
			}
			return s.Server, address{URL: s.URL, ID: s.Credentials().ClientID, Secret: s.Credentials().ClientSecret.Reveal()}, nil
		},
		connect: func(a address, opts ...authhooks.Option) (*authhooks.Client, error) {
			c, err := zhihuiya.New(a.pair(), append(opts, authhooks.WithBaseURL(a.URL))...)
			if err != nil {
				return nil, err
			}
			return c.Client, nil
		},
	},
}

func (a address) pair() authhooks.ClientCredentials {
	return authhooks.ClientCredentials{ClientID: a.ID, ClientSecret: authhooks.NewSecret(a.Secret)}
}
