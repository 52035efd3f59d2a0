package main

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// wrongSecret belongs to no simulator, because their secrets are random.
const wrongSecret = "not-the-right-secret"

// client is the part of *authhooks.Client that the demo shows.
type client interface {
	authhooks.TokenSource
	HTTPClient() *http.Client
	CheckResponse(resp *http.Response) error
	BaseURL() string
	Close() error
}

// stage is a running simulator with clients that have right and wrong credentials.
type stage struct {
	sim         *authtest.Server
	open, wrong func(opts ...authhooks.Option) (client, error)
}

func newStage(v accounts.Vendor) (*stage, error) {
	sim, address, err := v.Serve()
	if err != nil {
		return nil, err
	}
	at := func(a accounts.Address) func(opts ...authhooks.Option) (client, error) {
		return func(opts ...authhooks.Option) (client, error) {
			c, err := v.Connect(a, opts...)
			return c.Client, err
		}
	}
	return &stage{sim: sim, open: at(address), wrong: at(v.Wrong(address, wrongSecret))}, nil
}

// fromEnv makes a client of the real vendor.
func fromEnv(v accounts.Vendor, opts ...authhooks.Option) (client, error) {
	credentials, err := v.FromEnv()
	if err != nil {
		return nil, err
	}
	c, err := v.New(v.BaseURLFromEnv(), credentials, opts...)
	return c.Client, err
}

// carries says where a business call carries the credential.
func carries(v accounts.Vendor) string {
	if v.Query == "" {
		return v.Spec().Where()
	}
	return v.Spec().Where() + " + ?" + v.Query
}

// path is that of the business call, without its query.
func path(v accounts.Vendor) string {
	path, _, _ := strings.Cut(v.Business, "?")
	return path
}

// query has the parameters of the business call.
func query(v accounts.Vendor) url.Values {
	_, raw, _ := strings.Cut(v.Business, "?")
	parameters, _ := url.ParseQuery(raw) // a part that cannot be parsed is not sent either
	return parameters
}

// refusal is a typed error as the application sees it.
type refusal struct {
	kind     authhooks.Kind
	sentinel error // authhooks' value for kind
	code     string
	own      error // the vendor package's value for code
}

// refusalOf is the answer to wrong credentials.
func refusalOf(v accounts.Vendor) refusal {
	info := v.Refused()
	kind := v.BusinessKind(info)
	if !v.Static {
		kind = accounts.KindIn(v.Operations()[0], info)
	}
	return refusal{kind: kind, sentinel: accounts.Sentinels[kind], code: info.Code, own: v.Refusal.Err}
}

func names() []string {
	list := make([]string, 0, len(accounts.Vendors))
	for _, v := range accounts.Vendors {
		list = append(list, v.Name)
	}
	return list
}
