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
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

type vendor struct {
	accounts.Vendor
	refusal error  // what the vendor says to wrong credentials
	success string // a body of a business call that went well
	// credential returns what a business call carried in the vendor's place.
	credential func(e authtest.Exchange) string
	dead       string // the code by which the vendor rejects a token
	lifetime   time.Duration
	page       time.Duration // the lifetime the page states; 0 where it states none
	tokenType  string
	variants   [][]authtest.Option // what else the page leaves open, and the simulator can do
	refreshes  string              // the operation that renews; "" where the vendor logs in again
}

// start gives the account a simulator that is held to the vendor's OpenAPI file.
func (v vendor) start(t *testing.T, sim []authtest.Option, opts ...authhooks.Option) account {
	t.Helper()
	return account{v.Open(t, append(slices.Clip(sim), contract.Check(t, v.Name)), opts...)}
}

func (v vendor) client(t *testing.T, opts ...authhooks.Option) account {
	t.Helper()
	return v.start(t, nil, opts...)
}

// stranger is a client with wrong credentials, and its typed login.
func (v vendor) stranger(t *testing.T, a account, opts ...authhooks.Option) (*authhooks.Client, func(context.Context) error) {
	t.Helper()
	address := a.Address
	address.Secret = "wrong-canary"
	c, err := v.Connect(address, opts...)
	require.NoError(t, err)
	closed(t, c.Client)
	return c.Client, func(ctx context.Context) error { _, err := c.Operations[0].Call(ctx); return err }
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
		Vendor: accounts.Hitem3D, credential: bearer, dead: "401",
		success: `{"code":200,"message":"success","data":{}}`, lifetime: 24 * time.Hour, page: 24 * time.Hour, tokenType: "Bearer",
		variants: [][]authtest.Option{{hitem3dtest.MsgKey()}},
		refusal:  hitem3d.ErrInvalidClient,
	},
	{
		Vendor: accounts.Hummingbird, credential: header("X-Token"), dead: "10006",
		success: `{"success":true,"errorCode":0,"errorMsg":"success","result":{}}`, lifetime: 2 * time.Hour, page: 2 * time.Hour,
		refreshes: "refreshToken",
		refusal:   hummingbird.ErrWrongPassword,
	},
	{
		Vendor: accounts.SCNet, credential: header("Token"), dead: "10008",
		success: `{"code":"0","msg":"success","data":[]}`, lifetime: 24 * time.Hour, refreshes: "renewToken",
		variants: [][]authtest.Option{{scnettest.ArrayAnswer(), scnettest.DisabledCluster("999", "off")}},
		refusal:  scnet.ErrInvalidParameter,
	},
	{
		Vendor: accounts.AMSU, credential: bearer, dead: "COMMON.INVALID_CREDENTIALS",
		success: `{"rr":1}`, lifetime: 24 * time.Hour, page: 24 * time.Hour, tokenType: "bearer", refreshes: "refreshToken",
		variants: [][]authtest.Option{{amsutest.PutBlocked()}, {amsutest.NoNewRefreshToken()}},
		refusal:  amsu.ErrAuthenticationFailed,
	},
	{
		Vendor: accounts.Zhihuiya, credential: bearer, dead: "67200009",
		success: `{"status":true,"error_code":0,"data":{}}`, lifetime: 1799 * time.Second, page: 30 * time.Minute, tokenType: "BearerToken",
		variants: [][]authtest.Option{{zhihuiyatest.WrappedAnswer()}},
		refusal:  zhihuiya.ErrInvalidClient,
	},
	// new-vendor: rows
}
