package hitem3d_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
)

// The parts of a test of your own code: a fault, and a clock that the test moves. In a
// test, hitem3dtest.NewServer(t) takes the place of Start and Close.
func Example_testing() {
	vendor, err := hitem3dtest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	client, err := hitem3d.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	ctx := context.Background()

	vendor.Fail(authtest.Fault{Op: "createToken", Code: "40010000"}) // the next login is refused
	for range 2 {
		_, err = client.Token(ctx) // the second call gets the remembered refusal
		fmt.Println(errors.Is(err, hitem3d.ErrInvalidClient), vendor.Calls("createToken"))
	}
	var e *authhooks.Error
	errors.As(err, &e)
	vendor.Advance(e.RetryAfter) // the pause ends
	token, err := client.Token(ctx)
	fmt.Println(token.ValidAt(vendor.Now()), err)

	vendor.Advance(25 * time.Hour) // the token expires
	fmt.Println(token.ValidAt(vendor.Now()))
	_, err = client.Token(ctx)
	fmt.Println(vendor.Calls("createToken"), err)
	// Output:
	// true 1
	// true 1
	// true <nil>
	// false
	// 3 <nil>
}

// Two secrets at a time, as during a rotation, and a path of your own: the simulator checks
// the token first, then your handler answers.
func Example_testingTwoSecrets() {
	vendor, err := hitem3dtest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	vendor.Handle("POST /open-api/v1/tasks", authtest.Handle(func(*http.Request) authtest.Answer {
		return authtest.JSON(http.StatusOK, map[string]any{"code": 200, "data": map[string]string{"id": "task-1"}, "msg": "success"})
	}))
	client, err := hitem3d.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	submit := func() {
		resp, err := client.HTTPClient().Post(client.BaseURL()+"/open-api/v1/tasks", "application/json", strings.NewReader("{}"))
		if err != nil {
			fmt.Println(err)
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		fmt.Println(string(body), err, vendor.Calls("createToken"))
	}

	submit()
	first := vendor.Credentials()
	second := hitem3d.Credentials{ClientID: first.ClientID, ClientSecret: authhooks.NewSecret("the-second-secret")}
	vendor.AddCredentials(second) // both are accepted
	if err := client.SetCredentials(second); err != nil {
		panic(err)
	}
	vendor.Withdraw(first)
	submit() // the token at hand is used to its end
	vendor.Advance(25 * time.Hour)
	submit() // the second secret logs in
	// Output:
	// {"code":200,"data":{"id":"task-1"},"msg":"success"} <nil> 1
	// {"code":200,"data":{"id":"task-1"},"msg":"success"} <nil> 1
	// {"code":200,"data":{"id":"task-1"},"msg":"success"} <nil> 2
}
