package authhooks

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

// proxyError is a proxy's failure, which only the transport can tell from the vendor's.
type proxyError struct {
	text  string // what happened, and what to do
	final bool   // no repeat can help
	err   error  // the error of the user's hook
}

func (e *proxyError) Error() string { return e.text }

func (e *proxyError) Unwrap() error { return e.err }

// namingProxy makes t, a clone of ours, say what the proxy did. net/http itself reports a
// refused tunnel only by the words of its status line.
func namingProxy(t *http.Transport) *http.Transport {
	if choose := t.Proxy; choose != nil {
		t.Proxy = func(req *http.Request) (*url.URL, error) {
			u, err := choose(req)
			if err != nil {
				return nil, noProxyChosen(err)
			}
			return u, nil
		}
	}
	hook := t.OnProxyConnectResponse
	t.OnProxyConnectResponse = func(ctx context.Context, proxy *url.URL, req *http.Request, resp *http.Response) error {
		if hook != nil {
			if err := hook(ctx, proxy, req, resp); err != nil {
				return &proxyError{text: "the transport's OnProxyConnectResponse refused the proxy's answer", final: true, err: err}
			}
		}
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		return tunnelRefused(resp.StatusCode)
	}
	return t
}

// tunnelRefused explains a proxy's answer to CONNECT. Only an outage behind the proxy, or
// a busy proxy, ends by itself.
func tunnelRefused(status int) *proxyError {
	answer := " (it answered " + strconv.Itoa(status) + ")"
	switch {
	case status == http.StatusProxyAuthRequired:
		return &proxyError{text: "the proxy wants a login" + answer + "; put user and password into the proxy's URL", final: true}
	case status == http.StatusForbidden:
		return &proxyError{text: "the proxy forbids this host" + answer + "; ask its operator, or go without it (NO_PROXY)", final: true}
	case status == http.StatusTooManyRequests || status/100 == 5:
		return &proxyError{text: "the proxy has no way to the vendor now" + answer + "; try again, or ask its operator"}
	}
	return &proxyError{text: "the proxy refused the tunnel" + answer + "; check the proxy's address, or ask its operator", final: true}
}

// noProxyChosen hides err's text, since net/http quotes the proxy's URL with the
// password.
func noProxyChosen(err error) *proxyError {
	return &proxyError{
		text: "no proxy could be chosen; check HTTPS_PROXY or Transport.Proxy", final: true,
		err: unshown{err},
	}
}

// unshown hides the text of an error.
type unshown struct{ err error }

func (unshown) Error() string { return "the reason may quote the proxy's password and is not shown" }

func (u unshown) Is(target error) bool { return errors.Is(u.err, target) }
