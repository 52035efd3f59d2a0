package scnet_test

import (
	"context"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
)

func ExampleNew() {
	vendor, err := scnettest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	ctx, credentials := context.Background(), vendor.Credentials()

	client, err := scnet.New(vendor.URL, credentials)
	if err != nil {
		panic(err) // says which argument is wrong, and what to do
	}
	defer client.Close()
	token, err := client.Token(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(token.Type, token.ValidAt(time.Now()))
	resp, err := client.HTTPClient().Get(client.BaseURL() + "/ac/openapi/v2/center")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode, client.CheckResponse(resp))
	// Output:
	// true
	// 200 <nil>
}
