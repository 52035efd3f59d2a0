package zhihuiya_test

import (
	"context"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

func ExampleNew() {
	vendor, err := zhihuiyatest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	ctx, credentials := context.Background(), vendor.Credentials()

	client, err := zhihuiya.New(credentials, authhooks.WithBaseURL(vendor.URL))
	if err != nil {
		panic(err) // says which argument is wrong, and what to do
	}
	defer client.Close()
	token, err := client.Token(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(token.Type, token.ValidAt(time.Now()))
	resp, err := client.HTTPClient().Get(client.BaseURL() + "/basic-patent-data/simple-bibliography?patent_id=1")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode, client.CheckResponse(resp))
	// Output:
	// BearerToken true
	// 200 <nil>
}

func ExampleNewWithAPIKey() {
	vendor, err := zhihuiyatest.Start() // the real vendor needs APIKeyFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	client, err := zhihuiya.NewWithAPIKey(vendor.APIKey(), authhooks.WithBaseURL(vendor.URL))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	resp, err := client.HTTPClient().Get(client.BaseURL() + "/basic-patent-data/simple-bibliography?patent_id=1")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode, client.CheckResponse(resp), vendor.Calls(""), "token calls")
	// Output:
	// 200 <nil> 0 token calls
}
