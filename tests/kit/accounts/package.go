package accounts

import (
	"fmt"
	"reflect"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Package is a vendor's client package and its simulator, with the same types for every
// vendor.
type Package struct {
	// Serve starts a simulator; Close ends it.
	Serve func(opts ...authtest.Option) (*authtest.Server, Address, error)
	// FromEnv is CredentialsFromEnv.
	FromEnv        func() (any, error)
	BaseURLFromEnv func() string
	// NeedsURL reports whether New needs a base URL, because the vendor has none of its own.
	NeedsURL bool

	create      func(baseURL string, credentials any, opts ...authhooks.Option) (any, error)
	credentials reflect.Type
}

// simulator is a vendor's Server. It embeds *authtest.Server.
type simulator[C any] interface{ Credentials() C }

// hosted is a vendor that has a base URL of its own.
func hosted[C, K any, S simulator[C]](
	create func(C, ...authhooks.Option) (K, error), fromEnv func() (C, error), baseURLFromEnv func() string,
	start func(...authtest.Option) (S, error),
) Package {
	p := installed(func(baseURL string, credentials C, opts ...authhooks.Option) (K, error) {
		if baseURL != "" {
			opts = append([]authhooks.Option{authhooks.WithBaseURL(baseURL)}, opts...)
		}
		return create(credentials, opts...)
	}, fromEnv, baseURLFromEnv, start)
	p.NeedsURL = false
	return p
}

// installed is a vendor of which every installation has its own base URL.
func installed[C, K any, S simulator[C]](
	create func(string, C, ...authhooks.Option) (K, error), fromEnv func() (C, error), baseURLFromEnv func() string,
	start func(...authtest.Option) (S, error),
) Package {
	return Package{
		NeedsURL: true, BaseURLFromEnv: baseURLFromEnv, credentials: reflect.TypeFor[C](),
		FromEnv: func() (any, error) { return fromEnv() },
		create: func(baseURL string, credentials any, opts ...authhooks.Option) (any, error) {
			own, ok := credentials.(C)
			if !ok {
				return nil, fmt.Errorf("accounts: the credentials are a %T, not a %v", credentials, reflect.TypeFor[C]())
			}
			return create(baseURL, own, opts...)
		},
		Serve: func(opts ...authtest.Option) (*authtest.Server, Address, error) {
			s, err := start(opts...)
			if err != nil {
				return nil, Address{}, err
			}
			server, err := embedded[*authtest.Server](s)
			if err != nil {
				return nil, Address{}, err
			}
			return server, addressOf(server.URL, s.Credentials()), nil
		},
	}
}

// embedded returns the T that outer, a pointer to a struct, embeds.
func embedded[T any](outer any) (T, error) {
	v := reflect.Indirect(reflect.ValueOf(outer))
	for field, value := range v.Fields() {
		if inner, ok := reflect.TypeAssert[T](value); ok && field.Anonymous {
			return inner, nil
		}
	}
	var none T
	return none, fmt.Errorf("accounts: %T embeds no %v: embed it", outer, reflect.TypeFor[T]())
}
