// Package wrappers holds the RoundTrippers of other modules that users wrap their
// transports in to what tests/suite/carriers asks of every carrier.
package wrappers

import (
	"net/http"
	"testing"

	"github.com/hashicorp/go-retryablehttp"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/vendorauth/vendorauth-go/tests/suite/carriers"
)

func TestMain(m *testing.M) { carriers.Main(m) }

func TestOtelHTTP(t *testing.T) {
	t.Parallel()
	carriers.Suite(t, carriers.Carrier{Name: "otelhttp", Wrap: func(b *http.Transport) http.RoundTripper {
		return otelhttp.NewTransport(b)
	}})
}

func retrying(b *http.Transport) *retryablehttp.Client {
	c := retryablehttp.NewClient()
	c.HTTPClient = &http.Client{Transport: b}
	c.RetryMax, c.Logger = 0, nil
	return c
}

func TestRetryableHTTP(t *testing.T) {
	t.Parallel()
	carriers.Suite(t, carriers.Carrier{Name: "as documented", Wrap: func(b *http.Transport) http.RoundTripper {
		c := retrying(b)
		c.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		return c.StandardClient().Transport
	}}, carriers.Carrier{Name: "as it comes", Follows: true, Wrap: func(b *http.Transport) http.RoundTripper {
		return retrying(b).StandardClient().Transport
	}}, carriers.Carrier{Name: "around otelhttp", Follows: true, Wrap: func(b *http.Transport) http.RoundTripper {
		c := retrying(b)
		c.HTTPClient.Transport = otelhttp.NewTransport(b)
		return c.StandardClient().Transport
	}})
}
