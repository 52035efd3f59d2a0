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

func ExampleNew() {
	parent, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(parent)

	store, err := filestore.New(filepath.Join(parent, "tokens"))
	if err != nil {
		panic(err) // says what is wrong with the folder, and what to do
	}
	ctx := context.Background()
	version, err := store.CompareAndSwap(ctx, "a1", "", authhooks.Record("sealed"), time.Hour)
	fmt.Println(version != "", err)
	record, _, err := store.Load(ctx, "a1")
	fmt.Println(string(record), err)
	// Output:
	// true <nil>
	// sealed <nil>
}
