package authhooks

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// RequestEditor changes a request before it is sent. It is an alias, so that every generated
// client takes it as its own RequestEditorFn.
type RequestEditor = func(ctx context.Context, req *http.Request) error

// Inject returns an editor that gets a token from src and calls put to place it, on requests
// to o only. It returns a KindPolicy error for a request to another origin, for one over
// plain http, and for one whose Host is not the host of its URL. It does not ask src then.
func Inject(o Origins, src TokenSource, put func(*http.Request, Token) error) RequestEditor {
	return ForOrigins(o, func(ctx context.Context, req *http.Request) error {
		t, err := src.Token(ctx)
		if err != nil {
			return err
		}
		return put(req, t)
	})
}

// Bearer sends the token as "Authorization: Bearer …" (RFC 6750 section 2.1).
func Bearer(o Origins, src TokenSource) RequestEditor { return Inject(o, src, PutBearer) }

// Header sends the bare token in the header called name.
func Header(o Origins, name string, src TokenSource) RequestEditor {
	return Inject(o, src, PutHeader(name))
}

// QueryToken sends the token as the query parameter called name. If the request fails, the
// error of net/http shows its URL with the token. Prefer [Client.HTTPClient], which injects
// the token into a clone.
func QueryToken(o Origins, name string, src TokenSource) RequestEditor {
	return Inject(o, src, PutQuery(name))
}

// Basic sends id and secret as in RFC 7617. It does not percent-encode them first, as RFC
// 6749 section 2.3.1 does, since these vendors do not. An id with a colon gives a
// KindInvalidRequest error.
func Basic(o Origins, id string, secret Secret) RequestEditor {
	header := NewSecret("Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret.Reveal())))
	return ForOrigins(o, func(_ context.Context, req *http.Request) error {
		if strings.Contains(id, ":") {
			return requestError("inject", colonMessage)
		}
		setHeader(req, "Authorization", header.Reveal())
		return nil
	})
}

const colonMessage = "the id has a colon, which would end it early in Basic credentials (RFC 7617 section 2)"

// Query sets the query parameter name to value. Use it for a key that is not secret but is
// sent together with a secret.
func Query(o Origins, name, value string) RequestEditor {
	return ForOrigins(o, func(_ context.Context, req *http.Request) error {
		SetQuery(req, name, value)
		return nil
	})
}

// ForOrigins lets e run only on requests that may carry a credential to o. e may be any
// editor, for example an editor that signs the request.
func ForOrigins(o Origins, e RequestEditor) RequestEditor {
	return func(ctx context.Context, req *http.Request) error {
		if err := o.admit(req); err != nil {
			return err
		}
		return e(ctx, req)
	}
}

// Chain runs editors in order and stops at the first error.
func Chain(editors ...RequestEditor) RequestEditor {
	return func(ctx context.Context, req *http.Request) error {
		for _, e := range editors {
			if err := e(ctx, req); err != nil {
				return err
			}
		}
		return nil
	}
}

// PutBearer places a token as "Authorization: Bearer …", for [Vendor.Put].
func PutBearer(req *http.Request, t Token) error {
	return putHeader(req, "Authorization", t.Access, t.Access.Bearer())
}

// PutHeader returns a [Vendor.Put] that places the bare token in a header.
func PutHeader(name string) func(*http.Request, Token) error {
	name = http.CanonicalHeaderKey(name)
	return func(req *http.Request, t Token) error { return putHeader(req, name, t.Access, t.Access.Reveal()) }
}

// PutQuery returns a [Vendor.Put] that places the token in a query parameter.
func PutQuery(name string) func(*http.Request, Token) error {
	return func(req *http.Request, t Token) error {
		if !t.Access.Sendable() {
			return unsendable()
		}
		SetQuery(req, name, t.Access.Reveal())
		return nil
	}
}

// putHeader sets a header to value, which contains access. name is in canonical form.
func putHeader(req *http.Request, name string, access Secret, value string) error {
	if !access.Sendable() {
		return unsendable()
	}
	setHeader(req, name, value)
	return nil
}

// setHeader sets a header, and deletes all other spellings of its name. Otherwise a raw key
// such as "token" would be sent too. name is in canonical form.
func setHeader(req *http.Request, name, value string) {
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	for key := range req.Header {
		if key != name && asciiEqualFold(key, name) {
			delete(req.Header, key)
		}
	}
	req.Header[name] = []string{value}
}

func unsendable() error {
	return policyError("inject", "the token is empty or has characters that no header may carry")
}

// SetQuery sets a query parameter and removes all others of that name. It does not re-encode
// the other parameters, since that could break a signature.
func SetQuery(req *http.Request, name, value string) {
	kept := make([]string, 0, 4)
	for part := range strings.SplitSeq(req.URL.RawQuery, "&") {
		key, _, _ := strings.Cut(part, "=")
		if decoded, err := url.QueryUnescape(key); part == "" || err == nil && decoded == name {
			continue
		}
		kept = append(kept, part)
	}
	kept = append(kept, url.QueryEscape(name)+"="+url.QueryEscape(value))
	req.URL.RawQuery = strings.Join(kept, "&")
}

// Editor returns a request editor for a generated client with its own transport. The editor
// injects the token. It cannot see the answer, so it does not notice a dead token. After
// KindTokenRejected, call [Source.Invalidate] with that token and send again. Set
// [CheckRedirect] in the http.Client that sends, or a redirect may carry the token to
// another host. Prefer HTTPClient, which a generated client can use too.
func (c *Client) Editor() RequestEditor {
	return func(ctx context.Context, req *http.Request) error {
		err := tame(Inject(c.Origins(), c.source, c.vendor.Put)(ctx, req))
		if e, ok := asError(err); err == nil || ok && e.Vendor != "" {
			return err
		}
		return c.withOp("inject", err)
	}
}
