// Package amsu is a typed client for AMSU's auth API.
//
// The API looks like OAuth 2 but differs. The credentials are form fields, there is no
// grant type, a refresh is a PUT, and errors have the form {error:{code,msg}}. The page
// documents plain http only. New refuses plain http unless the caller sets WithBaseURL or
// WithInsecureHTTP.
//
//	credentials, err := amsu.CredentialsFromEnv()
//	client, err := amsu.New(credentials)
//	resp, err := client.HTTPClient().Get(client.BaseURL() + "/…") // with a token
//	err = client.CheckResponse(resp)
//
// Every error is an [*authhooks.Error]. The error values of this package are codes of the
// vendor, for errors.Is. Package [github.com/vendorauth/vendorauth-go/clients/amsu/amsutest]
// simulates the vendor in tests.
package amsu

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/amsuapi"
)

// DefaultBaseURL is the page's base URL. It is plain http, see New.
const DefaultBaseURL = amsuapi.ServerURL

// Credentials holds the app_key and app_secret that AMSU issues.
type Credentials = authhooks.ClientCredentials

// CredentialsFromEnv reads AMSU_CLIENT_ID and AMSU_CLIENT_SECRET. Its
// error (KindInvalidRequest) names each variable that is missing, holds an invisible
// character, or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) { return authhooks.ClientCredentialsFromEnv(name) }

// BaseURLFromEnv reads AMSU_BASE_URL. It returns "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("AMSU_BASE_URL") }

// Client is the client of one AMSU app. [authhooks.Client] documents Token, HTTPClient,
// Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	api    *amsuapi.Client
	byPost atomic.Bool // a server or proxy before the vendor blocks PUT
}

// New returns a client and makes no call. A wrong credential or option is an error of
// KindInvalidRequest, a wrong URL is one of KindPolicy. The page's own URL is plain http,
// so it is an error too unless WithInsecureHTTP accepts it.
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
	c.api, err = amsuapi.NewClient(core.BaseURL(), amsuapi.WithHTTPClient(core.Doer()))
	return c, err
}

// SetCredentials replaces the credentials of a running client, as [authhooks.Client.SetAccount]
// describes, and makes no call: CreateToken tries them at once. Its errors are those of New.
func (c *Client) SetCredentials(cr Credentials) error {
	return c.SetAccount(account(cr), cr.Check(name))
}

func account(cr Credentials) authhooks.Account {
	return authhooks.Account{ID: cr.ClientID, Secret: cr.ClientSecret, Credentials: cr}
}

func (c *Client) credentials(ctx context.Context) Credentials {
	return authhooks.CredentialsOf[Credentials](ctx, c.Client)
}

// CreateToken requests a new pair (page, 获取Access Token) and bypasses the cache.
// ExpiresIn is in seconds from now.
func (c *Client) CreateToken(ctx context.Context) (*amsuapi.Token, error) {
	token, _, err := c.createToken(ctx)
	return token, err
}

// RefreshToken requests a new pair with a refresh token (page, 刷新 Access Token) and
// bypasses the cache. It sends a PUT. If a proxy or firewall refuses the PUT in the
// vendor's place, the client sends a POST to …/token/refreshment, also for later
// refreshes. 405 and 501 always lead to the POST.
func (c *Client) RefreshToken(ctx context.Context, refresh authhooks.Secret) (*amsuapi.Token, error) {
	token, _, err := c.refresh(ctx, refresh)
	return token, err
}

func (c *Client) createToken(ctx context.Context) (*amsuapi.Token, authhooks.Receipt, error) {
	cr := c.credentials(ctx)
	resp, err := c.api.CreateTokenWithFormdataBody(ctx, amsuapi.TokenRequest{
		ClientID: cr.ClientID, ClientSecret: cr.ClientSecret.Reveal(),
	})
	return c.token(opCreateToken, resp, err)
}

func (c *Client) refresh(ctx context.Context, refresh authhooks.Secret) (*amsuapi.Token, authhooks.Receipt, error) {
	if refresh.IsZero() {
		return nil, authhooks.Receipt{}, c.InvalidArgument(opRefreshToken, "the refresh token is empty")
	}
	form := amsuapi.RefreshRequest{RefreshToken: refresh.Reveal()}
	if !c.byPost.Load() {
		resp, err := c.api.RefreshTokenWithFormdataBody(ctx, form)
		token, receipt, err := c.token(opRefreshToken, resp, err, refresh)
		if err == nil || !blocked(err) {
			return token, receipt, err
		}
	}
	resp, err := c.api.RefreshTokenByPostWithFormdataBody(ctx, form)
	token, receipt, err := c.token(opRefreshTokenByPost, resp, err, refresh)
	if e, ok := errors.AsType[*authhooks.Error](err); err == nil || ok && e.FromVendor() {
		c.byPost.Store(true) // the vendor answers the POST
	}
	return token, receipt, err
}

func (c *Client) token(op string, resp *http.Response, err error, sent ...authhooks.Secret) (*amsuapi.Token, authhooks.Receipt, error) {
	var token amsuapi.Token
	receipt, err := c.Receive(op, resp, err, &token, sent...)
	if err != nil {
		return nil, receipt, err
	}
	return &token, receipt, nil
}

func (c *Client) fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	return c.RefreshOrLogin(ctx, old,
		func(ctx context.Context, refresh authhooks.Secret) (authhooks.Token, error) {
			return normalise(c.refresh(ctx, refresh))
		},
		func(ctx context.Context) (authhooks.Token, error) { return normalise(c.createToken(ctx)) })
}

func normalise(token *amsuapi.Token, receipt authhooks.Receipt, err error) (authhooks.Token, error) {
	if err != nil {
		return authhooks.Token{}, err
	}
	t := authhooks.Token{
		Access: token.AccessToken, Refresh: token.RefreshToken, Type: token.TokenType,
		IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresIn(token.ExpiresIn, lifetime),
	}
	if !t.Refresh.IsZero() {
		t.RefreshExpiresAt = receipt.ExpiresAt(authhooks.ClaimTime(t.Refresh, "exp", time.Second), refreshLifetime)
	}
	return t, nil
}
