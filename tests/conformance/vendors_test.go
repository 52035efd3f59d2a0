// Package conformance holds the five vendors to one behaviour. A vendor is one
// row of vendors; what only one vendor does is in traps_<vendor>_test.go.
package conformance_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// simulator is what the rows need of a vendor's simulator.
type simulator interface {
	Now() time.Time
	Advance(d time.Duration)
	Calls(op string) int
	Fail(f authtest.Fault)
	ClearFaults()
	Revoke(token authhooks.Token)
	RevokeAll()
	RawExchanges() []authtest.Exchange
}

// operation is one typed, uncached call of a vendor package.
type operation struct {
	name  string
	token string // the path of the token in its answer; "" where it brings none
	call  func(ctx context.Context) (string, error)
}

// account is one simulator and a client for it.
type account struct {
	simulator
	client *authhooks.Client
	url    string
	// first are the operations in the order in which they can be called; the
	// first of them is the one that Token begins with.
	operations []operation
}

type vendor struct {
	name  string
	codes []authhooks.CodeInfo
	start func(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account
	// stranger is a client with wrong credentials, and its typed login.
	stranger func(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error)
	refusal  error  // what the vendor says to it
	business string // path of a business call
	success  string // a body of a business call that went well
	// credential returns what a business call carried in the vendor's place.
	credential func(e authtest.Exchange) string
	dead       string // the code by which the vendor rejects a token
	lifetime   time.Duration
	page       time.Duration // the lifetime the page states; 0 where it states none
	expiry     string        // the field of the first operation's answer that tells it
	tokenType  string
	refreshes  string // the operation that renews; "" where the vendor logs in again
}

func (v vendor) client(t *testing.T, opts ...authhooks.Option) account {
	t.Helper()
	return v.start(t, nil, opts...)
}

func secretText(s authhooks.Secret, err error) (string, error) { return s.Reveal(), err }

func header(name string) func(authtest.Exchange) string {
	return func(e authtest.Exchange) string { return e.RequestHeader.Get(name) }
}

func bearer(e authtest.Exchange) string {
	text, ok := strings.CutPrefix(e.RequestHeader.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return text
}

var vendors = []vendor{
	{
		name: "hitem3d", codes: hitem3d.Codes(), business: "/open-api/v1/balance", credential: bearer, dead: "401",
		success: `{"code":200,"message":"success","data":{}}`, lifetime: 24 * time.Hour, page: 24 * time.Hour, tokenType: "Bearer",
		start: func(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
			t.Helper()
			s := hitem3dtest.NewServer(t, sim...)
			c, err := hitem3d.New(s.Credentials(), append([]authhooks.Option{authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now)}, opts...)...)
			require.NoError(t, err)
			closed(t, c)
			return account{simulator: s, client: c.Client, url: s.URL, operations: []operation{
				{"createToken", "data.accessToken", func(ctx context.Context) (string, error) {
					token, err := c.CreateToken(ctx)
					if err != nil {
						return "", err
					}
					return token.AccessToken.Reveal(), nil
				}},
			}}
		},
		refusal: hitem3d.ErrInvalidClient,
		stranger: func(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
			t.Helper()
			c, err := hitem3d.New(hitem3d.Credentials{ClientID: "id", ClientSecret: authhooks.NewSecret("wrong-canary")}, append(opts, authhooks.WithBaseURL(a.url))...)
			require.NoError(t, err)
			closed(t, c)
			return c.Client, func(ctx context.Context) error { _, err := c.CreateToken(ctx); return err }
		},
	},
	{
		name: "hummingbird", codes: hummingbird.Codes(), business: "/v1.0/openapi/products", credential: header("X-Token"), dead: "10006",
		success: `{"success":true,"errorCode":0,"errorMsg":"success","result":{}}`, lifetime: 2 * time.Hour, page: 2 * time.Hour, expiry: "result.expire",
		refreshes: "refreshToken",
		start: func(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
			t.Helper()
			s := hummingbirdtest.NewServer(t, sim...)
			c, err := hummingbird.New(s.URL, s.Credentials(), append([]authhooks.Option{authhooks.WithClock(s.Now)}, opts...)...)
			require.NoError(t, err)
			closed(t, c)
			var refresh authhooks.Secret
			return account{simulator: s, client: c.Client, url: s.URL, operations: []operation{
				{"login", "result.access_token", func(ctx context.Context) (string, error) {
					session, err := c.Login(ctx)
					if err != nil {
						return "", err
					}
					refresh = session.RefreshToken
					return session.AccessToken.Reveal(), nil
				}},
				{"refreshToken", "result.access_token", func(ctx context.Context) (string, error) {
					session, err := c.RefreshToken(ctx, refresh)
					if err != nil {
						return "", err
					}
					return session.AccessToken.Reveal(), nil
				}},
			}}
		},
		refusal: hummingbird.ErrWrongPassword,
		stranger: func(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
			t.Helper()
			c, err := hummingbird.New(a.url, hummingbird.Credentials{Username: "admin", Password: authhooks.NewSecret("wrong-canary")}, opts...)
			require.NoError(t, err)
			closed(t, c)
			return c.Client, func(ctx context.Context) error { _, err := c.Login(ctx); return err }
		},
	},
	{
		name: "scnet", codes: scnet.Codes(), business: "/ac/openapi/v2/center", credential: header("Token"), dead: "10008",
		success: `{"code":"0","msg":"success","data":[]}`, lifetime: 24 * time.Hour, refreshes: "renewToken",
		start: func(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
			t.Helper()
			s := scnettest.NewServer(t, sim...)
			cr := s.Credentials()
			cr.Token = authhooks.Secret{}
			c, err := scnet.New(s.URL, cr, append([]authhooks.Option{authhooks.WithClock(s.Now)}, opts...)...)
			require.NoError(t, err)
			closed(t, c)
			seed := s.Credentials().Token
			return account{simulator: s, client: c.Client, url: s.URL, operations: []operation{
				{"createTokens", "data.1.token", func(ctx context.Context) (string, error) {
					tokens, err := c.CreateTokens(ctx)
					if err != nil {
						return "", err
					}
					return tokens[1].Token.Reveal(), nil
				}},
				{"renewToken", "data", func(ctx context.Context) (string, error) { return secretText(c.RenewToken(ctx, seed)) }},
				{"checkToken", "", func(ctx context.Context) (string, error) { return "", c.CheckToken(ctx, seed) }},
			}}
		},
		refusal: scnet.ErrInvalidParameter,
		stranger: func(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
			t.Helper()
			c, err := scnet.New(a.url, scnet.Credentials{User: "u", OrgID: "o", Password: authhooks.NewSecret("wrong-canary")}, opts...)
			require.NoError(t, err)
			closed(t, c)
			return c.Client, func(ctx context.Context) error { _, err := c.CreateTokens(ctx); return err }
		},
	},
	{
		name: "amsu", codes: amsu.Codes(), business: "/amsu-analysis/v2/available-times", credential: bearer, dead: "COMMON.INVALID_CREDENTIALS",
		success: `{"rr":1}`, lifetime: 24 * time.Hour, page: 24 * time.Hour, expiry: "expires_in", tokenType: "bearer", refreshes: "refreshToken",
		start: func(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
			t.Helper()
			s := amsutest.NewServer(t, sim...)
			c, err := amsu.New(s.Credentials(), append([]authhooks.Option{authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now)}, opts...)...)
			require.NoError(t, err)
			closed(t, c)
			var refresh authhooks.Secret
			return account{simulator: s, client: c.Client, url: s.URL, operations: []operation{
				{"createToken", "access_token", func(ctx context.Context) (string, error) {
					token, err := c.CreateToken(ctx)
					if err != nil {
						return "", err
					}
					refresh = token.RefreshToken
					return token.AccessToken.Reveal(), nil
				}},
				{"refreshToken", "access_token", func(ctx context.Context) (string, error) {
					token, err := c.RefreshToken(ctx, refresh)
					if err != nil {
						return "", err
					}
					return token.AccessToken.Reveal(), nil
				}},
			}}
		},
		refusal: amsu.ErrAuthenticationFailed,
		stranger: func(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
			t.Helper()
			c, err := amsu.New(amsu.Credentials{ClientID: "id", ClientSecret: authhooks.NewSecret("wrong-canary")}, append(opts, authhooks.WithBaseURL(a.url))...)
			require.NoError(t, err)
			closed(t, c)
			return c.Client, func(ctx context.Context) error { _, err := c.CreateToken(ctx); return err }
		},
	},
	{
		name: "zhihuiya", codes: zhihuiya.Codes(), business: "/basic-patent-data/simple-bibliography?patent_id=1", credential: bearer, dead: "67200009",
		success: `{"status":true,"error_code":0,"data":{}}`, lifetime: 1799 * time.Second, page: 30 * time.Minute, expiry: "expires_in", tokenType: "BearerToken",
		start: func(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
			t.Helper()
			s := zhihuiyatest.NewServer(t, sim...)
			c, err := zhihuiya.New(s.Credentials(), append([]authhooks.Option{authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now)}, opts...)...)
			require.NoError(t, err)
			closed(t, c)
			return account{simulator: s, client: c.Client, url: s.URL, operations: []operation{
				{"createToken", "token", func(ctx context.Context) (string, error) {
					token, err := c.CreateToken(ctx)
					if err != nil {
						return "", err
					}
					return token.Token.Reveal(), nil
				}},
			}}
		},
		refusal: zhihuiya.ErrInvalidClient,
		stranger: func(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
			t.Helper()
			c, err := zhihuiya.New(zhihuiya.Credentials{ClientID: "id", ClientSecret: authhooks.NewSecret("wrong-canary")}, append(opts, authhooks.WithBaseURL(a.url))...)
			require.NoError(t, err)
			closed(t, c)
			return c.Client, func(ctx context.Context) error { _, err := c.CreateToken(ctx); return err }
		},
	},
}

// closed closes a client when the test ends, and its connections with it.
func closed(t *testing.T, c io.Closer) {
	t.Helper()
	t.Cleanup(func() { require.NoError(t, c.Close()) })
}

// forEach runs f for every vendor, as a parallel subtest.
func forEach(t *testing.T, f func(t *testing.T, v vendor)) {
	t.Helper()
	for _, v := range vendors {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			f(t, v)
		})
	}
}

// call makes a business call and returns its status and the vendor's error.
func (a account) call(t *testing.T, path string) (int, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+path, nil)
	require.NoError(t, err)
	resp, err := a.client.HTTPClient().Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { require.NoError(t, resp.Body.Close()) }()
	return resp.StatusCode, a.client.CheckResponse(resp)
}

// last returns the last exchange of an operation.
func (a account) last(t *testing.T, op string) authtest.Exchange {
	t.Helper()
	all := a.RawExchanges()
	for _, a := range slices.Backward(all) {
		if a.Op == op {
			return a
		}
	}
	require.Fail(t, "no call of "+op)
	return authtest.Exchange{}
}

func asError(t *testing.T, err error) *authhooks.Error {
	t.Helper()
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	return e
}

// jwt is an unsigned token with the given claims.
func jwt(claims string, values ...any) string {
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return encode(`{"alg":"HS256"}`) + "." + encode(fmt.Sprintf(claims, values...)) + ".c2ln"
}
