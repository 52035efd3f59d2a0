package peers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
)

const (
	oursSource = "ours authhooks.Source"
	oursClient = "ours HTTPClient()"
	oursEditor = "ours Editor() + http.Client"
	oursFetch  = "ours zhihuiya.CreateToken"
)

// ours turns the upstream's failure into the typed error that a vendor package
// would make of it.
func oursFetcher(u *Upstream) authhooks.Fetcher {
	return authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
		is, err := u.Issue(ctx)
		var refused *StatusError
		if errors.As(err, &refused) {
			kind := authhooks.KindUnavailable
			if refused.Code == http.StatusUnauthorized {
				kind = authhooks.KindInvalidCredentials
			}
			return authhooks.Token{}, &authhooks.Error{Op: "createToken", Kind: kind, Status: refused.Code}
		}
		if err != nil {
			return authhooks.Token{}, err
		}
		return authhooks.Token{Access: authhooks.NewSecret(is.Value), IssuedAt: is.Issued, ExpiresAt: is.Expires}, nil
	})
}

func oursCredentials() zhihuiya.Credentials {
	return zhihuiya.Credentials{ClientID: benchID, ClientSecret: authhooks.NewSecret(benchSecret)}
}

// oursOver is a whole vendor client over an in-memory vendor.
func oursOver(rt roundTripFunc) (*zhihuiya.Client, error) {
	return zhihuiya.New(oursCredentials(), authhooks.WithBaseURL("http://api.invalid"), authhooks.WithInsecureHTTP(),
		authhooks.WithHTTPClient(&http.Client{Transport: rt}))
}

// bearerOver is the same with a token in the Authorization header and nothing
// else, as every peer of scenario B sends it.
func bearerOver(rt roundTripFunc, token string) (*authhooks.Client, error) {
	return authhooks.New(authhooks.Vendor{
		Name: "bench", Put: authhooks.PutBearer,
		Parse: func(int, http.Header, []byte) authhooks.Outcome { return authhooks.Outcome{} },
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{Access: authhooks.NewSecret(token), ExpiresAt: time.Now().Add(24 * time.Hour)}, nil
		},
	}, "http://api.invalid", "id", authhooks.NewSecret("secret"), authhooks.WithInsecureHTTP(),
		authhooks.WithHTTPClient(&http.Client{Transport: rt}))
}

func init() {
	Register(Peer{
		Name: oursSource, Share: 0.1, Note: "early window: a tenth of the lifetime, not settable",
		New: func(u *Upstream) (Source, error) {
			key := authhooks.NewKey("bench", "https://api.invalid", "id", authhooks.NewSecret("secret"))
			s, err := authhooks.NewSource(key, oursFetcher(u))
			if err != nil {
				return nil, err
			}
			return SourceFunc(func(ctx context.Context) (string, error) {
				t, err := s.Token(ctx)
				return t.Access.Reveal(), err
			}), nil
		},
	})
	RegisterInject(InjectPeer{Name: oursClient, New: func(rt roundTripFunc, token string) (Injector, error) {
		c, err := bearerOver(rt, token)
		if err != nil {
			return nil, err
		}
		return clientGet(c.HTTPClient()), nil
	}})
	RegisterInject(InjectPeer{Name: oursEditor, New: func(rt roundTripFunc, token string) (Injector, error) {
		c, err := bearerOver(rt, token)
		if err != nil {
			return nil, err
		}
		edit, own := c.Editor(), &http.Client{Transport: rt}
		return func(ctx context.Context) (int, error) {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, pingURL, nil)
			if err != nil {
				return 0, err
			}
			if err := edit(ctx, req); err != nil {
				return 0, err
			}
			return finish(own.Do(req))
		}, nil
	}})
	RegisterFetch(FetchPeer{Name: oursFetch, New: func(base string) (Fetcher, error) {
		c, err := zhihuiya.New(oursCredentials(), authhooks.WithBaseURL(base),
			authhooks.WithHTTPClient(&http.Client{Transport: newTransport()}))
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context) (string, error) {
			t, err := c.CreateToken(ctx)
			if err != nil {
				return "", err
			}
			return t.Token.Reveal(), nil
		}, nil
	}})
	RegisterRevoke(RevokePeer{Name: "ours HTTPClient(), vendor says 401", New: oursRevoke})
	RegisterRevoke(RevokePeer{Name: "ours HTTPClient(), vendor says 200 + code", InBody: true, New: oursRevoke})
}

func oursRevoke(rt roundTripFunc) (Caller, error) {
	c, err := oursOver(rt)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, pingURL, strings.NewReader(`{"q":1}`))
		if err != nil {
			return err
		}
		resp, err := c.HTTPClient().Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if err := c.CheckResponse(resp); err != nil {
			return err
		}
		if b, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d, %d bytes: %w", resp.StatusCode, len(b), err)
		}
		return nil
	}, nil
}
