package user

import (
	"testing"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
)

func TestBalanceSurvivesARevokedToken(t *testing.T) {
	vendor := hitem3dtest.NewServer(t)
	c, err := hitem3d.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 2 {
		resp, err := c.HTTPClient().Get(c.BaseURL() + "/open-api/v1/balance")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.CheckResponse(resp); err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		vendor.RevokeAll()
	}
	if logins, calls := vendor.Calls("createToken"), vendor.Calls("business"); logins != 2 || calls != 3 {
		t.Fatalf("%d logins, %d calls", logins, calls)
	}
}
