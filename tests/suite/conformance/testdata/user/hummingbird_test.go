package user

import (
	"testing"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
)

func TestGatewayRefreshes(t *testing.T) {
	clock := authtest.NewFrozenClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	gateway := hummingbirdtest.NewServer(t, authtest.WithClock(clock), authtest.RefreshRotates())
	c, err := hummingbird.New(gateway.URL, gateway.Credentials(), authhooks.WithClock(clock.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for day := range 30 {
		token, err := c.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := token.ExpiresAt.Sub(clock.Now()); got != 2*time.Hour {
			t.Fatal(day, got)
		}
		clock.Advance(24 * time.Hour)
	}
	if logins, refreshes := gateway.Calls("login"), gateway.Calls("refreshToken"); logins != 1 || refreshes != 29 {
		t.Fatalf("%d logins, %d refreshes in thirty days", logins, refreshes)
	}
}
