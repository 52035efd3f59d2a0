package scnet_test

import (
	"context"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
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

// Two regions of one account: one login, and the hosts of each region.
func ExampleClient_Region() {
	vendor, err := scnettest.Start(scnettest.Cluster("11111", "east"), scnettest.Cluster("22222", "west"))
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	ctx, account := context.Background(), vendor.Credentials()

	east, err := scnet.New(vendor.URL, scnet.Credentials{
		User: account.User, AccessKey: account.AccessKey, SecretKey: account.SecretKey, ClusterID: "11111",
	})
	if err != nil {
		panic(err)
	}
	defer east.Close()
	west, err := east.Region("22222")
	if err != nil {
		panic(err)
	}
	defer west.Close()
	for _, region := range []*scnet.Client{east, west} {
		if err := region.AllowCenter(ctx); err != nil { // HTTPClient now reaches the region's hosts
			panic(err)
		}
		center, err := region.Center(ctx)
		if err != nil {
			panic(err)
		}
		fmt.Println(center.Name, len(center.HpcUrls))
	}
	fmt.Println(vendor.Calls("createTokensByKey"), "login")
	// Output:
	// east 1
	// west 1
	// 1 login
}

func ExampleWithLoginURL() {
	client, err := scnet.New("https://region.example", scnet.Credentials{
		User: "bob", AccessKey: "85f96a42b13f4d2c8b760d2775bbcca8", SecretKey: authhooks.NewSecret("example"),
	}, scnet.WithLoginURL(scnet.DefaultBaseURL))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	fmt.Println(client.BaseURL(), client.LoginURL())
	// Output:
	// https://region.example https://api.scnet.cn
}
