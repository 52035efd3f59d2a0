package authhooks

import (
	"context"
	"reflect"
)

// valuesContext has the end of its Context, and the values of another ctx.
type valuesContext struct {
	context.Context //nolint:containedctx // it is the ctx
	values          context.Context
}

// withValues returns a ctx that ends with ctx and has the values of from.
func withValues(ctx, from context.Context) context.Context {
	return valuesContext{Context: ctx, values: context.WithoutCancel(from)}
}

// Value does not return an httptrace of the other ctx, since its hooks see the header with
// the credential.
func (c valuesContext) Value(key any) any {
	if !isHTTPTrace(key) {
		if v := c.values.Value(key); v != nil {
			return v
		}
	}
	return c.Context.Value(key)
}

// isHTTPTrace reports whether key is one under which net/http/httptrace keeps its hooks.
func isHTTPTrace(key any) bool {
	if key == nil {
		return false
	}
	from := reflect.TypeOf(key).PkgPath()
	return from == "net/http/httptrace" || from == "internal/nettrace"
}
