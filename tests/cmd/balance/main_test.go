package main

import (
	"os"
	"testing"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
)

func TestBalance(t *testing.T) {
	vendor := hitem3dtest.NewServer(t) // ends with the test
	client, err := hitem3d.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	vendor.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "30010000"}) // the balance is used up
	if got, err := balance(t.Context(), client); got != 0 || err != nil {
		t.Fatal(got, err)
	}
	vendor.Advance(25 * time.Hour) // the token expires
	if got, err := balance(t.Context(), client); got != 100.5 || err != nil || vendor.Calls("createToken") != 2 {
		t.Fatal(got, err, vendor.Calls("createToken"))
	}
}

// The whole program, in the environment that it reads.
func Example() {
	vendor, err := hitem3dtest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	for name, value := range map[string]string{
		"HITEM3D_CLIENT_ID":     vendor.Credentials().ClientID,
		"HITEM3D_CLIENT_SECRET": vendor.Credentials().ClientSecret.Reveal(),
		"HITEM3D_BASE_URL":      vendor.URL,
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	main()
	// Output: 100.5 <nil>
}
