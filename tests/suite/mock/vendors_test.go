//go:build prism

package mock

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
)

// invented is every credential here.
var invented = authhooks.NewSecret("+invented/%&=")

// call makes one typed call over a transport and returns the token that came.
type call func(ctx context.Context, base string, over *http.Client) (string, error)

// vendors has each vendor's operations by operationId.
var vendors = map[string]map[string]call{
	"hitem3d": {"createToken": func(ctx context.Context, base string, over *http.Client) (string, error) {
		c, err := hitem3d.New(hitem3d.Credentials{ClientID: "id", ClientSecret: invented}, authhooks.WithBaseURL(base), authhooks.WithHTTPClient(over))
		if err != nil {
			return "", err
		}
		token, err := c.CreateToken(ctx)
		if err != nil {
			return "", err
		}
		return token.AccessToken.Reveal(), nil
	}},
	"hummingbird": {
		"login": func(ctx context.Context, base string, over *http.Client) (string, error) {
			c, err := hummingbird.New(base, hummingbird.Credentials{Username: "admin", Password: invented}, authhooks.WithHTTPClient(over))
			if err != nil {
				return "", err
			}
			session, err := c.Login(ctx)
			if err != nil {
				return "", err
			}
			return session.AccessToken.Reveal(), nil
		},
		"refreshToken": func(ctx context.Context, base string, over *http.Client) (string, error) {
			c, err := hummingbird.New(base, hummingbird.Credentials{Username: "admin", Password: invented}, authhooks.WithHTTPClient(over))
			if err != nil {
				return "", err
			}
			session, err := c.RefreshToken(ctx, authhooks.NewSecret("h.p.s"))
			if err != nil {
				return "", err
			}
			return session.AccessToken.Reveal(), nil
		},
	},
	"scnet": {
		"createTokens": func(ctx context.Context, base string, over *http.Client) (string, error) {
			c, err := newSCNet(base, over)
			if err != nil {
				return "", err
			}
			tokens, err := c.CreateTokens(ctx)
			if err != nil {
				return "", err
			}
			for _, t := range tokens {
				if t.Token != nil {
					return t.Token.Reveal(), nil
				}
			}
			return "", nil
		},
		"renewToken": func(ctx context.Context, base string, over *http.Client) (string, error) {
			c, err := newSCNet(base, over)
			if err != nil {
				return "", err
			}
			token, err := c.RenewToken(ctx, authhooks.NewSecret("h.p.s"))
			return token.Reveal(), err
		},
		"checkToken": func(ctx context.Context, base string, over *http.Client) (string, error) {
			c, err := newSCNet(base, over)
			if err != nil {
				return "", err
			}
			return "", c.CheckToken(ctx, authhooks.NewSecret("h.p.s"))
		},
	},
	"amsu": {
		"createToken": func(ctx context.Context, base string, over *http.Client) (string, error) {
			c, err := newAMSU(base, over)
			if err != nil {
				return "", err
			}
			token, err := c.CreateToken(ctx)
			if err != nil {
				return "", err
			}
			return token.AccessToken.Reveal(), nil
		},
		"refreshToken": refreshAMSU,
		"refreshTokenByPost": func(ctx context.Context, base string, over *http.Client) (string, error) {
			w := over.Transport.(wishing)
			w.spoil = blockPut
			return refreshAMSU(ctx, base, &http.Client{Transport: w})
		},
	},
	"zhihuiya": {"createToken": func(ctx context.Context, base string, over *http.Client) (string, error) {
		c, err := zhihuiya.New(zhihuiya.Credentials{ClientID: "id", ClientSecret: invented}, authhooks.WithBaseURL(base), authhooks.WithHTTPClient(over))
		if err != nil {
			return "", err
		}
		token, err := c.CreateToken(ctx)
		if err != nil {
			return "", err
		}
		return token.Token.Reveal(), nil
	}},
	// new-vendor: rows
}

func newSCNet(base string, over *http.Client) (*scnet.Client, error) {
	return scnet.New(base, scnet.Credentials{User: "u", OrgID: "o", Password: invented}, authhooks.WithHTTPClient(over))
}

func newAMSU(base string, over *http.Client) (*amsu.Client, error) {
	return amsu.New(amsu.Credentials{ClientID: "id", ClientSecret: invented}, authhooks.WithBaseURL(base), authhooks.WithHTTPClient(over))
}

func refreshAMSU(ctx context.Context, base string, over *http.Client) (string, error) {
	c, err := newAMSU(base, over)
	if err != nil {
		return "", err
	}
	token, err := c.RefreshToken(ctx, authhooks.NewSecret("h.p.s"))
	if err != nil {
		return "", err
	}
	return token.AccessToken.Reveal(), nil
}

// blockPut is the firewall that makes AMSU's client go to the POST.
func blockPut(req *http.Request) *http.Response {
	if req.Method != http.MethodPut {
		return nil
	}
	return &http.Response{
		StatusCode: http.StatusMethodNotAllowed, Header: http.Header{"Content-Type": {"text/html"}},
		Body: io.NopCloser(strings.NewReader("<html>blocked</html>")),
	}
}
