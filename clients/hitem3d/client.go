// Package hitem3d is a typed client for Hitem3D's auth API.
//
// The vendor answers everything with HTTP 200 and a code of its own. The field of the
// error text is msg or message. A token's lifetime (24 h) stands only in a sentence of
// the page, so Token counts it from receipt.
//
//	credentials, err := hitem3d.CredentialsFromEnv()
//	client, err := hitem3d.New(credentials)
//	resp, err := client.HTTPClient().Get(client.BaseURL() + "/…") // with a token
//	err = client.CheckResponse(resp)
//
// Every error is an [*authhooks.Error]. The error values of this package are codes of the
// vendor, for errors.Is. Package [github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest]
// simulates the vendor in tests.
package hitem3d

import (
	"context"
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dapi"
)

// DefaultBaseURL has the host of the page's shell and Python samples. Another sample on
// the page names a .com host with http, which no client uses.
const DefaultBaseURL = hitem3dapi.ServerURL

// Credentials holds a pair from the vendor's console. The pair is sent unescaped, as
// Basic credentials, and the secret may hold + and /.
type Credentials = authhooks.ClientCredentials

// CredentialsFromEnv reads HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET. Its
// error (KindInvalidRequest) names each variable that is missing, holds an invisible
// character, or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) { return authhooks.ClientCredentialsFromEnv(name) }

// BaseURLFromEnv reads HITEM3D_BASE_URL. It returns "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("HITEM3D_BASE_URL") }

// Client is the client of one Hitem3D account. [authhooks.Client] documents Token,
// HTTPClient, Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	api *hitem3dapi.Client
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
	c.api, err = hitem3dapi.NewClient(core.BaseURL(), hitem3dapi.WithHTTPClient(core.Doer()))
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

func (c *Client) basic(ctx context.Context) authhooks.RequestEditor {
	cr := c.credentials(ctx)
	return authhooks.Basic(c.Origins(), cr.ClientID, cr.ClientSecret)
}

// CreateToken requests a new token (page, 获取 Token 接口) and bypasses the cache. The answer
// states no lifetime. The page says 24 h (接口概述).
func (c *Client) CreateToken(ctx context.Context) (*hitem3dapi.Token, error) {
	token, _, err := c.createToken(ctx)
	return token, err
}

func (c *Client) createToken(ctx context.Context) (*hitem3dapi.Token, authhooks.Receipt, error) {
	var answer hitem3dapi.TokenAnswer
	// The page wants a JSON content type on an empty body.
	resp, err := c.api.CreateTokenWithBody(ctx, "application/json", nil, c.basic(ctx))
	receipt, err := c.Receive(opCreateToken, resp, err, &answer)
	if err != nil {
		return nil, receipt, err
	}
	return &answer.Data, receipt, nil
}

// fetch always asks for a new token, because the vendor has no refresh token.
func (c *Client) fetch(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
	token, receipt, err := c.createToken(ctx)
	if err != nil {
		return authhooks.Token{}, err
	}
	return authhooks.Token{
		Access: token.AccessToken, Type: token.TokenType,
		IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresIn(0, lifetime),
	}, nil
}

func parse(_ int, _ http.Header, body []byte) authhooks.Outcome {
	var a hitem3dapi.Failure
	if authhooks.Unmarshal(body, &a) != nil || a.Code == "" {
		return authhooks.Outcome{}
	}
	text := a.Msg
	if text == "" {
		text = a.Message
	}
	return authhooks.Outcome{Documented: true, OK: a.Code == codeSuccess, Code: string(a.Code), Message: text}
}
