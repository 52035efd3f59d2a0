package peers

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"cloud.google.com/go/auth"
	"cloud.google.com/go/auth/httptransport"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const revokeTokenURL = "http://api.invalid/oauth/token"

func clientCredentials() clientcredentials.Config {
	return clientcredentials.Config{ClientID: benchID, ClientSecret: benchSecret, TokenURL: revokeTokenURL, AuthStyle: oauth2.AuthStyleInHeader}
}

// fetchOver gets a token from the vendor behind rt, for peers that leave that to
// the application.
func fetchOver(rt roundTripFunc) func(context.Context) (*oauth2.Token, error) {
	cfg := clientCredentials()
	return func(ctx context.Context) (*oauth2.Token, error) {
		return cfg.Token(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: rt}))
	}
}

func callWith(c *http.Client) Caller {
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, pingURL, nil)
		if err != nil {
			return err
		}
		return answered(c.Do(req))
	}
}

func answered(resp *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

type googleFetch func(context.Context) (*oauth2.Token, error)

func (f googleFetch) Token(ctx context.Context) (*auth.Token, error) {
	t, err := f(ctx)
	if err != nil {
		return nil, err
	}
	return &auth.Token{Value: t.AccessToken, Type: "Bearer", Expiry: t.Expiry}, nil
}

type azureFetch func(context.Context) (*oauth2.Token, error)

func (f azureFetch) GetToken(ctx context.Context, _ policy.TokenRequestOptions) (azcore.AccessToken, error) {
	t, err := f(ctx)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	return azcore.AccessToken{Token: t.AccessToken, ExpiresOn: t.Expiry}, nil
}

func init() {
	RegisterRevoke(RevokePeer{Name: "oauth2.Transport", New: func(rt roundTripFunc) (Caller, error) {
		cfg := clientCredentials()
		ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Transport: rt})
		return callWith(&http.Client{Transport: &oauth2.Transport{Source: cfg.TokenSource(ctx), Base: rt}}), nil
	}})
	RegisterRevoke(RevokePeer{Name: "google httptransport", New: func(rt roundTripFunc) (Caller, error) {
		creds := auth.NewCredentials(&auth.CredentialsOptions{
			TokenProvider: auth.NewCachedTokenProvider(googleFetch(fetchOver(rt)), nil)})
		c, err := httptransport.NewClient(&httptransport.Options{Credentials: creds, BaseRoundTripper: rt, DisableTelemetry: true})
		if err != nil {
			return nil, err
		}
		return callWith(c), nil
	}})
	RegisterRevoke(RevokePeer{Name: "azcore BearerTokenPolicy", New: func(rt roundTripFunc) (Caller, error) {
		https := roundTripFunc(func(r *http.Request) (*http.Response, error) { return rt(r) })
		pl := azurePipeline(azureFetch(fetchOver(rt)), https)
		return func(ctx context.Context) error {
			req, err := runtime.NewRequest(ctx, http.MethodGet, "https://api.invalid/v1/ping")
			if err != nil {
				return err
			}
			return answered(pl.Do(req))
		}, nil
	}})
	// Its cache is internal: reached through the client that uses it.
	RegisterRevoke(RevokePeer{Name: "Stainless (anthropic-sdk-go)", New: func(rt roundTripFunc) (Caller, error) {
		identity := func(context.Context) (string, error) { return "identity", nil }
		c := anthropic.NewClient(option.WithoutEnvironmentDefaults(), option.WithBaseURL("https://api.invalid/"), option.WithHTTPClient(&http.Client{Transport: rt}),
			option.WithMaxRetries(0), option.WithFederationTokenProvider(identity, option.FederationOptions{FederationRuleID: "rule", OrganizationID: "org", ServiceAccountID: "account"}))
		return func(ctx context.Context) error {
			var out map[string]any
			return c.Get(ctx, "v1/ping", nil, &out)
		}, nil
	}})
}
