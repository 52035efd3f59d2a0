// Package amsu is a typed client for AMSU's auth API.
//
// It looks like OAuth 2 and is not: credentials in the form, no grant type,
// refresh by PUT, errors as {error:{code,msg}}. The page knows plain http only:
// New refuses that until the caller decides, with WithBaseURL or WithInsecureHTTP.
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

const (
	name = "amsu"
	// Lifetimes where none can be read: expires_in of the page's sample, and
	// the 30 days its table 返回参数 states for the refresh token.
	lifetime        = 24 * time.Hour
	refreshLifetime = 30 * 24 * time.Hour
)

// DefaultBaseURL is the page's, plain http: see New.
const DefaultBaseURL = amsuapi.ServerURL

// Credentials are the app_key and app_secret that AMSU hands out.
type Credentials = authhooks.ClientCredentials

// CredentialsFromEnv reads AMSU_CLIENT_ID and AMSU_CLIENT_SECRET. Its
// KindInvalidRequest error names what is missing, or holds what nobody sees.
func CredentialsFromEnv() (Credentials, error) { return authhooks.ClientCredentialsFromEnv(name) }

// BaseURLFromEnv reads AMSU_BASE_URL, empty where it is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("AMSU_BASE_URL") }

// Client is one AMSU app. See [authhooks.Client] for Token, HTTPClient, Editor,
// Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	credentials Credentials
	api         *amsuapi.Client
	byPost      atomic.Bool // something on the way here blocks PUT
}

// New returns a client. It makes no call; its errors are KindInvalidRequest for
// credentials and options, KindPolicy for a URL, among them the page's own plain
// http one unless WithInsecureHTTP accepts it.
func New(cr Credentials, opts ...authhooks.Option) (*Client, error) {
	if err := cr.Check(name); err != nil {
		return nil, err
	}
	c := &Client{credentials: cr}
	core, err := authhooks.New(authhooks.Vendor{
		Name: name, Codes: codes, Parse: parse, Put: authhooks.PutBearer, Fetch: c.fetch,
	}, DefaultBaseURL, cr.ClientID, cr.ClientSecret, opts...)
	if err != nil {
		return nil, err
	}
	c.Client = core
	c.api, err = amsuapi.NewClient(core.BaseURL(), amsuapi.WithHTTPClient(core.Doer()))
	return c, err
}

// CreateToken asks for a new pair (page, 获取Access Token), uncached. ExpiresIn
// is in seconds from now.
func (c *Client) CreateToken(ctx context.Context) (*amsuapi.Token, error) {
	token, _, err := c.createToken(ctx)
	return token, err
}

// RefreshToken buys a new pair (page, 刷新 Access Token), uncached: by PUT, or by
// POST to …/token/refreshment if something on the way refused the PUT in the
// vendor's place, which is remembered. 405 and 501 always lead to the POST.
func (c *Client) RefreshToken(ctx context.Context, refresh authhooks.Secret) (*amsuapi.Token, error) {
	token, _, err := c.refresh(ctx, refresh)
	return token, err
}

func (c *Client) createToken(ctx context.Context) (*amsuapi.Token, authhooks.Receipt, error) {
	resp, err := c.api.CreateTokenWithFormdataBody(ctx, amsuapi.TokenRequest{
		ClientID: c.credentials.ClientID, ClientSecret: c.credentials.ClientSecret.Reveal(),
	})
	return c.token("createToken", resp, err)
}

func (c *Client) refresh(ctx context.Context, refresh authhooks.Secret) (*amsuapi.Token, authhooks.Receipt, error) {
	if refresh.IsZero() {
		return nil, authhooks.Receipt{}, c.InvalidArgument("refreshToken", "the refresh token is empty")
	}
	form := amsuapi.RefreshRequest{RefreshToken: refresh.Reveal()}
	if !c.byPost.Load() {
		resp, err := c.api.RefreshTokenWithFormdataBody(ctx, form)
		token, receipt, err := c.token("refreshToken", resp, err, refresh)
		if err == nil || !blocked(err) {
			return token, receipt, err
		}
	}
	resp, err := c.api.RefreshTokenByPostWithFormdataBody(ctx, form)
	token, receipt, err := c.token("refreshTokenByPost", resp, err, refresh)
	if e, ok := errors.AsType[*authhooks.Error](err); err == nil || ok && e.FromVendor() {
		c.byPost.Store(true) // the vendor is there
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
