// Package zhihuiya is a typed client for the auth API of Zhihuiya (PatSnap).
//
// The field of the token is token, not access_token. Its type is BearerToken, but the
// header must say Bearer. Business calls also carry the client id as the query parameter
// apikey. HTTPClient and Editor add both.
//
//	credentials, err := zhihuiya.CredentialsFromEnv()
//	client, err := zhihuiya.New(credentials)
//	resp, err := client.HTTPClient().Get(client.BaseURL() + "/…") // with a token
//	err = client.CheckResponse(resp)
//
// Every error is an [*authhooks.Error]. The error values of this package are codes of the
// vendor, for errors.Is. Package [github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest]
// simulates the vendor in tests.
package zhihuiya

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaapi"
)

// form is a whole zhihuiyaapi.TokenRequest, because none of its fields changes.
const form = "grant_type=" + string(zhihuiyaapi.TokenRequestGrantTypeClientCredentials)

// DefaultBaseURL is the page's base URL. The vendor's English twin is at
// connect.patsnap.com (see WithBaseURL).
const DefaultBaseURL = zhihuiyaapi.ServerURL

// PatSnapBaseURL is the base URL of the English twin, and of API keys.
const PatSnapBaseURL = zhihuiyaapi.PatSnapServerURL

// Credentials holds the Client ID and Client Secret of the vendor's console.
type Credentials = authhooks.ClientCredentials

// CredentialsFromEnv reads ZHIHUIYA_CLIENT_ID and ZHIHUIYA_CLIENT_SECRET. Its
// error (KindInvalidRequest) names each variable that is missing, holds an invisible
// character, or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) { return authhooks.ClientCredentialsFromEnv(name) }

// BaseURLFromEnv reads ZHIHUIYA_BASE_URL. It returns "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("ZHIHUIYA_BASE_URL") }

const envAPIKey = "ZHIHUIYA_API_KEY" //nolint:gosec // the name of a variable

// APIKeyFromEnv reads ZHIHUIYA_API_KEY. Its error is that of CredentialsFromEnv.
func APIKeyFromEnv() (authhooks.Secret, error) {
	v, err := authhooks.Env(name, envAPIKey)
	if err != nil {
		return authhooks.Secret{}, err
	}
	return authhooks.NewSecret(v[0]), nil
}

// Client is the client of one Zhihuiya client id, or of one API key. [authhooks.Client]
// documents Token, HTTPClient, Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	api *zhihuiyaapi.Client // nil with an API key
}

// New returns a client and makes no call. A wrong credential or option is an error of
// KindInvalidRequest, a wrong URL is one of KindPolicy.
func New(cr Credentials, opts ...authhooks.Option) (*Client, error) {
	if err := cr.Check(name); err != nil {
		return nil, err
	}
	c := &Client{}
	core, err := authhooks.New(authhooks.Vendor{
		Name: name, Codes: codes, Parse: parse, Put: putWithID, Fetch: c.fetch, Credentials: cr,
	}, DefaultBaseURL, cr.ClientID, cr.ClientSecret, opts...)
	if err != nil {
		return nil, err
	}
	c.Client = core
	c.api, err = zhihuiyaapi.NewClient(core.BaseURL(), zhihuiyaapi.WithHTTPClient(core.Doer()))
	return c, err
}

// NewWithAPIKey returns a client for an API key (sk-…), which is sent as a bearer token to
// [PatSnapBaseURL], and makes no call. An API key has no end, and no token call is made. If
// the vendor refuses the key, that is KindInvalidCredentials, as [authhooks.Vendor]
// describes. A wrong key or option is an error of KindInvalidRequest, a wrong URL is one of
// KindPolicy. The vendor describes API keys on a page of their own (devportal,
// authentication).
func NewWithAPIKey(key authhooks.Secret, opts ...authhooks.Option) (*Client, error) {
	if key.IsZero() {
		return nil, &authhooks.Error{
			Vendor: name, Op: "new", Kind: authhooks.KindInvalidRequest,
			Message: "the API key is empty: set it, or " + envAPIKey + " for APIKeyFromEnv",
		}
	}
	core, err := authhooks.New(authhooks.Vendor{
		Name: name, Codes: codes, Parse: parse, Put: put, Static: true,
	}, PatSnapBaseURL, "", key, opts...)
	if err != nil {
		return nil, err
	}
	return &Client{Client: core}, nil
}

// SetCredentials replaces the credentials of a running client, as [authhooks.Client.SetAccount]
// describes, and makes no call: CreateToken tries them at once. Its errors are those of New.
func (c *Client) SetCredentials(cr Credentials) error {
	if c.api == nil {
		return c.InvalidArgument("setCredentials", "the client has an API key: use SetAPIKey")
	}
	return c.SetAccount(account(cr), cr.Check(name))
}

// SetAPIKey replaces the API key of a running client. The next call uses the new key. A
// refusal of the old one is forgotten. Its errors are those of NewWithAPIKey.
func (c *Client) SetAPIKey(key authhooks.Secret) error {
	if c.api != nil {
		return c.InvalidArgument("setCredentials", "the client has a client id and secret: use SetCredentials")
	}
	return c.SetAccount(authhooks.Account{Secret: key}, nil)
}

func account(cr Credentials) authhooks.Account {
	return authhooks.Account{ID: cr.ClientID, Secret: cr.ClientSecret, Credentials: cr}
}

func (c *Client) credentials(ctx context.Context) Credentials {
	return authhooks.CredentialsOf[Credentials](ctx, c.Client)
}

// CreateToken requests a new token (page, 权限令牌) and bypasses the cache. ExpiresIn is in
// seconds from now, IssuedAt in Unix milliseconds as text.
func (c *Client) CreateToken(ctx context.Context) (*zhihuiyaapi.Token, error) {
	token, _, err := c.createToken(ctx)
	return token, err
}

func (c *Client) createToken(ctx context.Context) (*zhihuiyaapi.Token, authhooks.Receipt, error) {
	if c.api == nil {
		return nil, authhooks.Receipt{}, c.InvalidArgument(opCreateToken, "a client with an API key makes no token call")
	}
	cr := c.credentials(ctx)
	basic := authhooks.Basic(c.Origins(), cr.ClientID, cr.ClientSecret)
	var answer tokenAnswer
	resp, err := c.api.CreateTokenWithBody(ctx, "application/x-www-form-urlencoded", strings.NewReader(form), basic)
	receipt, err := c.Receive(opCreateToken, resp, err, &answer)
	if err != nil {
		return nil, receipt, err
	}
	return &answer.Token, receipt, nil
}

// fetch always asks for a new token, because the vendor has no refresh token.
func (c *Client) fetch(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
	token, receipt, err := c.createToken(ctx)
	if err != nil {
		return authhooks.Token{}, err
	}
	issued, _ := strconv.ParseInt(token.IssuedAt, 10, 64)
	return authhooks.Token{
		Access: token.Token, Type: token.TokenType,
		IssuedAt:  receipt.IssuedAt(authhooks.UnixTime(issued, time.Millisecond)),
		ExpiresAt: receipt.ExpiresIn(token.ExpiresIn, lifetime),
	}, nil
}

// putWithID adds the token and the client id that it was fetched with (page, section
// 业务接口).
func putWithID(req *http.Request, t authhooks.Token) error {
	if err := put(req, t); err != nil {
		return err
	}
	authhooks.SetQuery(req, queryAPIKey, t.AccountID())
	return nil
}

// tokenAnswer is the page's flat answer, or the wrapped answer that clients have seen.
type tokenAnswer struct{ zhihuiyaapi.Token }

// UnmarshalJSON lets authhooks read either form. If an answer has neither form, the error
// names what the page's form lacks.
func (a *tokenAnswer) UnmarshalJSON(body []byte) error {
	flat := authhooks.Unmarshal(body, &a.Token)
	if flat == nil {
		return nil
	}
	var shape struct {
		Token json.RawMessage `json:"token,omitempty"`
		Code  authhooks.Code  `json:"error_code,omitempty"`
	}
	if err := authhooks.Unmarshal(body, &shape); err != nil {
		return err
	}
	if shape.Token != nil || shape.Code == "" {
		return flat
	}
	var wrapped zhihuiyaapi.WrappedToken
	if err := authhooks.Unmarshal(body, &wrapped); err != nil {
		return err
	}
	a.Token = wrapped.Data
	return nil
}
