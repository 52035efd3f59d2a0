package peers

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/securityprovider"
	resty3 "resty.dev/v3"

	"github.com/vendorauth/vendorauth-go/tests/bench/gen/oapi"
)

const (
	benchID     = "b4562e4188bench"
	benchSecret = "N1eOgd8sBench"
	pingURL     = "http://api.invalid/v1/ping"
)

func newTransport() *http.Transport {
	return &http.Transport{MaxIdleConns: 16, MaxIdleConnsPerHost: 16, DisableCompression: true}
}

func finish(res *http.Response, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	res.Body.Close()
	return res.StatusCode, nil
}

// clientGet sends the ping with a client whose transport adds the token.
func clientGet(c *http.Client) Injector {
	return func(ctx context.Context) (int, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, pingURL, nil)
		if err != nil {
			return 0, err
		}
		return finish(c.Do(req))
	}
}

type tokenBody struct {
	Token     string `json:"token"`
	TokenType string `json:"token_type"`
	ExpiresIn int64  `json:"expires_in"`
	Status    string `json:"status"`
	IssuedAt  string `json:"issued_at"`
}

func injectByHand(send func(*http.Request) (*http.Response, error), token string) Injector {
	v := "Bearer " + token
	return func(ctx context.Context) (int, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, pingURL, nil)
		if err != nil {
			return 0, err
		}
		req.Header.Set("Authorization", v)
		return finish(send(req))
	}
}

func init() {
	RegisterInject(InjectPeer{Name: "limit/NewRequest+Header.Set+RoundTrip", Limit: true,
		New: func(rt roundTripFunc, token string) (Injector, error) { return injectByHand(rt.RoundTrip, token), nil }})
	RegisterInject(InjectPeer{Name: "limit/NewRequest+Header.Set+http.Client", Limit: true,
		New: func(rt roundTripFunc, token string) (Injector, error) {
			return injectByHand((&http.Client{Transport: rt}).Do, token), nil
		}})
	RegisterInject(InjectPeer{Name: "oapi-codegen client + securityprovider",
		New: func(rt roundTripFunc, token string) (Injector, error) {
			sp, err := securityprovider.NewSecurityProviderBearerToken(token)
			if err != nil {
				return nil, err
			}
			c, err := oapi.NewClient("http://api.invalid", oapi.WithHTTPClient(&http.Client{Transport: rt}),
				oapi.WithRequestEditorFn(sp.Intercept))
			if err != nil {
				return nil, err
			}
			return func(ctx context.Context) (int, error) { return finish(c.Ping(ctx)) }, nil
		}})
	RegisterInject(InjectPeer{Name: "resty v2 SetAuthToken", New: func(rt roundTripFunc, token string) (Injector, error) {
		c := resty.NewWithClient(&http.Client{Transport: rt}).SetAuthToken(token)
		c.SetDisableWarn(true)
		return func(ctx context.Context) (int, error) {
			r, err := c.R().SetContext(ctx).Get(pingURL)
			if err != nil {
				return 0, err
			}
			return r.StatusCode(), nil
		}, nil
	}})
	RegisterInject(InjectPeer{Name: "resty v3 SetAuthToken", New: func(rt roundTripFunc, token string) (Injector, error) {
		c := resty3.NewWithClient(&http.Client{Transport: rt}).SetAuthToken(token).SetLoggerWarnLevel(true)
		return func(ctx context.Context) (int, error) {
			r, err := c.R().SetContext(ctx).Get(pingURL)
			if err != nil {
				return 0, err
			}
			return r.StatusCode(), nil
		}, nil
	}})

	RegisterFetch(FetchPeer{Name: "limit/net/http+encoding/json by hand", Limit: true, New: func(base string) (Fetcher, error) {
		return byHand(newTransport(), base, 0), nil
	}})
	RegisterFetch(FetchPeer{Name: "limit/by hand with a 15 s deadline", Limit: true, New: func(base string) (Fetcher, error) {
		return byHand(newTransport(), base, 15*time.Second), nil
	}})
	RegisterFetch(FetchPeer{Name: "oapi-codegen generated client", New: func(base string) (Fetcher, error) {
		sp, err := securityprovider.NewSecurityProviderBasicAuth(benchID, benchSecret)
		if err != nil {
			return nil, err
		}
		c, err := oapi.NewClientWithResponses(base, oapi.WithHTTPClient(&http.Client{Transport: newTransport()}),
			oapi.WithRequestEditorFn(sp.Intercept))
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context) (string, error) {
			r, err := c.CreateTokenWithFormdataBodyWithResponse(ctx, oapi.CreateTokenFormdataRequestBody{GrantType: "client_credentials"})
			if err != nil {
				return "", err
			}
			if r.JSON200 == nil || r.JSON200.Token == nil {
				return "", fmt.Errorf("status %s", r.Status())
			}
			return *r.JSON200.Token, nil
		}, nil
	}})
	RegisterFetch(FetchPeer{Name: "resty v2", New: func(base string) (Fetcher, error) {
		c := resty.NewWithClient(&http.Client{Transport: newTransport()}).SetBaseURL(base).SetBasicAuth(benchID, benchSecret)
		c.SetDisableWarn(true)
		form := map[string]string{"grant_type": "client_credentials"}
		return func(ctx context.Context) (string, error) {
			var t tokenBody
			_, err := c.R().SetContext(ctx).SetFormData(form).SetResult(&t).Post("/oauth/token")
			return t.Token, err
		}, nil
	}})
	RegisterFetch(FetchPeer{Name: "resty v3", New: func(base string) (Fetcher, error) {
		c := resty3.NewWithClient(&http.Client{Transport: newTransport()}).SetBaseURL(base).SetBasicAuth(benchID, benchSecret).SetLoggerWarnLevel(true)
		form := map[string]string{"grant_type": "client_credentials"}
		return func(ctx context.Context) (string, error) {
			var t tokenBody
			_, err := c.R().SetContext(ctx).SetFormData(form).SetResult(&t).Post("/oauth/token")
			return t.Token, err
		}, nil
	}})
	RegisterFetch(FetchPeer{Name: "limit/raw conn, HTTP bytes ready made", Limit: true, New: rawHTTP})
	RegisterFetch(FetchPeer{Name: "limit/raw TCP echo of the same sizes", Limit: true, New: rawEcho})
}

// byHand is what a careful team writes, with a deadline for the call or without.
func byHand(rt http.RoundTripper, base string, deadline time.Duration) Fetcher {
	c := &http.Client{Transport: rt}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(benchID+":"+benchSecret))
	u := base + "/oauth/token"
	const form = "grant_type=client_credentials"
	return func(ctx context.Context) (string, error) {
		if deadline > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, deadline)
			defer cancel()
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, u, strings.NewReader(form))
		if err != nil {
			return "", err
		}
		req.Header.Set("Authorization", basic)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := c.Do(req)
		if err != nil {
			return "", err
		}
		b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
		res.Body.Close()
		if err != nil {
			return "", err
		}
		var t tokenBody
		if err = json.Unmarshal(b, &t); err != nil {
			return "", err
		}
		return t.Token, nil
	}
}

// rawHTTP speaks just enough HTTP/1.1 to the same server over one connection.
func rawHTTP(base string) (Fetcher, error) {
	b, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	c, err := net.Dial("tcp", b.Host)
	if err != nil {
		return nil, err
	}
	msg := []byte("POST /oauth/token HTTP/1.1\r\nHost: " + b.Host + "\r\nAuthorization: Basic " +
		base64.StdEncoding.EncodeToString([]byte(benchID+":"+benchSecret)) +
		"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\n\r\ngrant_type=client_credentials")
	buf := make([]byte, 4096)
	end, lenKey := []byte("\r\n\r\n"), []byte("Content-Length: ")
	return func(context.Context) (string, error) {
		if _, err := c.Write(msg); err != nil {
			return "", err
		}
		n := 0
		for {
			m, err := c.Read(buf[n:])
			if err != nil {
				return "", err
			}
			n += m
			h := bytes.Index(buf[:n], end)
			if h < 0 {
				continue
			}
			l, k := 0, bytes.Index(buf[:h], lenKey)
			if k < 0 {
				return "", errors.New("no Content-Length")
			}
			for k += len(lenKey); buf[k] >= '0' && buf[k] <= '9'; k++ {
				l = l*10 + int(buf[k]-'0')
			}
			if n >= h+4+l {
				return "ok", nil
			}
		}
	}, nil
}

// rawEcho asks the child for its second address, where plain TCP answers.
func rawEcho(base string) (Fetcher, error) {
	res, err := http.Get(base + "/echo-addr")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	addr, err := bufio.NewReader(res.Body).ReadString('\n')
	if err != nil {
		return nil, err
	}
	c, err := net.Dial("tcp", strings.TrimSpace(addr))
	if err != nil {
		return nil, err
	}
	out, in := make([]byte, echoIn), make([]byte, echoOut)
	return func(context.Context) (string, error) {
		if _, err := c.Write(out); err != nil {
			return "", err
		}
		_, err := io.ReadFull(c, in)
		return "ok", err
	}, nil
}

const (
	echoIn  = 230 // bytes of the request
	echoOut = 420 // bytes of the answer
)
