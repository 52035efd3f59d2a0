package otel_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// The span of a token call hangs below the caller's with WithCallerValues, and is a root
// without. What the transport does hangs below the span of the token call.
func TestSpansOfTokenCalls(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]bool{"with the caller's values": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			vendor := zhihuiyatest.NewServer(t)
			base := &http.Transport{}
			defer base.CloseIdleConnections()
			sent := make(chan trace.SpanContext, 10)
			opts := b.options(authhooks.WithHTTPClient(&http.Client{Transport: carrier(func(r *http.Request) (*http.Response, error) {
				sent <- trace.SpanContextFromContext(r.Context())
				return base.RoundTrip(r)
			})}))
			if with {
				opts = append(opts, authhooks.WithCallerValues())
			}
			vendor.Fail(authtest.Fault{Op: "createToken", Status: http.StatusServiceUnavailable, Body: "{}"})
			client := newZhihuiya(t, vendor, opts...)
			ctx, caller := b.tracer.Tracer("app").Start(t.Context(), "request")
			_, err := client.Token(ctx)
			require.NoError(t, err)
			caller.End()
			spans := b.spans.Ended()
			require.Len(t, spans, 3, "two tries, and the caller's own")
			failed, good := spans[0], spans[1]
			for _, span := range spans[:2] {
				assert.Equal(t, "zhihuiya createToken", span.Name())
				assert.Equal(t, trace.SpanKindClient, span.SpanKind())
				assert.Equal(t, span.SpanContext(), <-sent)
				if with {
					assert.Equal(t, caller.SpanContext(), span.Parent())
				} else {
					assert.False(t, span.Parent().IsValid())
				}
			}
			assert.Equal(t, codes.Error, failed.Status().Code)
			assert.Equal(t, "error.type=unavailable,http.response.status_code=503,vendorauth.attempt=1,vendorauth.early=false,"+
				"vendorauth.operation=createToken,vendorauth.vendor=zhihuiya", brief(failed.Attributes()))
			assert.Equal(t, codes.Unset, good.Status().Code)
			assert.Equal(t, "vendorauth.attempt=2,vendorauth.early=false,vendorauth.operation=createToken,vendorauth.vendor=zhihuiya", brief(good.Attributes()))
			assert.NotContains(t, failed.Status().Description, vendor.Credentials().ClientSecret.Reveal())
		})
	}
}

type carrier func(*http.Request) (*http.Response, error)

func (c carrier) RoundTrip(r *http.Request) (*http.Response, error) { return c(r) }

// A renewal that is refused and the login after it are two spans of one fetch.
func TestSpansOfARenewalThatIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	vendor := amsutest.NewServer(t)
	client, err := amsu.New(vendor.Credentials(), b.options(authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))...)
	require.NoError(t, err)
	defer client.Close()
	_, err = client.Token(t.Context())
	require.NoError(t, err)
	vendor.RevokeAll()
	vendor.Advance(25 * time.Hour)
	_, err = client.Token(context.WithoutCancel(t.Context()))
	require.NoError(t, err)
	var names []string
	for _, span := range b.spans.Ended() {
		names = append(names, span.Name()+" "+span.Status().Code.String())
	}
	assert.Equal(t, []string{"amsu createToken Unset", "amsu refreshToken Error", "amsu createToken Unset"}, names)
}
