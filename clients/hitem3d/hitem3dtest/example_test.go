package hitem3dtest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
)

func ExampleStart() {
	vendor, err := hitem3dtest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	// Any client in any language can call it. This client sends no token.
	refused, err := authtest.Send(context.Background(), http.MethodGet, vendor.URL+"/open-api/v1/balance", nil, "")
	if err != nil {
		panic(err)
	}
	fmt.Println(refused.Status, strings.TrimSpace(string(refused.ResponseBody)))
	fmt.Println(vendor.Calls(authtest.OpBusiness), "business call")
	// Output:
	// 200 {"code":401,"data":{},"msg":"Unauthorized"}
	// 1 business call
}
