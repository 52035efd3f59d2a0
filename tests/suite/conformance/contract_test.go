package conformance_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
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
	"github.com/vendorauth/vendorauth-go/gen/amsuapi"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dapi"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdapi"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaapi"
)

// Names and types that code outside this project relies on. This file need only
// compile: whoever breaks it breaks them.
type (
	ctx    = context.Context
	secret = authhooks.Secret
	editor = func(context.Context, *http.Request) error // the alias RequestEditor, assignable both ways
)

var (
	_ secret                                                        = wire.Secret{}
	_ func(string) secret                                           = authhooks.NewSecret
	_ fmt.Formatter                                                 = secret{}
	_ slog.LogValuer                                                = secret{}
	_ func(authhooks.Token) authhooks.TokenSource                   = authhooks.StaticSource
	_ authhooks.Fetcher                                             = authhooks.FetcherFunc(nil)
	_ func(string, string, string, secret) authhooks.Key            = authhooks.NewKey
	_ func(...string) (authhooks.Origins, error)                    = authhooks.NewOrigins
	_ func(authhooks.Origins, *url.URL) error                       = authhooks.Origins.Check
	_ *editor                                                       = new(authhooks.RequestEditor)
	_ func(authhooks.Origins, authhooks.TokenSource) editor         = authhooks.Bearer
	_ func(authhooks.Origins, string, authhooks.TokenSource) editor = authhooks.Header
	_ func(authhooks.Origins, string, authhooks.TokenSource) editor = authhooks.QueryToken
	_ func(authhooks.Origins, string, secret) editor                = authhooks.Basic
	_ func(authhooks.Origins, string, string) editor                = authhooks.Query
	_ func(authhooks.Origins, editor) editor                        = authhooks.ForOrigins
	_ func(...editor) editor                                        = authhooks.Chain

	_ func(authhooks.Origins, authhooks.TokenSource, func(*http.Request, authhooks.Token) error) editor = authhooks.Inject
	_ func(authhooks.Key, authhooks.Fetcher, ...authhooks.SourceOption) (*authhooks.Source, error)      = authhooks.NewSource
	_ func(authhooks.Vendor, string, string, secret, ...authhooks.Option) (*authhooks.Client, error)    = authhooks.New
	_ func(*authhooks.Client, string, *http.Response, any) error                                        = (*authhooks.Client).Decode
	_ func(*authhooks.Client) *http.Client                                                              = (*authhooks.Client).Guarded
	_ func(*authhooks.Source, authhooks.Token) bool                                                     = (*authhooks.Source).Invalidate
	_ func(*authhooks.Source) authhooks.Status                                                          = (*authhooks.Source).Status
	_ []authhooks.Option                                                                                = []authhooks.Option{
		authhooks.WithBaseURL(""), authhooks.WithHTTPClient(nil), authhooks.WithInsecureHTTP(), authhooks.WithAllowedOrigins(), authhooks.WithMaxTokenBody(1),
		authhooks.WithUserAgent(""), authhooks.SourceOption(nil),
	}
	_ = []authhooks.SourceOption{
		authhooks.WithClock(func() time.Time { return time.Time{} }), authhooks.WithTimeout(1), authhooks.WithRetries(0), authhooks.WithLogger(nil),
		authhooks.WithObserver(func(authhooks.Event) {}), authhooks.WithoutBackgroundRefresh(),
	}
	_                                                       = authhooks.Error{Vendor: "", Op: "", Kind: authhooks.KindUnknown, Code: "", Message: "", Status: 0, RequestID: "", RetryAfter: 0, Err: nil}
	_                                                       = authhooks.CodeInfo{Code: "", Kind: 0, Meaning: "", Source: "", Err: nil, Rejects: false, Call: authhooks.CodeAnyCall}
	_                                                       = authhooks.Outcome{Documented: false, OK: false, Code: "", Message: "", RequestID: "", RetryAfter: 0}
	_                                                       = authhooks.Vendor{Name: "", Codes: nil, Parse: nil, Put: nil, Fetch: nil, Static: false, Scope: nil, Secrets: nil}
	_ func(*authhooks.Client) authhooks.Doer                = (*authhooks.Client).Checked
	_ func(*authhooks.Client, *http.Response, []byte) error = (*authhooks.Client).CheckBody
	_ func(*authhooks.Client, ...string) error              = (*authhooks.Client).AllowOrigins
	_                                                       = authhooks.Status{Fingerprint: "", LastError: nil, StoreError: nil}
)

// common is what all vendor clients offer alike.
type common interface {
	Token(ctx ctx) (authhooks.Token, error)
	HTTPClient() *http.Client
	Editor() authhooks.RequestEditor
	Source() *authhooks.Source
	CheckResponse(resp *http.Response) error
	Close() error
}

var (
	_, _, _, _, _ common = (*hitem3d.Client)(nil), (*hummingbird.Client)(nil), (*scnet.Client)(nil), (*amsu.Client)(nil), (*zhihuiya.Client)(nil)

	_ func(hitem3d.Credentials, ...authhooks.Option) (*hitem3d.Client, error)                 = hitem3d.New
	_ func(string, hummingbird.Credentials, ...authhooks.Option) (*hummingbird.Client, error) = hummingbird.New
	_ func(string, scnet.Credentials, ...authhooks.Option) (*scnet.Client, error)             = scnet.New
	_ func(amsu.Credentials, ...authhooks.Option) (*amsu.Client, error)                       = amsu.New
	_ func(zhihuiya.Credentials, ...authhooks.Option) (*zhihuiya.Client, error)               = zhihuiya.New
	_ func(secret, ...authhooks.Option) (*zhihuiya.Client, error)                             = zhihuiya.NewWithAPIKey
	_ func() (secret, error)                                                                  = zhihuiya.APIKeyFromEnv
	_ string                                                                                  = zhihuiya.PatSnapBaseURL
	_ func(string) authhooks.Option                                                           = scnet.WithLoginURL
	_ func(string) authhooks.Option                                                           = authhooks.WithScheme

	_ = hitem3d.Credentials{ClientID: "", ClientSecret: secret{}}
	_ = amsu.Credentials{ClientID: "", ClientSecret: secret{}}
	_ = zhihuiya.Credentials{ClientID: "", ClientSecret: secret{}}
	_ = hummingbird.Credentials{Username: "", Password: secret{}}
	_ = scnet.Credentials{Token: secret{}, User: "", OrgID: "", ClusterID: "", Password: secret{}, AccessKey: "", SecretKey: secret{}}

	_ func(*hitem3d.Client, ctx) (*hitem3dapi.Token, error)                   = (*hitem3d.Client).CreateToken
	_ func(*hummingbird.Client, ctx) (*hummingbirdapi.Session, error)         = (*hummingbird.Client).Login
	_ func(*hummingbird.Client, ctx, secret) (*hummingbirdapi.Session, error) = (*hummingbird.Client).RefreshToken
	_ func(*scnet.Client, ctx) ([]scnetapi.ClusterToken, error)               = (*scnet.Client).CreateTokens
	_ func(*scnet.Client, ctx) ([]scnetapi.ClusterToken, error)               = (*scnet.Client).CreateTokensByKey
	_ func(*scnet.Client, ctx) (*scnetapi.Center, error)                      = (*scnet.Client).Center
	_ func(*scnet.Client, ctx) error                                          = (*scnet.Client).AllowCenter
	_ func(*scnet.Client, string) (*scnet.Client, error)                      = (*scnet.Client).Region
	_ func(*scnet.Client, ctx, secret) (secret, error)                        = (*scnet.Client).RenewToken
	_ func(*scnet.Client, ctx, secret) error                                  = (*scnet.Client).CheckToken
	_ func(*amsu.Client, ctx) (*amsuapi.Token, error)                         = (*amsu.Client).CreateToken
	_ func(*amsu.Client, ctx, secret) (*amsuapi.Token, error)                 = (*amsu.Client).RefreshToken
	_ func(*zhihuiya.Client, ctx) (*zhihuiyaapi.Token, error)                 = (*zhihuiya.Client).CreateToken

	_ = hitem3dapi.Token{AccessToken: secret{}, TokenType: "", Nonce: ""}
	_ = hummingbirdapi.Session{AccessToken: secret{}, Expire: int64(0), RefreshToken: secret{}}
	_ = scnetapi.ClusterToken{ClusterID: "", ClusterName: "", Token: (*secret)(nil)}
	_ = amsuapi.Token{AccessToken: secret{}, TokenType: "", ExpiresIn: int64(0), RefreshToken: secret{}}
	_ = zhihuiyaapi.Token{Token: secret{}, TokenType: "", ExpiresIn: int64(0), Status: "", IssuedAt: ""}
)

// simulated is what all simulators offer alike.
type simulated interface {
	Advance(d time.Duration)
	Now() time.Time
	Calls(op string) int
	Revoke(token authhooks.Token)
	RevokeAll()
	Fail(f authtest.Fault)
	Close()
}

var _ func(*zhihuiyatest.Server) authhooks.Secret = (*zhihuiyatest.Server).APIKey

var _, _, _, _, _ simulated = (*hitem3dtest.Server)(nil), (*hummingbirdtest.Server)(nil), (*scnettest.Server)(nil), (*amsutest.Server)(nil), (*zhihuiyatest.Server)(nil)
