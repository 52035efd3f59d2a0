package oauth2adapter

import (
	"context"
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Transport is an [oauth2.Transport] that sends the token only to its origins. An
// oauth2.Transport puts the token on every request, and an [http.Client] passes every hop
// of a redirect to it, whatever the host. This transport refuses a request to an origin
// outside of o with an [*authhooks.Error] of KindPolicy. It refuses before it calls ts
// and before it sends anything.
//
// Set authhooks.CheckRedirect in the http.Client too. Then a redirect to another origin
// is returned as the answer and not as that error. base sends the requests. A nil base
// means [http.DefaultTransport]. The caller's request is never changed.
func Transport(o authhooks.Origins, ts oauth2.TokenSource, base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{base: base, put: authhooks.ForOrigins(o, put(ts))}
}

type transport struct {
	base http.RoundTripper
	put  authhooks.RequestEditor
}

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	if err := t.put(req.Context(), out); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // http.RoundTripper demands it
		}
		return nil, err
	}
	return t.base.RoundTrip(out)
}

// CloseIdleConnections closes those of base, for [http.Client.CloseIdleConnections].
func (t *transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func put(ts oauth2.TokenSource) authhooks.RequestEditor {
	return func(_ context.Context, req *http.Request) error {
		token, err := ts.Token()
		if err != nil {
			return err
		}
		for key := range req.Header { // in any spelling
			if strings.EqualFold(key, "Authorization") {
				delete(req.Header, key)
			}
		}
		token.SetAuthHeader(req)
		return nil
	}
}
