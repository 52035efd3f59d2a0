package authhooks

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
)

// lost makes an [*Error] of a call that brought no answer. caller is the ctx it
// came with, ctx the same with our timeout.
func (c *Client) lost(caller, ctx context.Context, err error, status int) *Error {
	if e, ok := asError(err); ok {
		return e
	}
	e := &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindTransport, Status: status}
	var long tooLongError
	switch {
	case caller.Err() != nil:
		e.Err, e.own = caller.Err(), true
	case ctx.Err() != nil:
		e.Err = fmt.Errorf("no complete answer in time: %w", os.ErrDeadlineExceeded)
	case errors.As(err, &long) || strings.Contains(err.Error(), "response headers exceeded"):
		e.Kind, e.Err = KindProtocol, c.redactor().cause(err)
	case strings.Contains(err.Error(), "invalid header field"):
		e.Kind, e.Err = KindInvalidRequest, c.redactor().cause(err)
	default:
		e.Err = c.redactor().cause(err)
		e.unsent = neverSent(err)
		e.final = isTLS(err)
	}
	return e
}

// neverSent reports a failure to connect: no byte of the request left.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func isNetwork(err error) bool {
	var ne net.Error
	return errors.As(err, &ne)
}

func isTLS(err error) bool {
	var (
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	// net/http does not export an alert of the other side's.
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error") {
		return true
	}
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &unknown) || errors.As(err, &name) || errors.As(err, &invalid)
}
