package authhooks

import (
	"net/http"
	"net/url"
	"reflect"
)

// roundTrippers returns what carries token calls and business calls. The
// user's transport is cloned where it is an *http.Transport, and never changed.
func roundTrippers(user *http.Client) (token, business http.RoundTripper, closeIdle func()) {
	var rt http.RoundTripper
	if user != nil {
		rt = user.Transport
	}
	if rt == nil {
		rt = http.DefaultTransport
	}
	base, ok := rt.(*http.Transport)
	if !ok {
		return rt, rt, func() {}
	}
	capped := namingProxy(withoutPlainProxy(base.Clone()))
	if capped.MaxResponseHeaderBytes <= 0 || capped.MaxResponseHeaderBytes > headerCap {
		capped.MaxResponseHeaderBytes = headerCap
	}
	open := namingProxy(withoutPlainProxy(base.Clone()))
	return capped, open, func() {
		capped.CloseIdleConnections()
		open.CloseIdleConnections()
	}
}

// withoutPlainProxy keeps credentials in clear away from a proxy that only the
// environment names. One that the user set in code is the user's word.
func withoutPlainProxy(t *http.Transport) *http.Transport {
	environment := reflect.ValueOf(http.ProxyFromEnvironment).Pointer()
	if t.Proxy == nil || reflect.ValueOf(t.Proxy).Pointer() != environment {
		return t
	}
	t.Proxy = func(req *http.Request) (*url.URL, error) {
		if req.URL.Scheme == "http" {
			return nil, nil //nolint:nilnil // net/http's way of saying "no proxy"
		}
		return http.ProxyFromEnvironment(req)
	}
	return t
}
