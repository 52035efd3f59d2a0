// Command balance is the program of the README. It asks Hitem3D for the balance of an
// account, through a client that is generated from a spec of the user's own.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/tests/kit/userapi" // yours: oapi-codegen makes it from your spec
)

func main() {
	credentials, err := hitem3d.CredentialsFromEnv()
	if err != nil {
		panic(err)
	}
	url := cmp.Or(hitem3d.BaseURLFromEnv(), hitem3d.DefaultBaseURL)
	client, err := hitem3d.New(credentials, authhooks.WithBaseURL(url)) // one for each account
	if err != nil {
		panic(err) // names what is wrong
	}
	defer client.Close()
	fmt.Println(balance(context.Background(), client))
}

func balance(ctx context.Context, client *hitem3d.Client) (float64, error) {
	api, err := userapi.NewClientWithResponses(client.BaseURL(), userapi.WithHTTPClient(client.Checked()))
	if err != nil {
		return 0, err
	}
	answer, err := api.GetBalanceWithResponse(ctx)
	switch {
	case errors.Is(err, authhooks.ErrQuotaExhausted): // inside HTTP 200 too
		return 0, nil
	case err != nil:
		return 0, err
	case answer.JSON200 == nil:
		return 0, errors.New("no balance: HTTP " + answer.Status())
	}
	return answer.JSON200.Data.TotalBalance, nil
}
