package hitem3d_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
)

// follow reads the client secret from a file again and again, and gives it to the client. An
// equal secret changes nothing, so follow need not compare. A secret that cannot be read, or
// that New would refuse, is reported and leaves the client as it is. ticks is the C of a
// time.Ticker, of 30 seconds for example.
func follow(ctx context.Context, ticks <-chan time.Time, path, clientID string, c *hitem3d.Client, report func(error)) {
	for {
		select {
		case <-ticks:
		case <-ctx.Done():
			return
		}
		secret, err := os.ReadFile(path)
		if err == nil {
			err = c.SetCredentials(hitem3d.Credentials{
				ClientID: clientID, ClientSecret: authhooks.NewSecret(string(bytes.TrimRight(secret, "\r\n"))), // editors end a file with a line break
			})
		}
		if err != nil {
			report(err)
		}
	}
}

// mount writes a secret as an orchestrator does. It writes a new folder, and then it moves the
// link ..data to that folder at once. A reader sees the old file or the new one, and never a part.
func mount(dir, version, secret string) error {
	next := filepath.Join(dir, "..data_tmp")
	return errors.Join(
		os.MkdirAll(filepath.Join(dir, version), 0o700),
		os.WriteFile(filepath.Join(dir, version, "client-secret"), []byte(secret+"\n"), 0o600),
		os.Symlink(version, next),
		os.Rename(next, filepath.Join(dir, "..data")))
}

// The secret is a file that an orchestrator mounts and replaces. The client follows it
// without a restart.
func ExampleClient_SetCredentials_file() {
	vendor, err := hitem3dtest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	first := vendor.Credentials()
	dir, err := os.MkdirTemp("", "secret")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := mount(dir, "v1", first.ClientSecret.Reveal()); err != nil {
		panic(err)
	}

	c, err := hitem3d.New(first, authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
	if err != nil {
		panic(err)
	}
	defer func() { _ = c.Close() }()
	var following sync.WaitGroup
	defer following.Wait() // before Close
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ticks := make(chan time.Time)
	following.Go(func() {
		follow(ctx, ticks, filepath.Join(dir, "..data", "client-secret"), first.ClientID, c, func(err error) { fmt.Println(err) })
	})

	if _, err := c.Token(ctx); err != nil {
		panic(err)
	}
	second := hitem3d.Credentials{ClientID: first.ClientID, ClientSecret: authhooks.NewSecret("the-second-secret")}
	vendor.AddCredentials(second) // at the vendor's console: both are valid now
	if err := mount(dir, "v2", second.ClientSecret.Reveal()); err != nil {
		panic(err)
	}
	ticks <- time.Now()
	ticks <- time.Now() // the first tick has been worked off
	vendor.Withdraw(first)

	vendor.Advance(hitem3dtest.Lifetime) // the end of the token that the first secret brought
	_, err = c.Token(ctx)
	fmt.Println(vendor.Calls("createToken"), "logins,", "error", err)
	// Output: 2 logins, error <nil>
}

// manager is a client of a secret manager. It calls back when a secret has a new version.
type manager struct{ changed func(version string) }

func (m *manager) OnChange(f func(version string)) { m.changed = f }

// A secret manager calls back. A version that is of no use is reported, and the client goes on
// with the version before.
func ExampleClient_SetCredentials_secretManager() {
	vendor, err := hitem3dtest.Start()
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	first := vendor.Credentials()
	c, err := hitem3d.New(first, authhooks.WithBaseURL(vendor.URL))
	if err != nil {
		panic(err)
	}
	defer func() { _ = c.Close() }()

	secrets := &manager{}
	secrets.OnChange(func(version string) {
		next := hitem3d.Credentials{ClientID: first.ClientID, ClientSecret: authhooks.NewSecret(version)}
		if err := c.SetCredentials(next); err != nil {
			fmt.Println("not used", errors.Is(err, authhooks.ErrInvalidRequest)) // a program logs err
		}
	})

	vendor.Withdraw(first) // before the new version came
	_, err = c.Token(context.Background())
	fmt.Println("refused", errors.Is(err, hitem3d.ErrInvalidClient))

	secrets.changed("pasted with a space ")
	second := hitem3d.Credentials{ClientID: first.ClientID, ClientSecret: authhooks.NewSecret("the-second-secret")}
	vendor.AddCredentials(second)
	secrets.changed("the-second-secret") // ends the pause after the refusal too
	_, err = c.Token(context.Background())
	fmt.Println("error", err)
	// Output:
	// refused true
	// not used true
	// error <nil>
}
