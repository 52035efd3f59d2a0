package oauth2adapter

import (
	"context"

	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// TokenSource hands out src's tokens as x/oauth2's. Its interface knows no ctx:
// all calls run under this one. Its errors are src's, [*authhooks.Error]s.
//
// The token's type is Bearer, whatever the vendor calls it, since x/oauth2 sends
// the type as the scheme; the vendor's word is Extra("token_type"). There is no
// refresh token in it: src renews, and a second renewer would use it up. Expiry
// is absolute, by this machine's clock, zero where nobody says.
//
// src caches already: oauth2.NewClient and oauth2.ReuseTokenSource would keep a
// token that src knows is dead. Give it to [Transport] rather than to an
// [oauth2.Transport], which sends the token to whatever host a redirect names.
func TokenSource(ctx context.Context, src authhooks.TokenSource) oauth2.TokenSource {
	return tokenSource{ctx: ctx, src: src}
}

type tokenSource struct {
	ctx context.Context //nolint:containedctx // the interface has no other place for it
	src authhooks.TokenSource
}

// Token implements [oauth2.TokenSource].
func (s tokenSource) Token() (*oauth2.Token, error) {
	t, err := s.src.Token(s.ctx)
	if err != nil {
		return nil, err
	}
	out := &oauth2.Token{AccessToken: t.Access.Reveal(), TokenType: "Bearer", Expiry: t.ExpiresAt}
	return out.WithExtra(map[string]any{"token_type": t.Type}), nil
}
