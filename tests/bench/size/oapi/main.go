package main

import (
	"context"
	"fmt"
	"os"

	"github.com/oapi-codegen/oapi-codegen/v2/pkg/securityprovider"

	"github.com/vendorauth/vendorauth-go/tests/bench/gen/oapi"
)

func main() {
	sp, err := securityprovider.NewSecurityProviderBasicAuth("id", "secret")
	if err != nil {
		panic(err)
	}
	c, err := oapi.NewClientWithResponses(os.Getenv("BASE_URL"), oapi.WithRequestEditorFn(sp.Intercept))
	if err != nil {
		panic(err)
	}
	r, err := c.CreateTokenWithFormdataBodyWithResponse(context.Background(), oapi.CreateTokenFormdataRequestBody{GrantType: "client_credentials"})
	if err != nil {
		panic(err)
	}
	fmt.Println(*r.JSON200.Token)
}
