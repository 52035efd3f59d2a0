// Package scnet is a typed client for the auth API of SCNet (Sugon AC).
//
// A token belongs to one region (cluster). One login answers with the tokens of all
// regions: see [Client.Region]. A token can renew itself up to 24 h after its end. After
// that, a login gets a new token. A token's end stands only in a claim, as text of
// milliseconds. The token is sent in the header called token. Business calls go to hosts
// of the region: see [Client.AllowCenter].
//
//	credentials, err := scnet.CredentialsFromEnv()
//	client, err := scnet.New(baseURL, credentials)
//	resp, err := client.HTTPClient().Get(client.BaseURL() + "/…") // with a token
//	err = client.CheckResponse(resp)
//
// Every error is an [*authhooks.Error]. The error values of this package are codes of the
// vendor, for errors.Is. Package [github.com/vendorauth/vendorauth-go/clients/scnet/scnettest]
// simulates the vendor in tests.
package scnet

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
)

// jsonType is the content type that the pages want on an empty body.
const jsonType = "application/json"

// DefaultBaseURL is the base URL of the page on access keys. All other calls are served
// there too. Other installations have another (see New).
const DefaultBaseURL = scnetapi.ServerURL

// Client is the client of one account in one region. [authhooks.Client] documents Token,
// HTTPClient, Editor, Source and CheckResponse.
type Client struct {
	*authhooks.Client
	account  *account
	api      *scnetapi.Client
	login    *scnetapi.Client // for the signed login
	business *scnetapi.Client
	seen     uint64 // the last login of the account whose answer this client has used; account.mu guards it
}

// loginURL is the value of WithLoginURL.
type loginURL string

// WithLoginURL sets the base URL of the signed login, if it is not that of all other calls.
// That host gets the signed login and nothing else.
func WithLoginURL(url string) authhooks.Option { return authhooks.VendorOption(name, loginURL(url)) }

// New returns a client for the installation at baseURL, for example [DefaultBaseURL], and
// makes no call. A wrong credential or option is an error of KindInvalidRequest, a wrong
// URL is one of KindPolicy.
func New(baseURL string, cr Credentials, opts ...authhooks.Option) (*Client, error) {
	a := newAccount(baseURL, cr, opts)
	c, err := a.open(&dated{Credentials: cr})
	if err == nil {
		a.join(c)
	}
	return c, err
}

// open makes the client of one region.
func (a *account) open(cr *dated) (*Client, error) {
	if err := cr.check(); err != nil {
		return nil, err
	}
	c := &Client{account: a}
	of := cr.account()
	vendor := authhooks.Vendor{
		Name: name, Codes: codes, Parse: parse, Put: put, Fetch: c.fetch,
		Scope: of.Scope, Secrets: of.Secrets, Credentials: of.Credentials,
	}
	if url, set := authhooks.VendorValue[loginURL](a.opts); set {
		if vendor.LoginURL = string(url); url == "" {
			return nil, &authhooks.Error{Vendor: name, Op: "new", Kind: authhooks.KindPolicy, Message: "WithLoginURL was given an empty URL"}
		}
	}
	core, err := authhooks.New(vendor, a.baseURL, of.ID, of.Secret, a.opts...)
	if err != nil {
		return nil, err
	}
	c.Client = core
	for _, api := range []struct {
		to   **scnetapi.Client
		url  string
		doer authhooks.Doer
	}{
		{&c.api, core.BaseURL(), core.Doer()},
		{&c.login, core.LoginURL(), core.LoginDoer()},
		{&c.business, core.BaseURL(), core.Checked()},
	} {
		if *api.to, err = scnetapi.NewClient(api.url, scnetapi.WithHTTPClient(api.doer)); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Close is that of [authhooks.Client]. It closes this client and no other Region.
func (c *Client) Close() error {
	c.account.leave(c)
	return c.Client.Close()
}

// CreateTokens logs in with the password and bypasses the cache. It sends user, password
// and organisation as headers and returns one entry for each region. A token's end stands
// only in its claim expireTime, as text of Unix milliseconds. This call is from another
// page of the vendor than the page that this package follows.
func (c *Client) CreateTokens(ctx context.Context) ([]scnetapi.ClusterToken, error) {
	tokens, _, err := c.createTokens(ctx)
	return tokens, err
}

// RenewToken requests a new token with an old token (page, 凭证续约) and bypasses the cache.
// The old token can be renewed until 24 h after its end. A token's end stands only in its
// claim expireTime, as text of Unix milliseconds.
func (c *Client) RenewToken(ctx context.Context, old authhooks.Secret) (authhooks.Secret, error) {
	token, _, err := c.renewToken(ctx, old)
	return token, err
}

// CheckToken asks the vendor whether a token is valid. It returns nil if the token is
// valid. This call is from another page of the vendor.
func (c *Client) CheckToken(ctx context.Context, token authhooks.Secret) error {
	if token.IsZero() {
		return c.InvalidArgument(opCheckToken, "the token is empty")
	}
	resp, err := c.api.CheckToken(ctx, &scnetapi.CheckTokenParams{Token: token.Reveal()})
	_, err = c.Receive(opCheckToken, resp, err, nil, token)
	return err
}

func (c *Client) createTokens(ctx context.Context) ([]scnetapi.ClusterToken, authhooks.Receipt, error) {
	cr := c.credentials(ctx)
	if cr.User == "" || cr.Password.IsZero() || cr.OrgID == "" {
		return nil, authhooks.Receipt{}, c.InvalidArgument(opCreateTokens, "this login needs Credentials.User, Password and OrgID")
	}
	var answer scnetapi.TokensAnswer
	resp, err := c.api.CreateTokensWithBody(ctx,
		&scnetapi.CreateTokensParams{User: cr.User, Password: cr.Password.Reveal(), OrgID: cr.OrgID}, jsonType, nil)
	receipt, err := c.Receive(opCreateTokens, resp, err, &answer)
	return answer.Data, receipt, err
}

func (c *Client) renewToken(ctx context.Context, old authhooks.Secret) (authhooks.Secret, authhooks.Receipt, error) {
	if old.IsZero() {
		return authhooks.Secret{}, authhooks.Receipt{}, c.InvalidArgument(opRenewToken, "the old token is empty")
	}
	answer := renewed{cluster: c.credentials(ctx).ClusterID}
	resp, err := c.api.RenewTokenWithBody(ctx, &scnetapi.RenewTokenParams{Token: old.Reveal()}, jsonType, nil)
	receipt, err := c.Receive(opRenewToken, resp, err, &answer, old)
	return answer.token, receipt, err
}
