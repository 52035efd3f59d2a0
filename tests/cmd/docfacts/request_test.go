package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/gen/amsuapi"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dapi"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdapi"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaapi"
)

// wireRequest is a request as a server sees it.
type wireRequest struct {
	line, contentType, body string
	header                  http.Header
}

// recorder answers every request, without a network, and keeps the last one.
type recorder struct{ last wireRequest }

func (r *recorder) Do(req *http.Request) (*http.Response, error) {
	body := []byte(nil)
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	received := httptest.NewRequestWithContext(req.Context(), req.Method, req.URL.String(), strings.NewReader(string(body)))
	received.Header = req.Header.Clone()
	r.last = wireRequest{
		line:        req.Method + " " + req.URL.String(),
		contentType: req.Header.Get("Content-Type"),
		body:        string(body),
		header:      received.Header,
	}
	return httptest.NewRecorder().Result(), nil
}

// TestGeneratedRequestsAreThoseOfThePages sends what each page's sample sends.
func TestGeneratedRequestsAreThoseOfThePages(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	refreshJWT := strings.TrimPrefix(sample(t, "amsu", "refreshToken.request.form"), "refresh_token=")
	for name, c := range map[string]struct {
		call func(ctx context.Context, r *recorder) (*http.Response, error)
		want wireRequest
	}{
		"amsu createToken": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return amsuClient(t, r).CreateTokenWithFormdataBody(ctx, amsuapi.TokenRequest{ClientID: "5348724013ab2c09ade2", ClientSecret: "24a0a4fd107c503f5d34"})
			},
			wireRequest{line: "POST http://api.amsu-new.com/amsu-analysis/v2/token", contentType: form, body: sample(t, "amsu", "createToken.request.form")},
		},
		"amsu refreshToken": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return amsuClient(t, r).RefreshTokenWithFormdataBody(ctx, amsuapi.RefreshRequest{RefreshToken: refreshJWT})
			},
			wireRequest{line: "PUT http://api.amsu-new.com/amsu-analysis/v2/token", contentType: form, body: sample(t, "amsu", "refreshToken.request.form")},
		},
		"amsu refreshTokenByPost": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return amsuClient(t, r).RefreshTokenByPostWithFormdataBody(ctx, amsuapi.RefreshRequest{RefreshToken: refreshJWT})
			},
			wireRequest{line: "POST http://api.amsu-new.com/amsu-analysis/v2/token/refreshment", contentType: form, body: sample(t, "amsu", "refreshToken.request.form")},
		},
		"hitem3d createToken": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return hitem3dClient(t, r).CreateTokenWithBody(ctx, "application/json", nil)
			},
			wireRequest{line: "POST https://api.hitem3d.ai/open-api/v1/auth/token", contentType: "application/json"},
		},
		"hummingbird login": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return hummingbirdClient(t, r).Login(ctx, hummingbirdapi.LoginRequest{Username: "admin", Password: "123456"})
			},
			wireRequest{line: "POST http://127.0.0.1:58081/v1.0/openapi/auth/login", contentType: "application/json", body: sample(t, "hummingbird", "login.request.json")},
		},
		"hummingbird refreshToken": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return hummingbirdClient(t, r).RefreshToken(ctx, "h.p/../x.s")
			},
			wireRequest{line: "POST http://127.0.0.1:58081/v1.0/openapi/token/h.p%2F..%2Fx.s"},
		},
		"scnet renewToken": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return scnetClient(t, r).RenewTokenWithBody(ctx, &scnetapi.RenewTokenParams{Token: "old"}, "application/json", nil)
			},
			wireRequest{line: "POST https://scnet.test:65102/ac/openapi/v2/tokens/next", contentType: "application/json", header: http.Header{"Token": {"old"}}},
		},
		"scnet createTokens": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return scnetClient(t, r).CreateTokensWithBody(ctx, &scnetapi.CreateTokensParams{User: "u", Password: "p", OrgID: "o"}, "application/json", nil)
			},
			wireRequest{line: "POST https://scnet.test:65102/ac/openapi/v2/tokens", contentType: "application/json", header: http.Header{"User": {"u"}, "Password": {"p"}, "Orgid": {"o"}}},
		},
		"scnet checkToken": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return scnetClient(t, r).CheckToken(ctx, &scnetapi.CheckTokenParams{Token: "old"})
			},
			wireRequest{line: "GET https://scnet.test:65102/ac/openapi/v2/tokens/state", header: http.Header{"Token": {"old"}}},
		},
		"zhihuiya createToken": {
			func(ctx context.Context, r *recorder) (*http.Response, error) {
				return zhihuiyaClient(t, r).CreateTokenWithFormdataBody(ctx, zhihuiyaapi.TokenRequest{GrantType: zhihuiyaapi.TokenRequestGrantTypeClientCredentials})
			},
			wireRequest{line: "POST https://connect.zhihuiya.com/oauth/token", contentType: form, body: sample(t, "zhihuiya", "createToken.request.form")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			resp, err := c.call(t.Context(), r)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, c.want.line, r.last.line)
			require.Equal(t, c.want.contentType, r.last.contentType)
			if json.Valid([]byte(c.want.body)) {
				require.JSONEq(t, c.want.body, r.last.body)
			} else {
				require.Equal(t, c.want.body, r.last.body)
			}
			for key, values := range c.want.header {
				require.Equal(t, values, r.last.header[key], key)
			}
		})
	}
}

func sample(t *testing.T, vendor, file string) string {
	t.Helper()
	return strings.TrimSpace(string(readExample(t, vendor, file)))
}

func amsuClient(t *testing.T, r *recorder) *amsuapi.Client {
	t.Helper()
	c, err := amsuapi.NewClient(amsuapi.ServerURL, amsuapi.WithHTTPClient(r))
	require.NoError(t, err)
	return c
}

func hitem3dClient(t *testing.T, r *recorder) *hitem3dapi.Client {
	t.Helper()
	c, err := hitem3dapi.NewClient(hitem3dapi.ServerURL, hitem3dapi.WithHTTPClient(r))
	require.NoError(t, err)
	return c
}

func hummingbirdClient(t *testing.T, r *recorder) *hummingbirdapi.Client {
	t.Helper()
	c, err := hummingbirdapi.NewClient(hummingbirdapi.ServerURL, hummingbirdapi.WithHTTPClient(r))
	require.NoError(t, err)
	return c
}

func scnetClient(t *testing.T, r *recorder) *scnetapi.Client {
	t.Helper()
	c, err := scnetapi.NewClient("https://scnet.test:65102", scnetapi.WithHTTPClient(r))
	require.NoError(t, err)
	return c
}

func zhihuiyaClient(t *testing.T, r *recorder) *zhihuiyaapi.Client {
	t.Helper()
	c, err := zhihuiyaapi.NewClient(zhihuiyaapi.ServerURL, zhihuiyaapi.WithHTTPClient(r))
	require.NoError(t, err)
	return c
}
