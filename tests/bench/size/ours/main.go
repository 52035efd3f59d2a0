// Command ours uses one vendor's client: a token, a business call, its error.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
)

func main() {
	credentials, err := zhihuiya.CredentialsFromEnv()
	if err != nil {
		panic(err)
	}
	c, err := zhihuiya.New(credentials)
	if err != nil {
		panic(err)
	}
	defer c.Close()
	t, err := c.Token(context.Background())
	if err != nil {
		panic(err)
	}
	res, err := c.HTTPClient().Get(os.Getenv("BASE_URL"))
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	fmt.Println(t.Fingerprint(), c.CheckResponse(res))
}
