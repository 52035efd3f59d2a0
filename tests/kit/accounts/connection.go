package accounts

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Connection is a client of a vendor's package.
type Connection struct {
	Client      *authhooks.Client
	Typed       any // the same, of the package's own type
	Credentials any // what it was made with
	// Operations are the typed, uncached calls, the logins first. The first of them is the
	// one that Token begins with.
	Operations []Operation
	// Business are the typed business calls.
	Business []Operation
}

// Operation is one typed, uncached call of a vendor's package. Both ways to make it return
// the token that came, or "".
type Operation struct {
	SpecOperation
	// Call makes the call. It uses what the last login brought, if the operation takes a token.
	Call func(ctx context.Context) (string, error)
	// With makes the call with another token.
	With func(ctx context.Context, token authhooks.Secret) (string, error)
}

// Connect makes a client of an account that logs in. Close ends it.
func (v Vendor) Connect(a Address, opts ...authhooks.Option) (Connection, error) {
	return v.connect(a.URL, v.fill(a), authhooks.NewSecret(a.Secret[tokenField]), opts)
}

// New makes a client with credentials of the package's own type. Close ends it.
func (v Vendor) New(baseURL string, credentials any, opts ...authhooks.Option) (Connection, error) {
	return v.connect(baseURL, credentials, authhooks.Secret{}, opts)
}

func (v Vendor) connect(baseURL string, credentials any, issued authhooks.Secret, opts []authhooks.Option) (Connection, error) {
	typed, err := v.create(baseURL, credentials, opts...)
	if err != nil {
		return Connection{}, err
	}
	client, err := embedded[*authhooks.Client](typed)
	if err != nil {
		return Connection{}, err
	}
	c := Connection{Client: client, Typed: typed, Credentials: credentials}
	s := &session{credentials: reflect.ValueOf(credentials), issued: issued}
	for _, op := range append(v.Operations(), v.BusinessOperations()...) {
		method := reflect.ValueOf(typed).MethodByName(op.method())
		if !method.IsValid() { // another operation of the client falls back to it
			continue
		}
		if err := checkShape(method.Type()); err != nil {
			return Connection{}, errors.Join(fmt.Errorf("accounts: %s: %s: %w", v.Name, op.method(), err), client.Close())
		}
		list := &c.Operations
		if op.Business {
			list = &c.Business
		}
		*list = append(*list, s.operation(op, method))
	}
	return c, nil
}

// method is the name of the client's method for the operation.
func (o SpecOperation) method() string { return strings.ToUpper(o.Name[:1]) + o.Name[1:] }

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
	secretType  = reflect.TypeFor[authhooks.Secret]()
)

// checkShape refuses a typed call that this package could not make.
func checkShape(t reflect.Type) error {
	in, out := t.NumIn(), t.NumOut()
	if in == 0 || in > 2 || t.In(0) != contextType || in == 2 && t.In(1) != secretType {
		return errors.New("its arguments are not (context.Context) or (context.Context, authhooks.Secret): teach tests/kit/accounts/connection.go another shape")
	}
	if out == 0 || out > 2 || t.Out(out-1) != errorType {
		return errors.New("its results are not (error) or (an answer, error): teach tests/kit/accounts/connection.go another shape")
	}
	return nil
}

// session is what the typed calls of one connection share.
type session struct {
	credentials reflect.Value
	issued      authhooks.Secret // by the simulator, at its start
	last        brought          // by the last login
}

func (s *session) operation(op SpecOperation, method reflect.Value) Operation {
	with := func(ctx context.Context, token authhooks.Secret) (string, error) {
		in := []reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(token)}
		out := method.Call(in[:method.Type().NumIn()])
		var b brought
		if len(out) == 2 {
			b.search(out[0], "", s.credentials)
		}
		err, _ := reflect.TypeAssert[error](out[len(out)-1])
		if op.IsLogin() && err == nil {
			s.last = b
		}
		return b.token.Reveal(), err
	}
	return Operation{SpecOperation: op, With: with, Call: func(ctx context.Context) (string, error) {
		return with(ctx, s.at(op))
	}}
}

// at is the token that an operation takes.
func (s *session) at(op SpecOperation) authhooks.Secret {
	switch {
	case op.takesRefresh():
		return s.last.refresh
	case !s.issued.IsZero():
		return s.issued
	default:
		return s.last.token
	}
}
