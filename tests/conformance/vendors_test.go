// Package conformance holds the five vendors to one behaviour. A vendor is one
// row of vendors; what only one vendor does is in traps_<vendor>_test.go.
package conformance_test

import (
	"context"
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
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/accounts"
	"github.com/vendorauth/vendorauth-go/tests/contract"
)

type vendor struct {
	name  string
	codes []authhooks.CodeInfo
	open  func(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account
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
	variants   [][]authtest.Option // what else the page leaves open, and the simulator can do
	refreshes  string              // the operation that renews; "" where the vendor logs in again
}

// start gives the account a simulator that is held to the vendor's OpenAPI file.
func (v vendor) start(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
	t.Helper()
	return v.open(t, append(slices.Clip(sim), contract.Check(t, v.name)), opts...)
}

func (v vendor) client(t *testing.T, opts ...authhooks.Option) account {
	t.Helper()
	return v.start(t, nil, opts...)
}

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
		variants: [][]authtest.Option{{hitem3dtest.MsgKey()}},
		open:     opened(accounts.Hitem3D),
		refusal:  hitem3d.ErrInvalidClient,
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
		open:      opened(accounts.Hummingbird),
		refusal:   hummingbird.ErrWrongPassword,
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
		variants: [][]authtest.Option{{scnettest.ArrayAnswer(), scnettest.DisabledCluster("999", "off")}},
		open:     opened(accounts.SCNet),
		refusal:  scnet.ErrInvalidParameter,
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
		variants: [][]authtest.Option{{amsutest.PutBlocked()}, {amsutest.NoNewRefreshToken()}},
		open:     opened(accounts.AMSU),
		refusal:  amsu.ErrAuthenticationFailed,
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
		variants: [][]authtest.Option{{zhihuiyatest.WrappedAnswer()}},
		open:     opened(accounts.Zhihuiya),
		refusal:  zhihuiya.ErrInvalidClient,
		stranger: func(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
			t.Helper()
			c, err := zhihuiya.New(zhihuiya.Credentials{ClientID: "id", ClientSecret: authhooks.NewSecret("wrong-canary")}, append(opts, authhooks.WithBaseURL(a.url))...)
			require.NoError(t, err)
			closed(t, c)
			return c.Client, func(ctx context.Context) error { _, err := c.CreateToken(ctx); return err }
		},
	},
	// new-vendor: rows
}
