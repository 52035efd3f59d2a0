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

// Two processes share one token. A client takes the same options as a source.
func ExampleNew() {
	server, err := miniredis.Run() // yours is elsewhere
	if err != nil {
		panic(err)
	}
	defer server.Close()
	login := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		fmt.Println("login")
		return authhooks.Token{Access: authhooks.NewSecret("tok-1"), ExpiresAt: time.Now().Add(time.Hour)}, nil
	})
	account := authhooks.NewKey("acme", "https://api.acme.example/v1", "app-1", authhooks.NewSecret("s3cret"))
	storeKey := authhooks.NewSecret("16 random bytes or more") // the same for all, from their configuration

	process := func() {
		client := redis.NewClient(&redis.Options{Addr: server.Addr()})
		defer client.Close()
		source, err := authhooks.NewSource(account, login, authhooks.WithStore(redisstore.New(client)), authhooks.WithStoreKey(storeKey))
		if err != nil {
			panic(err)
		}
		defer source.Close()
		token, err := source.Token(context.Background())
		fmt.Println(token.Access.Reveal(), err)
	}
	process()
	process()
	// Output:
	// login
	// tok-1 <nil>
	// tok-1 <nil>
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
