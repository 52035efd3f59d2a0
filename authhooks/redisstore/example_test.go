package redisstore_test

import (
	"context"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
)

func ExampleNew() {
	server, err := miniredis.Run() // yours is elsewhere
	if err != nil {
		panic(err)
	}
	defer server.Close()
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()

	store, ctx := redisstore.New(client), context.Background()
	version, err := store.CompareAndSwap(ctx, "a1", "", authhooks.Record("sealed"), time.Hour)
	fmt.Println(version != "", err)
	record, _, err := store.Load(ctx, "a1")
	fmt.Println(string(record), err)
	fmt.Println(server.Keys())
	// Output:
	// true <nil>
	// sealed <nil>
	// [vendorauth:a1]
}

func ExampleWithPrefix() {
	server, err := miniredis.Run()
	if err != nil {
		panic(err)
	}
	defer server.Close()
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()

	store := redisstore.New(client, redisstore.WithPrefix("staging:"), redisstore.WithTimeout(time.Second))
	_, err = store.CompareAndSwap(context.Background(), "a1", "", authhooks.Record("sealed"), time.Hour)
	fmt.Println(server.Keys(), err)
	// Output: [staging:a1] <nil>
}
