package hummingbirdtest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
)

func ExampleStart() {
	vendor, err := hummingbirdtest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	// Any client in any language can call it. This client sends no token.
	refused, err := authtest.Send(context.Background(), http.MethodGet, vendor.URL+"/v1.0/openapi/products", nil, "")
	if err != nil {
		panic(err)
	}
	fmt.Println(refused.Status, strings.TrimSpace(string(refused.ResponseBody)))
	fmt.Println(vendor.Calls(authtest.OpBusiness), "business call")
	// Output:
	// 200 {"success":false,"errorCode":10006,"errorMsg":"token错误","result":[]}
	// 1 business call
}
