package accounts

import (
	"context"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

type account struct{ User, Region string }

type pair struct {
	Expires       int
	RefreshToken  authhooks.Secret // before the token, as the alphabet has it
	Token, Second authhooks.Secret
}

type region struct {
	Region string
	Token  *authhooks.Secret
}

func TestWhatACallBrought(t *testing.T) {
	t.Parallel()
	secret := authhooks.NewSecret
	a, b := secret("a"), secret("b")
	regions := []region{{"east", nil}, {"north", &a}, {"west", &b}}
	for name, c := range map[string]struct {
		answer         any
		region         string
		token, refresh string
	}{
		"a secret":              {answer: a, token: "a"},
		"two of a pair":         {answer: &pair{RefreshToken: b, Token: a, Second: secret("c")}, token: "a", refresh: "b"},
		"nothing":               {answer: (*pair)(nil)},
		"an empty pair":         {answer: &pair{}},
		"the region's":          {answer: regions, region: "west", token: "b"},
		"any region's":          {answer: regions, token: "a"},
		"a region without one":  {answer: regions, region: "east"},
		"a region that is none": {answer: regions, region: "south"},
		"a part of an answer":   {answer: &struct{ Data pair }{pair{Token: a}}, token: "a"},
	} {
		var found brought
		found.search(reflect.ValueOf(c.answer), "", reflect.ValueOf(account{User: "u", Region: c.region}))
		assert.Equal(t, c.token, found.token.Reveal(), name)
		assert.Equal(t, c.refresh, found.refresh.Reveal(), name)
	}
}

// A typed call of another shape is reported with what to do, not made.
func TestShapesOfTypedCalls(t *testing.T) {
	t.Parallel()
	for _, f := range []any{
		func(context.Context) (*pair, error) { return &pair{}, nil },
		func(context.Context) ([]region, error) { return nil, nil },
		func(context.Context, authhooks.Secret) error { return nil },
	} {
		require.NoError(t, checkShape(reflect.TypeOf(f)), "%T", f)
	}
	for _, f := range []any{
		func() error { return nil }, func(string) error { return nil }, func(context.Context, string) error { return nil },
		func(context.Context) {}, func(context.Context) *pair { return nil }, func(context.Context, authhooks.Secret, string) error { return nil },
	} {
		require.ErrorContains(t, checkShape(reflect.TypeOf(f)), "teach tests/kit/accounts/connection.go", "%T", f)
	}
}
