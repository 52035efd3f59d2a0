package bolttest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/bolt/bolttest"
)

func ExampleStart() {
	vendor, err := bolttest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	// Any client in any language can talk to it. This one brings no token.
	refused, err := authtest.Send(context.Background(), http.MethodGet, vendor.URL+"/bolts", nil, "")
	if err != nil {
		panic(err)
	}
	fmt.Println(refused.Status, strings.TrimSpace(string(refused.ResponseBody)))
	fmt.Println(vendor.Calls(authtest.OpBusiness), "business call")
	// Output:
	// 401 {"problem":{"id":"AUTH.SESSION","text":"the session is dead (401)"}}
	// 1 business call
}
