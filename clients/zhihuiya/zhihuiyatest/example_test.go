package zhihuiyatest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

func ExampleStart() {
	vendor, err := zhihuiyatest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()

	// Any client in any language can call it. This client sends no token.
	refused, err := authtest.Send(context.Background(), http.MethodGet, vendor.URL+"/basic-patent-data/simple-bibliography?patent_id=1", nil, "")
	if err != nil {
		panic(err)
	}
	fmt.Println(refused.Status, strings.TrimSpace(string(refused.ResponseBody)))
	fmt.Println(vendor.Calls(authtest.OpBusiness), "business call")
	// Output:
	// 200 {"status":false,"error_code":67200008,"error_msg":"请检查query参数中必填的apikey是否传输!"}
	// 1 business call
}
