// Package hitem3d is a typed client for Hitem3D's auth API.
//
// The vendor answers everything with HTTP 200 and a code of its own, calls the
// error text msg or message, and states the token's lifetime (24 h) in a
// sentence only: Token counts it from receipt.
package hitem3d

import (
	"context"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dapi"
)

const (
	name = "hitem3d"
	// lifetime of a token: page, section 接口概述. No field carries it.
	lifetime = 24 * time.Hour
)

// DefaultBaseURL is the host of the page's shell and Python samples. Another
// sample on the page names a .com host with http, which no client uses.
const DefaultBaseURL = hitem3dapi.ServerURL

// Credentials are a pair from the vendor's console. They are sent raw, as Basic
// credentials: the secret may hold + and /.
type Credentials = authhooks.ClientCredentials

// CredentialsFromEnv reads HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET. Its
// KindInvalidRequest error names what is missing, or holds what nobody sees.
func CredentialsFromEnv() (Credentials, error) { return authhooks.ClientCredentialsFromEnv(name) }

// BaseURLFromEnv reads HITEM3D_BASE_URL, empty where it is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("HITEM3D_BASE_URL") }

// Client is one Hitem3D account. See [authhooks.Client] for Token, HTTPClient,
// Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	credentials Credentials
	api         *hitem3dapi.Client
	basic       authhooks.RequestEditor
}

// New returns a client. It makes no call; its errors are KindInvalidRequest for
// credentials and options, KindPolicy for a URL.
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
	c.basic = authhooks.Basic(core.Origins(), cr.ClientID, cr.ClientSecret)
	c.api, err = hitem3dapi.NewClient(core.BaseURL(), hitem3dapi.WithHTTPClient(core.Doer()))
	return c, err
}

// CreateToken asks for a new token (page, 获取 Token 接口), uncached. The answer
// states no lifetime: it is 24 h by the page's 接口概述.
func (c *Client) CreateToken(ctx context.Context) (*hitem3dapi.Token, error) {
	token, _, err := c.createToken(ctx)
	return token, err
}

func (c *Client) createToken(ctx context.Context) (*hitem3dapi.Token, authhooks.Receipt, error) {
	var answer hitem3dapi.TokenAnswer
	// The page wants a JSON content type on an empty body.
	resp, err := c.api.CreateTokenWithBody(ctx, "application/json", nil, c.basic)
	receipt, err := c.Receive("createToken", resp, err, &answer)
	if err != nil {
		return nil, receipt, err
	}
	return &answer.Data, receipt, nil
}

// fetch has no refresh to try: the vendor only knows asking again.
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
	return authhooks.Outcome{Documented: true, OK: a.Code == "200", Code: string(a.Code), Message: text}
}
