package carriers

import (
	"net/http"
	"testing"

	"golang.org/x/net/http2"
)

func TestMain(m *testing.M) { Main(m) }

// function is the shortest wrapper.
type function func(*http.Request) (*http.Response, error)

func (f function) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// wrapper is one that keeps net/http's method.
type wrapper struct{ http.RoundTripper }

func (w wrapper) CloseIdleConnections() {
	if inner, ok := w.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		inner.CloseIdleConnections()
	}
}

// following is a wrapper that is made of an http.Client.
type following struct{ inner *http.Client }

func (f following) RoundTrip(r *http.Request) (*http.Response, error) {
	again := r.Clone(r.Context())
	again.RequestURI = ""
	return f.inner.Do(again)
}

func withXNet(t *http.Transport) *http.Transport {
	if err := http2.ConfigureTransport(t); err != nil {
		panic(err)
	}
	return t
}

func TestBareTransport(t *testing.T) {
	t.Parallel()
	Suite(t, Carrier{Name: "bare", ClosesIdle: true, Wrap: func(b *http.Transport) http.RoundTripper { return b }})
}

func TestTransportOfXNet(t *testing.T) {
	t.Parallel()
	Suite(t, Carrier{Name: "bare", ClosesIdle: true, Wrap: func(b *http.Transport) http.RoundTripper { return withXNet(fresh(b)) }},
		Carrier{Name: "wrapped", ClosesIdle: true, Wrap: func(b *http.Transport) http.RoundTripper { return wrapper{withXNet(fresh(b))} }})
}

// fresh is b before its first use: net/http has not put its own HTTP/2 into it.
func fresh(b *http.Transport) *http.Transport {
	return &http.Transport{TLSClientConfig: b.TLSClientConfig.Clone(), MaxConnsPerHost: b.MaxConnsPerHost}
}

func TestWrappedTransport(t *testing.T) {
	t.Parallel()
	Suite(t, Carrier{Name: "wrapper", ClosesIdle: true, Wrap: func(b *http.Transport) http.RoundTripper { return wrapper{b} }},
		Carrier{Name: "function", Wrap: func(b *http.Transport) http.RoundTripper { return function(b.RoundTrip) }})
}

func TestWrapperThatFollowsRedirects(t *testing.T) {
	t.Parallel()
	Suite(t, Carrier{Name: "client", Follows: true, Wrap: func(b *http.Transport) http.RoundTripper {
		return following{&http.Client{Transport: b}}
	}}, Carrier{Name: "deeper", Follows: true, Wrap: func(b *http.Transport) http.RoundTripper {
		return &wrapper{&wrapper{following{&http.Client{Transport: b}}}}
	}}, Carrier{Name: "hidden", Follows: true, Hidden: true, Wrap: func(b *http.Transport) http.RoundTripper {
		return function((&http.Client{Transport: b}).Do)
	}})
}
