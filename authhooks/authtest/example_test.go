package authtest_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func ExampleNewClock() {
	clock := authtest.NewClock()
	before := clock.Now()
	clock.Advance(time.Hour)
	fmt.Println(clock.Now().Sub(before).Round(time.Minute))
	// Output: 1h0m0s
}

func ExampleNewFrozenClock() {
	clock := authtest.NewFrozenClock(time.Unix(1700000000, 0).UTC())
	clock.Advance(time.Second)
	fmt.Println(clock.Now().Unix())
	// Output: 1700000001
}

func ExampleNewSigner() {
	signer := authtest.NewSigner()
	token := signer.Sign(struct {
		Exp int64 `json:"exp"`
	}{1700000000}, 0)
	var claims struct{ Exp int64 }
	fmt.Println(authtest.Claims(token, &claims), claims.Exp)
	// Output: true 1700000000
}

// A simulator of a private vendor needs its routes and its refusals.
func ExampleNewSim() {
	sim, err := authtest.NewSim(nil, authtest.WithLifetime(time.Minute))
	if err != nil {
		panic(err)
	}
	refuse := func(_ *http.Request, _, code string) authtest.Answer {
		return authtest.JSON(http.StatusOK, map[string]string{"err": code})
	}
	vendor, err := sim.Serve(authtest.Vendor{
		Name:   "acme",
		Routes: []authtest.Route{{Method: http.MethodPost, Path: "/login", Op: "login"}},
		Handler: authtest.Handle(func(*http.Request) authtest.Answer {
			return authtest.JSON(http.StatusOK, map[string]string{"token": "t"})
		}),
		Refuse: refuse, Unknown: authtest.NotFound,
	})
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	vendor.Fail(authtest.Fault{Op: "login", Code: "E1"})
	for range 2 {
		e, err := authtest.Send(context.Background(), http.MethodPost, vendor.URL+"/login", nil, "")
		fmt.Println(string(e.ResponseBody), err)
	}
	// Output:
	// {"err":"E1"} <nil>
	// {"token":"t"} <nil>
}
