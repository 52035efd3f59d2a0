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
	// ServeTyped is Serve, and returns the simulator of the package's own type too.
	ServeTyped func(opts ...authtest.Option) (any, *authtest.Server, Address, error)
	// FromEnv is CredentialsFromEnv.
	FromEnv        func() (any, error)
	BaseURLFromEnv func() string
	// Static reports that the credential is an API key, which is the token itself.
	Static bool
	// NeedsURL reports whether New needs a base URL, because the vendor has none of its own.
	NeedsURL bool

	create      func(baseURL string, credentials any, opts ...authhooks.Option) (any, error)
	credentials reflect.Type
	unused      []string // fields of the credentials that are for another way to log in
}

// simulator is a vendor's Server. It embeds *authtest.Server.
type simulator[C any] interface{ Credentials() C }

// hosted is a vendor that has a base URL of its own.
func hosted[C, K any, S simulator[C]](
	create func(C, ...authhooks.Option) (K, error), fromEnv func() (C, error), baseURLFromEnv func() string,
	start func(...authtest.Option) (S, error),
) Package {
	p := newPackage(atURL(create), fromEnv, baseURLFromEnv)
	return p.serving(served(start, func(s S) any { return s.Credentials() }))
}

// installed is a vendor of which every installation has its own base URL.
func installed[C, K any, S simulator[C]](
	create func(string, C, ...authhooks.Option) (K, error), fromEnv func() (C, error), baseURLFromEnv func() string,
	start func(...authtest.Option) (S, error),
) Package {
	p := newPackage(create, fromEnv, baseURLFromEnv)
	p.NeedsURL = true
	return p.serving(served(start, func(s S) any { return s.Credentials() }))
}

// apiKey are the credentials of a client with an API key.
type apiKey struct{ APIKey authhooks.Secret }

// keyed is a hosted vendor that issues API keys.
func keyed[K, S any](
	create func(authhooks.Secret, ...authhooks.Option) (K, error), fromEnv func() (authhooks.Secret, error), baseURLFromEnv func() string,
	start func(...authtest.Option) (S, error), issued func(S) authhooks.Secret,
) Package {
	p := newPackage(
		atURL(func(c apiKey, opts ...authhooks.Option) (K, error) { return create(c.APIKey, opts...) }),
		func() (apiKey, error) {
			key, err := fromEnv()
			return apiKey{key}, err
		}, baseURLFromEnv)
	p.Static = true
	return p.serving(served(start, func(s S) any { return apiKey{issued(s)} }))
}

// atURL makes New take the base URL first.
func atURL[C, K any](create func(C, ...authhooks.Option) (K, error)) func(string, C, ...authhooks.Option) (K, error) {
	return func(baseURL string, credentials C, opts ...authhooks.Option) (K, error) {
		if baseURL != "" {
			opts = append([]authhooks.Option{authhooks.WithBaseURL(baseURL)}, opts...)
		}
		return create(credentials, opts...)
	}
}

func newPackage[C, K any](
	create func(string, C, ...authhooks.Option) (K, error), fromEnv func() (C, error), baseURLFromEnv func() string,
) Package {
	return Package{
		BaseURLFromEnv: baseURLFromEnv, credentials: reflect.TypeFor[C](),
		FromEnv: func() (any, error) { return fromEnv() },
		create: func(baseURL string, credentials any, opts ...authhooks.Option) (any, error) {
			own, ok := credentials.(C)
			if !ok {
				return nil, fmt.Errorf("accounts: the credentials are a %T, not a %v", credentials, reflect.TypeFor[C]())
			}
			return create(baseURL, own, opts...)
		},
	}
}

// serving returns the package with a simulator.
func (p Package) serving(serve func(...authtest.Option) (any, *authtest.Server, Address, error)) Package {
	p.ServeTyped = serve
	p.Serve = func(opts ...authtest.Option) (*authtest.Server, Address, error) {
		_, s, a, err := serve(opts...)
		return s, a, err
	}
	return p
}

// served starts a simulator. credentials are those that it accepts.
func served[S any](start func(...authtest.Option) (S, error), credentials func(S) any) func(...authtest.Option) (any, *authtest.Server, Address, error) {
	return func(opts ...authtest.Option) (any, *authtest.Server, Address, error) {
		s, err := start(opts...)
		if err != nil {
			return nil, nil, Address{}, err
		}
		server, err := embedded[*authtest.Server](s)
		if err != nil {
			return nil, nil, Address{}, err
		}
		return s, server, addressOf(server.URL, credentials(s)), nil
	}
}

// without is the package of a row that logs in without these fields of the credentials.
func (p Package) without(fields ...string) Package {
	serve, fromEnv, credentials := p.ServeTyped, p.FromEnv, p.credentials
	less := p
	less.unused = fields
	less.FromEnv = func() (any, error) {
		c, err := fromEnv()
		if err != nil {
			return nil, err
		}
		used := reflect.New(credentials).Elem()
		used.Set(reflect.ValueOf(c))
		for _, field := range fields {
			used.FieldByName(field).SetZero()
		}
		return used.Interface(), nil
	}
	return less.serving(func(opts ...authtest.Option) (any, *authtest.Server, Address, error) {
		typed, s, a, err := serve(opts...)
		for _, field := range fields {
			delete(a.Plain, field)
			delete(a.Secret, field)
		}
		return typed, s, a, err
	})
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
