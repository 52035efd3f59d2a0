package scnettest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
)

func ExampleStart() {
	vendor, err := scnettest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	// Any client in any language can call it. This client sends no token.
	refused, err := authtest.Send(context.Background(), http.MethodGet, vendor.URL+"/ac/openapi/v2/center", nil, "")
	if err != nil {
		panic(err)
	}
	fmt.Println(refused.Status, strings.TrimSpace(string(refused.ResponseBody)))
	fmt.Println(vendor.Calls(authtest.OpBusiness), "business call")
	// Output:
	// 200 {"code":"10003","msg":"参数不全"}
	// 1 business call
}
