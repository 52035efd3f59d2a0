package main

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

const bearer = "Authorization: Bearer"

// wrongSecret belongs to no simulator, because their secrets are random.
var wrongSecret = authhooks.NewSecret("not-the-right-secret")

var vendors = []vendor{
	{
		name: "hitem3d", tokenType: "Bearer", lifetime: hitem3dtest.Lifetime,
		carries: bearer, probe: "/open-api/v1/balance",
		tokens:  []string{"/open-api/v1/auth/token"},
		renewal: []string{"createToken"},
		refusal: refusal{
			kind: authhooks.KindInvalidCredentials, sentinel: authhooks.ErrInvalidCredentials,
			code: "40010000", own: hitem3d.ErrInvalidClient, name: "ErrInvalidClient",
		},
		variables: []string{"HITEM3D_CLIENT_ID", "HITEM3D_CLIENT_SECRET"},
		driver: wiring[hitem3d.Credentials]{
			start: func() (*authtest.Server, hitem3d.Credentials, error) {
				s, err := hitem3dtest.Start()
				if err != nil {
					return nil, hitem3d.Credentials{}, err
				}
				return s.Server, s.Credentials(), nil
			},
			spoil:   func(c *hitem3d.Credentials) { c.ClientSecret = wrongSecret },
			fromEnv: hitem3d.CredentialsFromEnv, baseURL: hitem3d.BaseURLFromEnv,
			open: func(baseURL string, c hitem3d.Credentials, opts ...authhooks.Option) (client, error) {
				return hitem3d.New(c, at(baseURL, opts)...)
			},
		},
	},
	{
		name: "hummingbird", header: "x-token", lifetime: hummingbirdtest.Lifetime,
		carries: "x-token", probe: "/v1.0/openapi/products",
		tokens:  []string{"/v1.0/openapi/auth/login", "/v1.0/openapi/token/{refreshToken}"},
		renewal: []string{"refreshToken"},
		refusal: refusal{
			kind: authhooks.KindInvalidCredentials, sentinel: authhooks.ErrInvalidCredentials,
			code: "20101", own: hummingbird.ErrWrongPassword, name: "ErrWrongPassword",
		},
		variables: []string{"HUMMINGBIRD_USERNAME", "HUMMINGBIRD_PASSWORD", "HUMMINGBIRD_BASE_URL"},
		driver: wiring[hummingbird.Credentials]{
			start: func() (*authtest.Server, hummingbird.Credentials, error) {
				s, err := hummingbirdtest.Start()
				if err != nil {
					return nil, hummingbird.Credentials{}, err
				}
				return s.Server, s.Credentials(), nil
			},
			spoil:   func(c *hummingbird.Credentials) { c.Password = wrongSecret },
			fromEnv: hummingbird.CredentialsFromEnv, baseURL: hummingbird.BaseURLFromEnv,
			open: func(baseURL string, c hummingbird.Credentials, opts ...authhooks.Option) (client, error) {
				return hummingbird.New(baseURL, c, opts...)
			},
		},
	},
	{
		name: "scnet", header: "token", lifetime: scnettest.Lifetime,
		carries: "token", probe: "/ac/openapi/v2/center",
		tokens: []string{"/ac/openapi/v2/tokens", "/ac/openapi/v2/tokens/next"},
		// A token renews itself, but a revoked token does not. Then a login follows.
		renewal: []string{"renewToken", "createTokens"},
		refusal: refusal{
			kind: authhooks.KindInvalidRequest, sentinel: authhooks.ErrInvalidRequest,
			code: "10004", own: scnet.ErrInvalidParameter, name: "ErrInvalidParameter",
			guess: "no page shows the answer to a wrong password, the simulator guesses 10004",
		},
		variables: []string{"SCNET_BASE_URL", "SCNET_TOKEN", "SCNET_USER", "SCNET_PASSWORD", "SCNET_ORG_ID"},
		needs:     "SCNET_BASE_URL and SCNET_TOKEN, or SCNET_BASE_URL, SCNET_USER, SCNET_PASSWORD and SCNET_ORG_ID",
		driver: wiring[scnet.Credentials]{
			start: func() (*authtest.Server, scnet.Credentials, error) {
				s, err := scnettest.Start()
				if err != nil {
					return nil, scnet.Credentials{}, err
				}
				c := s.Credentials()
				c.Token = authhooks.Secret{} // with a token the client would not log in
				return s.Server, c, nil
			},
			spoil:   func(c *scnet.Credentials) { c.Password = wrongSecret },
			fromEnv: scnet.CredentialsFromEnv, baseURL: scnet.BaseURLFromEnv,
			open: func(baseURL string, c scnet.Credentials, opts ...authhooks.Option) (client, error) {
				return scnet.New(baseURL, c, opts...)
			},
		},
	},
	{
		name: "amsu", tokenType: "bearer", lifetime: amsutest.Lifetime,
		carries: bearer, probe: "/amsu-analysis/v2/available-times",
		tokens:  []string{"/amsu-analysis/v2/token", "/amsu-analysis/v2/token/refreshment"},
		renewal: []string{"refreshToken"},
		refusal: refusal{
			kind: authhooks.KindInvalidCredentials, sentinel: authhooks.ErrInvalidCredentials,
			code: "COMMON.AUTHENTICATION_FAILED", own: amsu.ErrAuthenticationFailed, name: "ErrAuthenticationFailed",
		},
		variables: []string{"AMSU_CLIENT_ID", "AMSU_CLIENT_SECRET"},
		driver: wiring[amsu.Credentials]{
			start: func() (*authtest.Server, amsu.Credentials, error) {
				s, err := amsutest.Start()
				if err != nil {
					return nil, amsu.Credentials{}, err
				}
				return s.Server, s.Credentials(), nil
			},
			spoil:   func(c *amsu.Credentials) { c.ClientSecret = wrongSecret },
			fromEnv: amsu.CredentialsFromEnv, baseURL: amsu.BaseURLFromEnv,
			open: func(baseURL string, c amsu.Credentials, opts ...authhooks.Option) (client, error) {
				return amsu.New(c, at(baseURL, opts)...)
			},
		},
	},
	{
		name: "zhihuiya", tokenType: "BearerToken", lifetime: zhihuiyatest.Lifetime,
		carries: bearer + " + ?apikey", probe: "/basic-patent-data/simple-bibliography",
		costs:   "no business call is known to cost no quota",
		tokens:  []string{"/oauth/token"},
		renewal: []string{"createToken"},
		refusal: refusal{
			kind: authhooks.KindInvalidCredentials, sentinel: authhooks.ErrInvalidCredentials,
			code: "67200003", own: zhihuiya.ErrInvalidClient, name: "ErrInvalidClient",
		},
		variables: []string{"ZHIHUIYA_CLIENT_ID", "ZHIHUIYA_CLIENT_SECRET"},
		driver: wiring[zhihuiya.Credentials]{
			start: func() (*authtest.Server, zhihuiya.Credentials, error) {
				s, err := zhihuiyatest.Start()
				if err != nil {
					return nil, zhihuiya.Credentials{}, err
				}
				return s.Server, s.Credentials(), nil
			},
			spoil:   func(c *zhihuiya.Credentials) { c.ClientSecret = wrongSecret },
			fromEnv: zhihuiya.CredentialsFromEnv, baseURL: zhihuiya.BaseURLFromEnv,
			open: func(baseURL string, c zhihuiya.Credentials, opts ...authhooks.Option) (client, error) {
				return zhihuiya.New(c, at(baseURL, opts)...)
			},
		},
	},
	// new-vendor: rows
}
