// Package scnet is a typed client for the auth API of SCNet (Sugon AC).
//
// A token belongs to one region (cluster). A token can renew itself up to 24 h after its
// end. After that, a login with user, organisation and password gets a new token. A
// token's end stands only in a claim, as text of milliseconds. The token is sent in the
// header called token.
package scnet

import (
	"context"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
)

// jsonType is the content type that the page wants on an empty body.
const jsonType = "application/json"

// Credentials holds a token, or a user with password and organisation, or both. With
// both, the client uses the token as long as the vendor accepts or renews it, and logs in
// after that.
type Credentials struct {
	// Token is a region's token from elsewhere.
	Token authhooks.Secret
	// User, Password and OrgID log in.
	User, OrgID string
	// ClusterID chooses the region. It may be empty if exactly one region has a token.
	ClusterID string
	Password  authhooks.Secret
	// AccessKey and SecretKey sign the login that the vendor recommends.
	AccessKey string
	SecretKey authhooks.Secret
}

// CredentialsFromEnv reads SCNET_TOKEN, or SCNET_USER, SCNET_PASSWORD and SCNET_ORG_ID,
// and SCNET_CLUSTER_ID. Its error (KindInvalidRequest) names each variable that is
// missing, holds an invisible character, or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) {
	v, err := authhooks.OptionalEnv(name, "SCNET_TOKEN", "SCNET_CLUSTER_ID", "SCNET_USER", "SCNET_PASSWORD", "SCNET_ORG_ID")
	if err != nil {
		return Credentials{}, err
	}
	cr := Credentials{
		Token: authhooks.NewSecret(v[0]), ClusterID: v[1],
		User: v[2], Password: authhooks.NewSecret(v[3]), OrgID: v[4],
	}
	switch login := v[2] + v[3] + v[4]; {
	case login == "" && cr.Token.IsZero():
		return Credentials{}, authhooks.MissingEnv(name, "SCNET_TOKEN, or SCNET_USER and SCNET_PASSWORD and SCNET_ORG_ID")
	case login != "": // an incomplete login is a mistake
		if _, err := authhooks.Env(name, "SCNET_USER", "SCNET_PASSWORD", "SCNET_ORG_ID"); err != nil {
			return Credentials{}, err
		}
	}
	return cr, nil
}

// BaseURLFromEnv reads SCNET_BASE_URL. It returns "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("SCNET_BASE_URL") }

// Client is the client of one account in one region. [authhooks.Client] documents Token,
// HTTPClient, Editor, Source, CheckResponse and Close.
type Client struct {
	*authhooks.Client
	credentials Credentials
	api         *scnetapi.Client
}

// New returns a client for the installation at baseURL and makes no call. The page has
// only a placeholder for the URL. A wrong credential or option is an error of
// KindInvalidRequest, a wrong URL is one of KindPolicy.
func New(baseURL string, cr Credentials, opts ...authhooks.Option) (*Client, error) {
	if err := check(cr); err != nil {
		return nil, err
	}
	c := &Client{credentials: cr}
	id, secret := cr.User, cr.Password
	if secret.IsZero() {
		secret = cr.Token
	}
	core, err := authhooks.New(authhooks.Vendor{
		Name: name, Codes: codes, Parse: parse, Put: put, Fetch: c.fetch,
		Scope: []string{cr.OrgID, cr.ClusterID}, Secrets: []authhooks.Secret{cr.Token, cr.Password},
	}, baseURL, id, secret, opts...)
	if err != nil {
		return nil, err
	}
	c.Client = core
	c.api, err = scnetapi.NewClient(core.BaseURL(), scnetapi.WithHTTPClient(core.Doer()))
	return c, err
}

func check(cr Credentials) error {
	login := cr.User != "" || !cr.Password.IsZero()
	return authhooks.CheckCredentials(name,
		authhooks.Credential{
			Name: "Token", Env: "SCNET_TOKEN (or SCNET_USER, SCNET_PASSWORD and SCNET_ORG_ID)", Value: cr.Token, Token: true, Optional: login,
		},
		authhooks.Credential{Name: "User", Env: "SCNET_USER", Value: authhooks.NewSecret(cr.User), Optional: !login},
		authhooks.Credential{Name: "Password", Env: "SCNET_PASSWORD", Value: cr.Password, Optional: !login},
		authhooks.Credential{Name: "OrgID", Env: "SCNET_ORG_ID", Value: authhooks.NewSecret(cr.OrgID), Optional: !login},
		authhooks.Credential{Name: "ClusterID", Env: "SCNET_CLUSTER_ID", Value: authhooks.NewSecret(cr.ClusterID), Optional: true})
}

// CreateTokens logs in and bypasses the cache. It sends user, password and organisation
// as headers and returns one entry for each region. A token's end stands only in its
// claim expireTime, as text of Unix milliseconds. This call is from another page of the
// vendor than the page that this package follows.
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
	cr := c.credentials
	if cr.User == "" {
		return nil, authhooks.Receipt{}, c.InvalidArgument(opCreateTokens, "a login needs Credentials.User, Password and OrgID")
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
	answer := renewed{cluster: c.credentials.ClusterID}
	resp, err := c.api.RenewTokenWithBody(ctx, &scnetapi.RenewTokenParams{Token: old.Reveal()}, jsonType, nil)
	receipt, err := c.Receive(opRenewToken, resp, err, &answer, old)
	return answer.token, receipt, err
}
