package hummingbird_test

import (
	"context"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
)

func ExampleNew() {
	vendor, err := hummingbirdtest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	ctx, credentials := context.Background(), vendor.Credentials()

	client, err := hummingbird.New(vendor.URL, credentials)
	if err != nil {
		panic(err) // says which argument is wrong, and what to do
	}
	defer client.Close()
	token, err := client.Token(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(token.Type, token.ValidAt(time.Now()))
	resp, err := client.HTTPClient().Get(client.BaseURL() + "/v1.0/openapi/products")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode, client.CheckResponse(resp))
	// Output:
	// true
	// 200 <nil>
}
