//go:build linux || darwin

package filestore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
)

// Two processes of one machine share one token. A client takes the same options as a source.
func ExampleNew() {
	parent, err := os.MkdirTemp("", "example") // in a test, t.TempDir()
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(parent)
	login := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		fmt.Println("login")
		return authhooks.Token{Access: authhooks.NewSecret("tok-1"), ExpiresAt: time.Now().Add(time.Hour)}, nil
	})
	account := authhooks.NewKey("acme", "https://api.acme.example/v1", "app-1", authhooks.NewSecret("s3cret"))
	storeKey := authhooks.NewSecret("16 random bytes or more") // the same for all, from their configuration

	process := func() {
		store, err := filestore.New(filepath.Join(parent, "tokens")) // New creates this folder, closed to others
		if err != nil {
			panic(err) // says what is wrong with the folder, and what to do
		}
		source, err := authhooks.NewSource(account, login, authhooks.WithStore(store), authhooks.WithStoreKey(storeKey))
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
