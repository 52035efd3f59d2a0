package bolt_test

import (
	"context"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/bolt"
	"github.com/vendorauth/vendorauth-go/clients/bolt/bolttest"
)

func ExampleNew() {
	vendor, err := bolttest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	ctx, credentials := context.Background(), vendor.Credentials()

	client, err := bolt.New(credentials, authhooks.WithBaseURL(vendor.URL))
	if err != nil {
		panic(err) // says which argument is wrong, and what to do
	}
	defer client.Close()
	token, err := client.Token(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(token.ValidAt(time.Now()))
	resp, err := client.HTTPClient().Get(client.BaseURL() + "/bolts")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode, client.CheckResponse(resp))
	// Output:
	// true
	// 200 <nil>
}
