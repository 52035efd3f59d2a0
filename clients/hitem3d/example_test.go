package hitem3d_test

import (
	"context"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/userapi"
)

func ExampleNew() {
	vendor, err := hitem3dtest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	ctx, credentials := context.Background(), vendor.Credentials()

	client, err := hitem3d.New(credentials, authhooks.WithBaseURL(vendor.URL))
	if err != nil {
		panic(err) // says which argument is wrong, and what to do
	}
	defer client.Close()
	token, err := client.Token(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(token.Type, token.ValidAt(time.Now()))
	api, err := userapi.NewClientWithResponses(client.BaseURL(), userapi.WithHTTPClient(client.Checked()))
	if err != nil {
		panic(err)
	}
	balance, err := api.GetBalanceWithResponse(ctx)
	if err != nil {
		panic(err) // an *authhooks.Error, also if the vendor refuses inside HTTP 200
	}
	fmt.Println(balance.StatusCode(), balance.JSON200.Data.TotalBalance)
	// Output:
	// Bearer true
	// 200 100.5
}
