package authhooks

import (
	"net/http"
	"net/url"
	"strings"
)

// WithScheme sets the word before the token in the Authorization header of business calls,
// for a vendor whose pages disagree about it. word is one word of visible ASCII. New
// returns an error of KindInvalidRequest for any other text, and for a vendor that does
// not send its token in that header.
func WithScheme(word string) Option {
	return option(func(c *config) {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return r <= ' ' || r > '~' }) {
			c.refuse("WithScheme needs one word of visible ASCII, such as Bearer or Token")
			return
		}
		c.scheme = word
	})
}

// schemePut returns put with another word before the token. It asks put once, with a
// request and a token of its own, to see that the vendor uses Authorization.
func schemePut(put func(*http.Request, Token) error, word string) (func(*http.Request, Token) error, *Error) {
	const header, probe = "Authorization", "probe"
	req := &http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "probe.invalid", Path: "/"}, Header: http.Header{}}
	err := put(req, Token{Access: NewSecret(probe)})
	if err != nil || !strings.HasSuffix(req.Header.Get(header), " "+probe) {
		return nil, requestError("new", "WithScheme is of no use here: this vendor does not send its token in the Authorization header; leave the option out")
	}
	return func(req *http.Request, t Token) error {
		if err := put(req, t); err != nil {
			return err
		}
		setHeader(req, header, word+" "+t.Access.Reveal())
		return nil
	}, nil
}
