package amsutest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
)

func ExampleStart() {
	vendor, err := amsutest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	// Any client in any language can call it. This client sends no token.
	refused, err := authtest.Send(context.Background(), http.MethodGet, vendor.URL+"/amsu-analysis/v2/available-times", nil, "")
	if err != nil {
		panic(err)
	}
	fmt.Println(refused.Status, strings.TrimSpace(string(refused.ResponseBody)))
	fmt.Println(vendor.Calls(authtest.OpBusiness), "business call")
	// Output:
	// 401 {"error":{"code":"COMMON.INVALID_CREDENTIALS","msg":"Invalid authentication credentials."}}
	// 1 business call
}
