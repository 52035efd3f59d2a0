package authhooks_test

import (
	"context"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

type requestID struct{}

// A trace sees each token call with the values of the caller that needs the token.
func ExampleWithTrace() {
	login := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{Access: authhooks.NewSecret("tok-1"), ExpiresAt: time.Now().Add(time.Hour)}, nil
	})
	key := authhooks.NewKey("acme", "https://api.example", "app", authhooks.NewSecret("app-pass-1"))
	source, err := authhooks.NewSource(key, login, authhooks.WithCallerValues(),
		authhooks.WithTrace(func(ctx context.Context, vendor, _ string) (context.Context, func(authhooks.Event)) {
			fmt.Println("begin", vendor, ctx.Value(requestID{}))
			return ctx, func(e authhooks.Event) { fmt.Println("end", e.Type, e.Op, "try", e.Attempt) }
		}))
	if err != nil {
		panic(err)
	}
	defer source.Close()
	if _, err := source.Token(context.WithValue(context.Background(), requestID{}, "request 7")); err != nil {
		panic(err)
	}
	// Output:
	// begin acme request 7
	// end fetched fetch try 1
}

// An observer sees why a fetch failed, without a secret.
func ExampleWithObserver() {
	login := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "10006", Message: "app-pass-1 is wrong"}
	})
	key := authhooks.NewKey("acme", "https://api.example", "app", authhooks.NewSecret("app-pass-1"))
	source, err := authhooks.NewSource(key, login, authhooks.WithObserver(func(e authhooks.Event) {
		fmt.Println(e.Type, e.Op, e.Kind, e.Code, "try", e.Attempt)
	}))
	if err != nil {
		panic(err)
	}
	defer source.Close()
	_, _ = source.Token(context.Background())
	// Output: refused fetch invalid credentials 10006 try 1
}
