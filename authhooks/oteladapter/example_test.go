package oteladapter_test

import (
	"context"
	"fmt"

	metrics "go.opentelemetry.io/otel/metric/noop"
	traces "go.opentelemetry.io/otel/trace/noop"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/oteladapter"
)

// A source reports to the providers of the program's SDK. A client takes the same options.
func ExampleNew() {
	adapter, err := oteladapter.New(metrics.NewMeterProvider(), traces.NewTracerProvider())
	if err != nil {
		panic(err)
	}
	login := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{Access: authhooks.NewSecret("tok-1")}, nil
	})
	key := authhooks.NewKey("acme", "https://api.example", "app", authhooks.NewSecret("app-pass-1"))
	source, err := authhooks.NewSource(key, login, adapter.Option(), authhooks.WithCallerValues()) // spans hang below the caller's
	if err != nil {
		panic(err)
	}
	defer source.Close()
	stop, err := adapter.Watch("acme", source) // the gauges
	if err != nil {
		panic(err)
	}
	defer stop()
	token, err := source.Token(context.Background())
	fmt.Println(token.Fingerprint(), err)
	// Output: 65dcf16e <nil>
}
