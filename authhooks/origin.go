package authhooks

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Origins is a set of origins (scheme, host and port) that may receive a
// credential. The zero Origins is empty and allows nothing.
type Origins struct {
	set      []origin
	insecure bool
}

type origin struct{ scheme, host, port string }

// NewOrigins reads origins from URLs. It ignores the path. It returns a KindPolicy error for
// userinfo, a query, a fragment or a scheme other than http and https. The error does not
// quote the URL. The set may have plain http origins, but a request over plain http carries
// a credential only to loopback, unless [Origins.AllowInsecureHTTP] is set.
func NewOrigins(urls ...string) (Origins, error) {
	var o Origins
	for _, raw := range urls {
		u, err := parseBase(raw)
		if err != nil {
			return Origins{}, err.with(func(e *Error) { e.Op = "newOrigins" })
		}
		if m := originOf(u); !slices.Contains(o.set, m) {
			o.set = append(o.set, m)
		}
	}
	return o, nil
}

// AllowInsecureHTTP returns the same set, and accepts plain http to hosts that are not
// loopback. Anybody on the network path can then read the credential.
func (o Origins) AllowInsecureHTTP() Origins {
	o.insecure = true
	return o
}

// Check returns a KindPolicy error if u is outside the set, has userinfo or is opaque.
func (o Origins) Check(u *url.URL) error {
	if u == nil {
		return policyError("checkOrigin", "the request has no URL")
	}
	if u.User != nil {
		return policyError("checkOrigin", "the URL carries userinfo: send credentials by header, never in a URL")
	}
	if u.Opaque != "" {
		return policyError("checkOrigin", "the URL is opaque: write it as scheme://host/path")
	}
	host, port := u.Hostname(), u.Port()
	for _, m := range o.set {
		if asciiEqualFold(u.Scheme, m.scheme) && asciiEqualFold(host, m.host) && portOr(port, m.scheme) == m.port {
			return nil
		}
	}
	return policyError("checkOrigin",
		"the request goes to an origin that may not see this credential: allow it with WithAllowedOrigins if it is the vendor's, "+
			"or use a client of your own for presigned URLs")
}

// admit is Check for a request that is about to carry a credential. Its Host must be the
// host of its URL, and it must not go over plain http, unless that is loopback or allowed.
func (o Origins) admit(req *http.Request) error {
	if err := o.Check(req.URL); err != nil {
		return err
	}
	if req.Host != "" && !asciiEqualFold(req.Host, req.URL.Host) {
		return policyError("checkOrigin", "the request's Host is not the host of its URL")
	}
	if !o.insecure && !asciiEqualFold(req.URL.Scheme, "https") && !isLoopback(req.URL.Hostname()) {
		return policyError("checkOrigin", insecureMessage)
	}
	return nil
}

const insecureMessage = "plain http to a host that is not loopback would send the credential in clear: " +
	"use an https base URL (see WithBaseURL), or accept the risk with WithInsecureHTTP"

// parseBase reads a base URL. Its errors never quote the input, which may hold a password.
func parseBase(raw string) (*url.URL, *Error) {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return nil, policyError("", "the base URL is empty: give one such as https://host.example")
	case err != nil:
		return nil, policyError("", "the base URL cannot be parsed: give one such as https://host.example/prefix")
	case u.User != nil:
		return nil, policyError("", "the base URL carries userinfo: give the credentials as credentials, not in a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, policyError("", "the base URL's scheme is neither http nor https")
	case u.Hostname() == "" || u.Opaque != "":
		return nil, policyError("", "the base URL has no host")
	case !goodPort(u.Port()):
		return nil, policyError("", "the base URL's port is not one of 1 to 65535")
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return nil, policyError("", "the base URL's host is not ASCII: write an international name in its xn-- form")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, policyError("", "the base URL has a query: give scheme, host and path prefix only")
	case u.Fragment != "" || strings.Contains(raw, "#"):
		return nil, policyError("", "the base URL has a fragment: give scheme, host and path prefix only")
	}
	return u, nil
}

func goodPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

func originOf(u *url.URL) origin {
	scheme := strings.ToLower(u.Scheme)
	return origin{scheme: scheme, host: strings.ToLower(u.Hostname()), port: portOr(u.Port(), scheme)}
}

func (o origin) String() string { return o.scheme + "://" + net.JoinHostPort(o.host, o.port) }

func portOr(port, scheme string) string {
	switch {
	case port != "":
		return port
	case scheme == "https":
		return "443"
	default:
		return "80"
	}
}

// isLoopback accepts an IP literal of the loopback range, or exactly "localhost". It accepts
// no name that merely contains one of them, no trailing dot and no zone.
func isLoopback(host string) bool {
	if asciiEqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && ip.Unmap().IsLoopback()
}

// asciiEqualFold folds A-Z only. strings.EqualFold also folds the Kelvin sign to k, so two
// different hosts would be equal.
func asciiEqualFold(a, b string) bool {
	if a == b || len(a) != len(b) {
		return a == b
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
