// Package bolt is a typed client for Bolt Cloud's auth API.
//
// A session is refreshed with a key of its own. Its lifetime is in milliseconds.
package bolt

import (
	"context"
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/boltapi"
)

// DefaultBaseURL is the page's base URL. (A vendor without a host of its own takes a base
// URL in New instead. See hummingbird.)
const DefaultBaseURL = boltapi.ServerURL

// Credentials holds the pair that Bolt Cloud hands out. (Other credentials are a struct of
// their own. See hummingbird.)
type Credentials = authhooks.ClientCredentials

// CredentialsFromEnv reads BOLT_CLIENT_ID and BOLT_CLIENT_SECRET. Its error
// (KindInvalidRequest) names each variable that is missing, holds an invisible character,
// or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) { return authhooks.ClientCredentialsFromEnv(name) }

// BaseURLFromEnv reads BOLT_BASE_URL, "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("BOLT_BASE_URL") }

// Client is the client of one Bolt Cloud account. [authhooks.Client] documents Token,
// HTTPClient, Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	api *boltapi.Client
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
	c.api, err = boltapi.NewClient(core.BaseURL(), boltapi.WithHTTPClient(core.Doer()))
	return c, err
}

// SetCredentials replaces the credentials of a running client, as [authhooks.Client.SetAccount]
// describes. Its errors are those of New.
func (c *Client) SetCredentials(cr Credentials) error {
	return c.SetAccount(authhooks.Account{ID: cr.ClientID, Secret: cr.ClientSecret, Credentials: cr}, cr.Check(name))
}

// CreateSession requests a new session and bypasses the cache. TtlMs is in milliseconds
// from now.
func (c *Client) CreateSession(ctx context.Context) (*boltapi.Session, error) {
	session, _, err := c.create(ctx)
	return session, err
}

// RefreshSession requests a new session with a refresh key and bypasses the cache.
func (c *Client) RefreshSession(ctx context.Context, refresh authhooks.Secret) (*boltapi.Session, error) {
	session, _, err := c.refresh(ctx, refresh)
	return session, err
}

func (c *Client) create(ctx context.Context) (*boltapi.Session, authhooks.Receipt, error) {
	cr := authhooks.CredentialsOf[Credentials](ctx, c.Client)
	resp, err := c.api.CreateSessionWithFormdataBody(ctx, boltapi.SessionRequest{
		User: cr.ClientID, Key: cr.ClientSecret.Reveal(),
	})
	return c.session(opCreateSession, resp, err)
}

func (c *Client) refresh(ctx context.Context, refresh authhooks.Secret) (*boltapi.Session, authhooks.Receipt, error) {
	if refresh.IsZero() {
		return nil, authhooks.Receipt{}, c.InvalidArgument(opRefreshSession, "the refresh key is empty")
	}
	resp, err := c.api.RefreshSession(ctx, boltapi.RefreshRequest{RefreshKey: refresh.Reveal()})
	return c.session(opRefreshSession, resp, err, refresh)
}

func (c *Client) session(op string, resp *http.Response, err error, sent ...authhooks.Secret) (*boltapi.Session, authhooks.Receipt, error) {
	var answer boltapi.SessionAnswer
	receipt, err := c.Receive(op, resp, err, &answer, sent...)
	if err != nil {
		return nil, receipt, err
	}
	return &answer.Session, receipt, nil
}

func (c *Client) fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	return c.RefreshOrLogin(ctx, old,
		func(ctx context.Context, refresh authhooks.Secret) (authhooks.Token, error) {
			return normalise(c.refresh(ctx, refresh))
		},
		func(ctx context.Context) (authhooks.Token, error) { return normalise(c.create(ctx)) })
}

func normalise(s *boltapi.Session, receipt authhooks.Receipt, err error) (authhooks.Token, error) {
	if err != nil {
		return authhooks.Token{}, err
	}
	t := authhooks.Token{
		Access: s.Key, Refresh: s.RefreshKey, IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresIn(s.TTLMs/1000, lifetime),
	}
	if !t.Refresh.IsZero() {
		t.RefreshExpiresAt = receipt.ExpiresIn(0, refreshLifetime)
	}
	return t, nil
}
