package oteladapter

import (
	"context"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// start begins the span of a token call. The name of the span gets its operation at the
// end, since only the answer shows it.
func (a *Adapter) start(ctx context.Context, vendor, op string) (context.Context, func(authhooks.Event)) {
	//nolint:spancheck // it ends with the call
	ctx, span := a.tracer.Start(ctx, spanName(vendor, op), trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(keyVendor.String(vendor)))
	return ctx, func(e authhooks.Event) { endSpan(span, e) } //nolint:spancheck // it ends with the call
}

func spanName(vendor, op string) string { return vendor + " " + op }

func endSpan(span trace.Span, e authhooks.Event) {
	defer span.End()
	span.SetName(spanName(e.Vendor, e.Op))
	span.SetAttributes(keyOperation.String(e.Op), keyAttempt.Int(e.Attempt), keyEarly.Bool(e.Early))
	if e.Err == nil {
		return
	}
	span.SetAttributes(failure(e)...)
	if e.Code != "" {
		span.SetAttributes(keyCode.String(e.Code))
	}
	if e.Status != 0 {
		span.SetAttributes(keyStatus.Int(e.Status))
	}
	span.SetStatus(codes.Error, e.Err.Error())
}
