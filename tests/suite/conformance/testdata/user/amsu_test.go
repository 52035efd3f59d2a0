package user

import (
	"testing"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
)

func TestRefreshBehindAFirewallThatBlocksPut(t *testing.T) {
	vendor := amsutest.NewServer(t, amsutest.PutBlocked())
	c, err := amsu.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 3 {
		if _, err := c.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		vendor.Advance(25 * time.Hour)
	}
	if put, post, login := vendor.Calls("refreshToken"), vendor.Calls("refreshTokenByPost"), vendor.Calls("createToken"); put != 1 || post != 2 || login != 1 {
		t.Fatalf("%d PUT, %d POST, %d logins", put, post, login)
	}
}
