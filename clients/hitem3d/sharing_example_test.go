//go:build linux || darwin

package hitem3d_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
)

// Two processes of one machine share one token by files.
func Example_sharing() {
	vendor, err := hitem3dtest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	dir, err := os.MkdirTemp("", "example") // in a test, t.TempDir()
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	credentials, url := vendor.Credentials(), vendor.URL
	if err := os.Setenv("STORE_KEY", "b1b9d4ab77a6c1f24b5e0c3d4e5f6a7b"); err != nil {
		panic(err)
	}

	process := func() {
		key := authhooks.NewSecret(authhooks.EnvValue("STORE_KEY")) // openssl rand -hex 32, the same for all
		store, err := filestore.New(filepath.Join(dir, "tokens"))   // New makes this folder, closed to others
		if err != nil {
			panic(err)
		}
		client, err := hitem3d.New(credentials, authhooks.WithBaseURL(url), authhooks.WithStore(store), authhooks.WithStoreKey(key))
		if err != nil {
			panic(err)
		}
		defer client.Close()
		token, err := client.Token(context.Background())
		fmt.Println(!token.Access.IsZero(), err)
	}
	process()
	process()
	fmt.Println(vendor.Calls("createToken"), "login")
	// Output:
	// true <nil>
	// true <nil>
	// 1 login
}
