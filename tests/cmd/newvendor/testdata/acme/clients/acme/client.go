// Package acme is a typed client for Acme's auth API.
//
// A failure is HTTP 200 with a code. The access key is sent in the query.
package acme

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/acmeapi"
)

// DefaultBaseURL is the page's base URL. (A vendor without a host of its own takes a base
// URL in New instead. See hummingbird.)
const DefaultBaseURL = acmeapi.ServerURL

// Credentials holds the pair that Acme hands out. (Other credentials are a struct of
// their own. See hummingbird.)
type Credentials = authhooks.ClientCredentials

// CredentialsFromEnv reads ACME_CLIENT_ID and ACME_CLIENT_SECRET. Its error
// (KindInvalidRequest) names each variable that is missing, holds an invisible character,
// or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) { return authhooks.ClientCredentialsFromEnv(name) }

// BaseURLFromEnv reads ACME_BASE_URL, "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("ACME_BASE_URL") }

// Client is the client of one Acme account. [authhooks.Client] documents Token,
// HTTPClient, Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	api *acmeapi.Client
}

// New returns a client and makes no call. A wrong credential or option is an error of
// KindInvalidRequest, a wrong URL is one of KindPolicy.
func New(cr Credentials, opts ...authhooks.Option) (*Client, error) {
	if err := cr.Check(name); err != nil {
		return nil, err
	}
	c := &Client{}
	core, err := authhooks.New(authhooks.Vendor{
		Name: name, Codes: codes, Parse: parse, Put: put, Fetch: c.fetch, Credentials: cr,
	}, DefaultBaseURL, cr.ClientID, cr.ClientSecret, opts...)
	if err != nil {
		return nil, err
	}
	c.Client = core
	c.api, err = acmeapi.NewClient(core.BaseURL(), acmeapi.WithHTTPClient(core.Doer()))
	return c, err
}

// SetCredentials replaces the credentials of a running client, as [authhooks.Client.SetAccount]
// describes. Its errors are those of New.
func (c *Client) SetCredentials(cr Credentials) error {
	return c.SetAccount(authhooks.Account{ID: cr.ClientID, Secret: cr.ClientSecret, Credentials: cr}, cr.Check(name))
}

// Login requests a new access key and bypasses the cache. Seconds is from now.
func (c *Client) Login(ctx context.Context) (*acmeapi.Token, error) {
	token, _, err := c.login(ctx)
	return token, err
}

func (c *Client) login(ctx context.Context) (*acmeapi.Token, authhooks.Receipt, error) {
	var answer acmeapi.Token
	cr := authhooks.CredentialsOf[Credentials](ctx, c.Client)
	resp, err := c.api.Login(ctx, acmeapi.TokenRequest{
		App: cr.ClientID, Secret: cr.ClientSecret.Reveal(),
	})
	receipt, err := c.Receive(opLogin, resp, err, &answer)
	if err != nil {
		return nil, receipt, err
	}
	return &answer, receipt, nil
}

// fetch always asks for a new token, because the vendor has no refresh token. (With a
// refresh token: c.RefreshOrLogin. See amsu.)
func (c *Client) fetch(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
	token, receipt, err := c.login(ctx)
	if err != nil {
		return authhooks.Token{}, err
	}
	return authhooks.Token{
		Access:   token.AccessKey,
		IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresIn(token.Seconds, lifetime),
	}, nil
}
