package authhooks

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
)

// explain writes into e why err happened, what to do, and whether a repeat can help.
func (r redactor) explain(e *Error, err error) {
	e.unsent = neverSent(err)
	cause := r.cause(err)
	var class error
	if isTimeout(err) {
		class = context.DeadlineExceeded
	}
	proxy, known := errors.AsType[*proxyError](err)
	if !known && says(http.StatusText(http.StatusProxyAuthRequired))(err) {
		proxy = tunnelRefused(http.StatusProxyAuthRequired) // a wrapped transport does not have our hook
	}
	if proxy != nil {
		e.Err, e.permanent = &failure{text: proxy.text, err: r.cause(proxy.err), class: class}, proxy.final
		return
	}
	for _, s := range symptoms {
		if s.match(err) {
			e.Err, e.permanent = &failure{text: s.text, err: cause, class: class}, s.final
			return
		}
	}
	e.Err = cause
}

// symptom is a known failure of a connection.
type symptom struct {
	match func(err error) bool
	text  string // what happened and what to do
	final bool   // no repeat can help
}

// symptoms lists the failures that net/http reports. The first match counts.
var symptoms = []symptom{
	{
		match: both(atProxy, isCertificate), final: true,
		text: "the proxy's certificate was refused; check the proxy's address and this machine's root certificates",
	},
	{
		match: both(atProxy, isTLS), final: true,
		text: "the TLS handshake with the proxy failed; check scheme and port of the proxy's address",
	},
	{
		match: atProxy,
		text:  "the proxy cannot be reached; check its address (HTTPS_PROXY or Transport.Proxy) and whether it is up",
	},
	{
		match: both(atSOCKS, says("authentication")), final: true,
		text: "the SOCKS proxy wants a login; put user and password into the proxy's URL",
	},
	{
		match: both(atSOCKS, says("not allowed")), final: true,
		text: "the SOCKS proxy forbids this host; ask its operator, or go without it (NO_PROXY)",
	},
	{
		match: atSOCKS,
		text:  "the SOCKS proxy did not connect to the host; check the base URL, or ask the proxy's operator",
	},
	{
		match: noSuchHost,
		text:  "the host's name was not found; check the base URL and this machine's DNS",
	},
	{
		match: inChain[*net.DNSError],
		text:  "the host's name could not be looked up; check this machine's DNS, or try again",
	},
	{
		match: both(isTimeout, says("TLS handshake timeout")),
		text:  "no TLS handshake in time (TLSHandshakeTimeout of the transport); try again",
	},
	{
		match: both(isTimeout, says("awaiting response headers")),
		text:  "no answer in time (ResponseHeaderTimeout of the transport); try again",
	},
	{
		match: both(isTimeout, atDial),
		text:  "no connection in time (the dialer's timeout); check the base URL's host and port, and the network",
	},
	{
		match: isTimeout,
		text:  "time ran out in the transport before a complete answer came; try again",
	},
	{
		match: speaksNoTLS, final: true,
		text: "the server speaks no TLS at this port; check scheme and port of the base URL",
	},
	{
		match: says(`malformed HTTP response "\x15\x03`), final: true, // a TLS alert
		text: "the server speaks TLS at this port; write https in the base URL",
	},
	{
		match: isCertificate, final: true,
		text: "the server's certificate was refused; check the base URL's host, the clock and the root certificates",
	},
	{
		match: isTLS, final: true,
		text: "the TLS handshake failed; check the TLS versions of both sides and the client's certificate",
	},
	{
		match: is(syscall.ECONNREFUSED),
		text:  "the connection was refused; check the base URL's host and port, and whether the vendor is up",
	},
	{
		match: atDial,
		text:  "no connection; check the base URL's host and port, and the network",
	},
	{
		match: says("malformed HTTP", "malformed MIME"),
		text:  "the answer is not HTTP, or was cut; check the base URL's port, and what stands before the vendor",
	},
	{
		match: says("GOAWAY"),
		text:  "the server ended the HTTP/2 connection before the answer was complete; try again",
	},
	{
		match: says("stream error:"),
		text:  "the server broke the answer off (HTTP/2 stream error); try again",
	},
	{
		match: says("http2: client connection lost"),
		text:  "the HTTP/2 connection died; try again",
	},
	{
		match: is(syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED),
		text:  "the connection was reset before the answer was complete; try again",
	},
	{
		match: either(is(io.EOF, io.ErrUnexpectedEOF), says("server closed idle connection")),
		text:  "the connection was closed before the answer was complete; try again",
	},
	{
		match: is(context.Canceled),
		text:  "the call was cancelled",
	},
}

func both(a, b func(error) bool) func(error) bool {
	return func(err error) bool { return a(err) && b(err) }
}

func either(a, b func(error) bool) func(error) bool {
	return func(err error) bool { return a(err) || b(err) }
}

// says matches an error whose text contains one of the words. Many errors of net/http have
// no exported type.
func says(words ...string) func(error) bool {
	return func(err error) bool {
		text := err.Error()
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
}

func is(targets ...error) func(error) bool {
	return func(err error) bool {
		return slices.ContainsFunc(targets, func(t error) bool { return errors.Is(err, t) })
	}
}

// opIn reports whether the chain has a net.OpError whose Op is one of ops.
func opIn(err error, ops ...string) bool {
	for {
		op, ok := errors.AsType[*net.OpError](err)
		if !ok || slices.Contains(ops, op.Op) {
			return ok
		}
		err = op.Err
	}
}

func atDial(err error) bool  { return opIn(err, "dial") }
func atProxy(err error) bool { return opIn(err, "proxyconnect") }
func atSOCKS(err error) bool { return opIn(err, "socks connect") }

// neverSent reports whether there was no connection to the vendor, so that no byte of the
// request was sent.
func neverSent(err error) bool {
	return opIn(err, "dial", "proxyconnect", "socks connect") || inChain[*proxyError](err)
}

func noSuchHost(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}

func speaksNoTLS(err error) bool {
	return inChain[tls.RecordHeaderError](err) || errors.Is(err, http.ErrSchemeMismatch)
}

func isCertificate(err error) bool {
	return inChain[*tls.CertificateVerificationError](err) || inChain[x509.UnknownAuthorityError](err) ||
		inChain[x509.HostnameError](err) || inChain[x509.CertificateInvalidError](err)
}

// isTLS reports a failed handshake. crypto/tls does not export the type of a remote alert.
// It has errors without a type if both sides support nothing in common.
func isTLS(err error) bool {
	return isCertificate(err) || speaksNoTLS(err) || inChain[tls.AlertError](err) || opIn(err, "remote error", "local error") ||
		strings.HasPrefix(err.Error(), "tls: ")
}
