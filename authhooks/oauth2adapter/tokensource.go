package oauth2adapter

import (
	"context"

	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// TokenSource returns an x/oauth2 source of src's tokens. The interface of x/oauth2 takes
// no ctx, so all calls run under the ctx given here. The errors are those of src, of type
// [*authhooks.Error].
//
// The token's type is always Bearer, because x/oauth2 sends the type as the scheme. The
// vendor's own type is Extra("token_type"). The token has no refresh token, because src
// renews and a second renewer would use up the refresh token. Expiry is absolute, by this
// machine's clock. It is zero if the vendor states no end.
//
// src has a cache. oauth2.NewClient and oauth2.ReuseTokenSource would cache again and
// keep a token that src knows is dead. Pass the source to [Transport] and not to an
// [oauth2.Transport], which sends the token to any host that a redirect names.
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
