// Package hummingbird is a typed client for the auth API of the Hummingbird edge gateway.
//
// The gateway answers everything with HTTP 200 in two envelopes. It states expiry as
// absolute Unix seconds and takes the refresh token in the URL's path. The access token
// is sent in the header x-token.
//
//	credentials, err := hummingbird.CredentialsFromEnv()
//	client, err := hummingbird.New(baseURL, credentials)
//	resp, err := client.HTTPClient().Get(client.BaseURL() + "/…") // with a token
//	err = client.CheckResponse(resp)
//
// Every error is an [*authhooks.Error]. The error values of this package are codes of the
// vendor, for errors.Is. Package [github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest]
// simulates the vendor in tests.
package hummingbird

import (
	"context"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdapi"
)

// Credentials identifies a platform user.
type Credentials struct {
	Username string
	Password authhooks.Secret
}

// CredentialsFromEnv reads HUMMINGBIRD_USERNAME and HUMMINGBIRD_PASSWORD. Its
// error (KindInvalidRequest) names each variable that is missing, holds an invisible
// character, or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) {
	v, err := authhooks.Env(name, "HUMMINGBIRD_USERNAME", "HUMMINGBIRD_PASSWORD")
	if err != nil {
		return Credentials{}, err
	}
	return Credentials{Username: v[0], Password: authhooks.NewSecret(v[1])}, nil
}

// BaseURLFromEnv reads HUMMINGBIRD_BASE_URL. It returns "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("HUMMINGBIRD_BASE_URL") }

// Client is the client of one user of one gateway. [authhooks.Client] documents Token,
// HTTPClient, Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	api *hummingbirdapi.Client
}

// New returns a client for the gateway at baseURL (port 58081 on the page) and makes no
// call. A wrong credential or option is an error of KindInvalidRequest, a wrong URL is
// one of KindPolicy.
func New(baseURL string, cr Credentials, opts ...authhooks.Option) (*Client, error) {
	if err := check(cr); err != nil {
		return nil, err
	}
	c := &Client{}
	core, err := authhooks.New(authhooks.Vendor{
		Name: name, Codes: codes, Parse: parse, Put: put, Fetch: c.fetch, Credentials: cr,
	}, baseURL, cr.Username, cr.Password, opts...)
	if err != nil {
		return nil, err
	}
	c.Client = core
	c.api, err = hummingbirdapi.NewClient(core.BaseURL(), hummingbirdapi.WithHTTPClient(core.Doer()))
	return c, err
}

func check(cr Credentials) error {
	return authhooks.CheckCredentials(name,
		authhooks.Credential{Name: "Username", Env: "HUMMINGBIRD_USERNAME", Value: authhooks.NewSecret(cr.Username)},
		authhooks.Credential{Name: "Password", Env: "HUMMINGBIRD_PASSWORD", Value: cr.Password})
}

// SetCredentials replaces the credentials of a running client, as [authhooks.Client.SetAccount]
// describes, and makes no call: Login tries them at once. Its errors are those of New.
func (c *Client) SetCredentials(cr Credentials) error {
	return c.SetAccount(account(cr), check(cr))
}

func account(cr Credentials) authhooks.Account {
	return authhooks.Account{ID: cr.Username, Secret: cr.Password, Credentials: cr}
}

func (c *Client) credentials(ctx context.Context) Credentials {
	return authhooks.CredentialsOf[Credentials](ctx, c.Client)
}

// Login opens a session (page, 鉴权认证) and bypasses the cache. Expire is absolute, in Unix
// seconds by the gateway's clock.
func (c *Client) Login(ctx context.Context) (*hummingbirdapi.Session, error) {
	answer, _, err := c.login(ctx)
	if err != nil {
		return nil, err
	}
	return &answer.Result, nil
}

// RefreshToken requests a new session with a refresh token (page, 刷新access_token) and
// bypasses the cache. The token is part of the URL's path and is escaped. An empty token,
// "." and ".." would name another path, so they are errors of KindInvalidRequest.
func (c *Client) RefreshToken(ctx context.Context, refresh authhooks.Secret) (*hummingbirdapi.Session, error) {
	answer, _, err := c.refresh(ctx, refresh)
	if err != nil {
		return nil, err
	}
	return &answer.Result, nil
}

func (c *Client) login(ctx context.Context) (*hummingbirdapi.SessionAnswer, authhooks.Receipt, error) {
	var answer hummingbirdapi.SessionAnswer
	cr := c.credentials(ctx)
	resp, err := c.api.Login(ctx, hummingbirdapi.LoginRequest{Username: cr.Username, Password: cr.Password.Reveal()})
	receipt, err := c.Receive(opLogin, resp, err, &answer)
	return &answer, receipt, err
}

func (c *Client) refresh(ctx context.Context, refresh authhooks.Secret) (*hummingbirdapi.SessionAnswer, authhooks.Receipt, error) {
	var answer hummingbirdapi.SessionAnswer
	switch refresh.Reveal() {
	case "", ".", "..":
		return nil, authhooks.Receipt{}, c.InvalidArgument(opRefreshToken, "the refresh token is empty or names another path")
	}
	resp, err := c.api.RefreshToken(ctx, refresh.Reveal())
	receipt, err := c.Receive(opRefreshToken, resp, err, &answer, refresh)
	return &answer, receipt, err
}

func (c *Client) fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	return c.RefreshOrLogin(ctx, old,
		func(ctx context.Context, refresh authhooks.Secret) (authhooks.Token, error) {
			return token(c.refresh(ctx, refresh))
		},
		func(ctx context.Context) (authhooks.Token, error) { return token(c.login(ctx)) })
}

// token normalises an answer. The field expire is absolute by the gateway's clock. The
// field t is that clock in milliseconds, so it corrects the clock skew.
func token(answer *hummingbirdapi.SessionAnswer, receipt authhooks.Receipt, err error) (authhooks.Token, error) {
	if err != nil {
		return authhooks.Token{}, err
	}
	now := authhooks.UnixTime(answer.T, time.Millisecond)
	receipt = receipt.WithVendorTime(now)
	session := answer.Result
	return authhooks.Token{
		Access: session.AccessToken, Refresh: session.RefreshToken,
		IssuedAt:         receipt.IssuedAt(now),
		ExpiresAt:        receipt.ExpiresAt(authhooks.UnixTime(session.Expire, time.Second), lifetime),
		RefreshExpiresAt: receipt.ExpiresAt(authhooks.ClaimTime(session.RefreshToken, "exp", time.Second), 0),
	}, nil
}

// parse reads envelope A (login, refresh, unknown paths) and envelope B (business calls).
func parse(_ int, h http.Header, body []byte) authhooks.Outcome {
	out := authhooks.Outcome{RequestID: h.Get(headerXCorrelationID)}
	var a hummingbirdapi.AuthFailure
	var b hummingbirdapi.BusinessAnswer
	switch {
	case authhooks.Unmarshal(body, &a) != nil:
	case a.Code != "":
		out.OK = a.Code == codeSuccess && a.Success
		out.Documented = out.OK || a.Code != codeSuccess
		out.Code, out.Message = string(a.Code), a.Msg
	case authhooks.Unmarshal(body, &b) == nil && b.ErrorCode != "":
		out.OK = b.ErrorCode == codeSuccess && b.Success
		out.Documented = true
		out.Code, out.Message = string(b.ErrorCode), b.ErrorMsg
	}
	return out
}
