package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func ExampleNewSecret() {
	s := authhooks.NewSecret("p4ssw0rd")
	fmt.Printf("%v %+v %q %x\n", s, s, s, s)
	fmt.Println(len(s.Reveal()))
	// Output:
	// [redacted] [redacted] [redacted] [redacted]
	// 8
}

func ExampleNewOrigins() {
	o, err := authhooks.NewOrigins("https://api.vendor.example/v2")
	fmt.Println(err)
	bearer := authhooks.Bearer(o, authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret("t")}))

	ctx := context.Background()
	good, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.vendor.example/things", nil)
	evil, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.vendor.example.evil/things", nil)
	fmt.Println(bearer(ctx, good), good.Header.Get("Authorization"))
	fmt.Println(errors.Is(bearer(ctx, evil), authhooks.ErrPolicy), evil.Header.Get("Authorization"))
	// Output:
	// <nil>
	// <nil> Bearer t
	// true
}

func ExampleStaticSource() {
	src := authhooks.StaticSource(authhooks.Token{Access: authhooks.NewSecret("from elsewhere")})
	token, err := src.Token(context.Background())
	fmt.Println(token.Fingerprint(), err)
	// Output: 98657981 <nil>
}

func ExampleNewSource() {
	calls := 0
	fetch := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		calls++
		return authhooks.Token{Access: authhooks.NewSecret("abc"), ExpiresAt: time.Now().Add(time.Hour)}, nil
	})
	key := authhooks.NewKey("acme", "https://api.acme.example:443", "app-1", authhooks.NewSecret("s3cret"))
	source, err := authhooks.NewSource(key, fetch)
	if err != nil {
		panic(err)
	}
	defer source.Close()
	for range 3 {
		if _, err := source.Token(context.Background()); err != nil {
			panic(err)
		}
	}
	fmt.Println(calls, source.Status().Fingerprint)
	// Output: 1 ba7816bf
}

func ExampleNewKey() {
	key := authhooks.NewKey("acme", "https://api.acme.example:443", "app-1", authhooks.NewSecret("s3cret"))
	fmt.Printf("%v %+v\n", key, key)
	// Output: [redacted] [redacted]
}

// The same account in two regions: a token and a record for each.
func ExampleKey_WithScope() {
	store, storeKey := authhooks.NewMemoryStore(), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))
	use := func(region string) {
		fetch := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			fmt.Println("login in", region)
			return authhooks.Token{Access: authhooks.NewSecret("token-of-" + region)}, nil
		})
		key := authhooks.NewKey("acme", "https://api.acme.example/v1", "app-1", authhooks.NewSecret("s3cret")).WithScope(region)
		source, err := authhooks.NewSource(key, fetch, authhooks.WithStore(store), storeKey)
		if err != nil {
			panic(err)
		}
		defer source.Close()
		token, err := source.Token(context.Background())
		fmt.Println(token.Access.Reveal(), err)
	}
	use("north")
	use("south")
	use("north")
	// Output:
	// login in north
	// token-of-north <nil>
	// login in south
	// token-of-south <nil>
	// token-of-north <nil>
}

// A private vendor: four fields and a table of codes.
func ExampleNew() {
	_, err := authhooks.New(authhooks.Vendor{
		Name:  "acme",
		Codes: []authhooks.CodeInfo{{Code: "E9", Kind: authhooks.KindTokenRejected, Rejects: true}},
		Parse: func(_ int, _ http.Header, body []byte) authhooks.Outcome {
			var a struct {
				OK  *bool  `json:"ok,omitempty"`
				Err string `json:"err,omitempty"`
			}
			if authhooks.Unmarshal(body, &a) != nil || a.OK == nil {
				return authhooks.Outcome{}
			}
			return authhooks.Outcome{Documented: true, OK: *a.OK, Code: a.Err}
		},
		Put: authhooks.PutHeader("X-Acme-Key"),
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{Access: authhooks.NewSecret("k")}, nil
		},
	}, "http://acme.example", "app-1", authhooks.NewSecret("s3cret"))
	fmt.Println(errors.Is(err, authhooks.ErrPolicy))
	// Output: true
}
