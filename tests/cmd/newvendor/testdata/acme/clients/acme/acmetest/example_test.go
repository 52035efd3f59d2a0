package acmetest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/acme/acmetest"
)

func ExampleStart() {
	vendor, err := acmetest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	// Any client in any language can talk to it. This one brings no token.
	refused, err := authtest.Send(context.Background(), http.MethodGet, vendor.URL+"/v2/anvils", nil, "")
	if err != nil {
		panic(err)
	}
	fmt.Println(refused.Status, strings.TrimSpace(string(refused.ResponseBody)))
	fmt.Println(vendor.Calls(authtest.OpBusiness), "business call")
	// Output:
	// 200 {"error":40103,"reason":"business call: the access key was withdrawn"}
	// 1 business call
}
