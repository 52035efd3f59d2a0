package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/gen/amsuapi"
	"github.com/vendorauth/vendorauth-go/gen/amsuserver"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dserver"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdapi"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdserver"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
	"github.com/vendorauth/vendorauth-go/gen/scnetserver"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaapi"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaserver"
)

// plain are the vendors whose answers are structs, not unions: their keys come in
// the generator's order.
var plain = map[string]bool{
	"amsu": true,
	// new-vendor: plain
}

// TestGeneratedServersSendEverySample lets each vendor's strict server answer
// each sample, with a request that has the body the page documents.
func TestGeneratedServersSendEverySample(t *testing.T) {
	t.Parallel()
	eachExample(t, func(t *testing.T, vendor, file string, e example) {
		if e.As == asRequest || e.Operation == business {
			return
		}
		raw := readExample(t, vendor, file)
		call, known := serverCalls[vendor+"/"+e.Operation]
		require.True(t, known, "no server call for %s", e.Operation)
		resp, err := call(t, raw, e)
		require.NoError(t, err)
		defer func() { require.NoError(t, resp.Body.Close()) }()
		got, err := io.ReadAll(resp.Body)
		require.NoError(t, err)

		if plain[vendor] {
			require.JSONEq(t, string(raw), string(got))
		} else {
			var want bytes.Buffer
			require.NoError(t, json.Compact(&want, raw))
			require.Equal(t, want.String()+"\n", string(got))
		}
		require.Equal(t, "application/json", resp.Header.Get("Content-Type"))
		if e.As == "default" {
			require.Equal(t, http.StatusUnauthorized, resp.StatusCode)
		} else {
			require.Equal(t, http.StatusOK, resp.StatusCode)
		}
	})
}

// serverCalls lets a strict server answer raw, through the generated client.
var serverCalls = map[string]func(t *testing.T, raw []byte, e example) (*http.Response, error){
	"amsu/createToken": func(t *testing.T, raw []byte, e example) (*http.Response, error) {
		t.Helper()
		handler := amsuserver.Handler(amsuserver.NewStrictHandler(amsuStub{raw: raw, failure: e.As == "default"}, nil))
		return amsuClient(t, &recorder{handler: handler}).CreateTokenWithFormdataBody(t.Context(), amsuapi.TokenRequest{ClientID: "id", ClientSecret: "a+b/c="})
	},
	"hitem3d/createToken": func(t *testing.T, raw []byte, _ example) (*http.Response, error) {
		t.Helper()
		handler := hitem3dserver.Handler(hitem3dserver.NewStrictHandler(hitem3dStub{raw}, nil))
		return hitem3dClient(t, &recorder{handler: handler}).CreateTokenWithBody(t.Context(), "application/json", nil)
	},
	"hummingbird/login": func(t *testing.T, raw []byte, _ example) (*http.Response, error) {
		t.Helper()
		return hummingbirdClient(t, hummingbirdServer(raw)).Login(t.Context(), hummingbirdapi.LoginRequest{Username: "admin", Password: "123456"})
	},
	"hummingbird/refreshToken": func(t *testing.T, raw []byte, _ example) (*http.Response, error) {
		t.Helper()
		return hummingbirdClient(t, hummingbirdServer(raw)).RefreshToken(t.Context(), "a/b c%2Fd")
	},
	"scnet/renewToken": func(t *testing.T, raw []byte, _ example) (*http.Response, error) {
		t.Helper()
		return scnetClient(t, scnetServer(raw)).RenewTokenWithBody(t.Context(), &scnetapi.RenewTokenParams{Token: "old"}, "application/json", nil)
	},
	"scnet/createTokens": func(t *testing.T, raw []byte, _ example) (*http.Response, error) {
		t.Helper()
		return scnetClient(t, scnetServer(raw)).CreateTokensWithBody(t.Context(), &scnetapi.CreateTokensParams{User: "u", Password: "p", OrgID: "o"}, "application/json", nil)
	},
	"scnet/checkToken": func(t *testing.T, raw []byte, _ example) (*http.Response, error) {
		t.Helper()
		return scnetClient(t, scnetServer(raw)).CheckToken(t.Context(), &scnetapi.CheckTokenParams{Token: "old"})
	},
	"zhihuiya/createToken": func(t *testing.T, raw []byte, _ example) (*http.Response, error) {
		t.Helper()
		handler := zhihuiyaserver.Handler(zhihuiyaserver.NewStrictHandler(zhihuiyaStub{raw}, nil))
		return zhihuiyaClient(t, &recorder{handler: handler}).CreateTokenWithFormdataBody(t.Context(), zhihuiyaapi.TokenRequest{GrantType: zhihuiyaapi.TokenRequestGrantTypeClientCredentials})
	},
	// new-vendor: servers
}

func hummingbirdServer(raw []byte) *recorder {
	return &recorder{handler: hummingbirdserver.Handler(hummingbirdserver.NewStrictHandler(hummingbirdStub{raw}, nil))}
}

func scnetServer(raw []byte) *recorder {
	return &recorder{handler: scnetserver.Handler(scnetserver.NewStrictHandler(scnetStub{raw}, nil))}
}

// The stubs read the sample into the server's answer type and send it.
// A stub fails (HTTP 500) when the request did not reach it whole.

type amsuStub struct {
	amsuserver.StrictServerInterface

	raw     []byte
	failure bool
}

func (s amsuStub) CreateToken(_ context.Context, req amsuserver.CreateTokenRequestObject) (amsuserver.CreateTokenResponseObject, error) {
	if *req.Body != (amsuserver.TokenRequest{ClientID: "id", ClientSecret: "a+b/c="}) {
		return nil, io.ErrUnexpectedEOF
	}
	if s.failure {
		answer := amsuserver.CreateTokendefaultJSONResponse{StatusCode: http.StatusUnauthorized}
		err := json.Unmarshal(s.raw, &answer.Body)
		return answer, err
	}
	var answer amsuserver.CreateToken200JSONResponse
	err := json.Unmarshal(s.raw, &answer)
	return answer, err
}

type hitem3dStub struct{ raw []byte }

func (s hitem3dStub) CreateToken(_ context.Context, req hitem3dserver.CreateTokenRequestObject) (hitem3dserver.CreateTokenResponseObject, error) {
	var answer hitem3dserver.CreateToken200JSONResponse
	if req.Body != nil {
		return nil, io.ErrNoProgress // the page's request has no body
	}
	err := json.Unmarshal(s.raw, &answer)
	return answer, err
}

type hummingbirdStub struct{ raw []byte }

func (s hummingbirdStub) Login(_ context.Context, req hummingbirdserver.LoginRequestObject) (hummingbirdserver.LoginResponseObject, error) {
	if *req.Body != (hummingbirdserver.LoginRequest{Username: "admin", Password: "123456"}) {
		return nil, io.ErrUnexpectedEOF
	}
	var answer hummingbirdserver.Login200JSONResponse
	err := json.Unmarshal(s.raw, &answer.Body)
	return answer, err
}

func (s hummingbirdStub) RefreshToken(_ context.Context, req hummingbirdserver.RefreshTokenRequestObject) (hummingbirdserver.RefreshTokenResponseObject, error) {
	if req.RefreshToken != "a/b c%2Fd" {
		return nil, io.ErrUnexpectedEOF
	}
	var answer hummingbirdserver.RefreshToken200JSONResponse
	err := json.Unmarshal(s.raw, &answer.Body)
	return answer, err
}

type scnetStub struct{ raw []byte }

func (s scnetStub) RenewToken(_ context.Context, req scnetserver.RenewTokenRequestObject) (scnetserver.RenewTokenResponseObject, error) {
	if req.Params.Token != "old" || req.Body != nil {
		return nil, io.ErrUnexpectedEOF
	}
	var answer scnetserver.RenewToken200JSONResponse
	err := json.Unmarshal(s.raw, &answer)
	return answer, err
}

func (s scnetStub) CreateTokens(_ context.Context, req scnetserver.CreateTokensRequestObject) (scnetserver.CreateTokensResponseObject, error) {
	if req.Params != (scnetserver.CreateTokensParams{User: "u", Password: "p", OrgID: "o"}) || req.Body != nil {
		return nil, io.ErrUnexpectedEOF
	}
	var answer scnetserver.CreateTokens200JSONResponse
	err := json.Unmarshal(s.raw, &answer)
	return answer, err
}

func (s scnetStub) CheckToken(_ context.Context, req scnetserver.CheckTokenRequestObject) (scnetserver.CheckTokenResponseObject, error) {
	if req.Params.Token != "old" {
		return nil, io.ErrUnexpectedEOF
	}
	var answer scnetserver.CheckToken200JSONResponse
	err := json.Unmarshal(s.raw, &answer)
	return answer, err
}

type zhihuiyaStub struct{ raw []byte }

func (s zhihuiyaStub) CreateToken(_ context.Context, req zhihuiyaserver.CreateTokenRequestObject) (zhihuiyaserver.CreateTokenResponseObject, error) {
	if req.Body.GrantType != zhihuiyaserver.TokenRequestGrantTypeClientCredentials {
		return nil, io.ErrUnexpectedEOF
	}
	var answer zhihuiyaserver.CreateToken200JSONResponse
	err := json.Unmarshal(s.raw, &answer)
	return answer, err
}
