package authhooks

import (
	"context"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

// CheckRedirect is for an [http.Client] whose requests get a credential from an editor.
// By itself, net/http lets a header that it does not know follow a redirect to any host,
// and Authorization to a subdomain or another port. CheckRedirect does not follow a
// redirect to another origin than the first request's, but returns it as the answer. It
// treats the eleventh redirect in the same way. HTTPClient has this check.
func CheckRedirect(req *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects || originOf(req.URL) != originOf(via[0].URL) {
		return http.ErrUseLastResponse
	}
	return nil
}

const maxRedirects = 10

// checkRedirect is CheckRedirect for HTTPClient and Checked. A redirect is also an answer
// if its target has a secret in it, which the vendor echoes. net/http would show that URL
// in its error if the next hop failed.
func (t *businessTransport) checkRedirect(req *http.Request, via []*http.Request) error {
	if target := req.URL.String(); t.client.redactor().known.Strike(target) != target {
		return http.ErrUseLastResponse
	}
	if t.stray != nil && len(via) < maxRedirects && t.client.strayed(req) {
		if mayStray(req, via[0]) {
			return nil
		}
		return http.ErrUseLastResponse
	}
	return CheckRedirect(req, via)
}

// WithForeignRedirects lets HTTPClient and Checked follow a redirect of a GET or HEAD to
// another https origin, such as presigned storage. It is off by default.
//
// The request to that origin has only Accept, Accept-Encoding, Accept-Language, Range,
// If-* and User-Agent. It has no credential, not even the caller's own, no Referer, no
// cookie and no body. A hop back to the vendor carries no credential either. No hop leads
// down to http, and there are ten hops at most. A redirect that is not followed is
// returned as the answer.
//
// What another origin answers says nothing about the token, and is not read as the
// vendor's word. If such a hop fails, net/http's error shows its URL, signature included.
// Checked's error does not.
func WithForeignRedirects() Option {
	return option(func(c *config) { c.stray = (*businessTransport).sendStray })
}

// strayed reports whether req is a redirect that leads outside the allowed origins, or
// did so on an earlier hop.
func (c *Client) strayed(req *http.Request) bool {
	if req.Response == nil { // net/http says of a redirect which answer led to it
		return false
	}
	for req != nil && req.URL != nil {
		if c.origins.Load().Check(req.URL) != nil {
			return true
		}
		if req.Response == nil {
			break
		}
		req = req.Response.Request
	}
	return false
}

// mayStray reports whether such a redirect is followed. first is the caller's
// request.
func mayStray(req, first *http.Request) bool {
	reads := first.Method == "" || first.Method == http.MethodGet || first.Method == http.MethodHead
	return reads && asciiEqualFold(req.URL.Scheme, "https") && req.URL.User == nil && req.URL.Opaque == ""
}

// sendStray sends a redirect that has strayed, without anything that could be a secret.
func (t *businessTransport) sendStray(ctx context.Context, req *http.Request) (*http.Response, error) {
	closeBody(req)
	out := cloneFor(ctx, req)
	out.Header = strayHeader(req.Header)
	out.Body, out.GetBody, out.ContentLength, out.TransferEncoding, out.Trailer = nil, nil, 0, nil, nil
	out.Host = ""
	t.setAgent(out)
	return t.carry(ctx, req, out, nil)
}

// strayHeader returns what another origin may see of h.
func strayHeader(h http.Header) http.Header {
	shown := make(http.Header)
	for name, values := range h {
		canonical := textproto.CanonicalMIMEHeaderKey(name)
		switch canonical {
		case "Accept", "Accept-Encoding", "Accept-Language", "Range", "User-Agent":
		default:
			if !strings.HasPrefix(canonical, "If-") {
				continue
			}
		}
		shown[name] = slices.Clone(values)
	}
	return shown
}
