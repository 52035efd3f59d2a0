package oauth2adapter_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/oauth2adapter"
)

// Code that takes an oauth2.TokenSource can use one of ours.
func ExampleTokenSource() {
	src := authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret("tok-1"), Type: "BearerToken"})
	ts := oauth2adapter.TokenSource(context.Background(), src) // usually a client's Source()

	req, err := http.NewRequest(http.MethodGet, "https://api.example/v1/ping", http.NoBody)
	if err != nil {
		panic(err)
	}
	token, err := ts.Token() // oauth2.Transport{Source: ts} makes the same call
	if err != nil {
		panic(err)
	}
	token.SetAuthHeader(req)
	fmt.Println(req.Header.Get("Authorization"))
	// Output: Bearer tok-1
}

// The token is sent only to the named origins.
func ExampleTransport() {
	vendor := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Header.Get("Authorization"))
	}))
	defer vendor.Close()
	origins, err := authhooks.NewOrigins(vendor.URL)
	if err != nil {
		panic(err)
	}
	ts := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "tok-4"})
	client := &http.Client{Transport: oauth2adapter.Transport(origins, ts, nil), CheckRedirect: authhooks.CheckRedirect}

	resp, err := client.Get(vendor.URL)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	_, err = client.Get("https://elsewhere.example/")
	fmt.Println(errors.Is(err, authhooks.ErrPolicy))
	// Output:
	// Bearer tok-4
	// true
}

// Any oauth2.TokenSource gets background renewal, a ctx for each caller and a negative
// cache.
func ExampleFetcher() {
	ts := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "tok-2", Expiry: time.Now().Add(time.Hour)})
	key := authhooks.NewKey("acme", "https://acme.example", "app", authhooks.NewSecret("app-secret"))
	src, err := authhooks.NewSource(key, oauth2adapter.Fetcher(ts))
	if err != nil {
		panic(err)
	}
	defer src.Close()
	token, err := src.Token(context.Background())
	fmt.Println(token.Access.Reveal(), err)
	// Output: tok-2 <nil>
}

func ExampleFetcherFunc() {
	ask := func(context.Context) (*oauth2.Token, error) { // or config.Token of a clientcredentials.Config
		return &oauth2.Token{AccessToken: "tok-3", TokenType: "Bearer"}, nil
	}
	key := authhooks.NewKey("acme", "https://acme.example", "app", authhooks.NewSecret("app-secret"))
	src, err := authhooks.NewSource(key, oauth2adapter.FetcherFunc(ask))
	if err != nil {
		panic(err)
	}
	defer src.Close()
	token, err := src.Token(context.Background())
	fmt.Println(token.Access.Reveal(), err)
	// Output: tok-3 <nil>
}
