package scnet

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
)

// platform is the id of the "region" whose token is for calls to the platform itself.
const platform = "0"

// fetch returns the configured token while it is valid. Then it renews the last token
// while the vendor allows that. Then it logs in.
func (c *Client) fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	if old.Access.IsZero() {
		seed := c.credentials(ctx).Token
		if seed.IsZero() {
			return c.account.login(ctx, c)
		}
		old = authhooks.Token{Access: seed, ExpiresAt: end(seed)}
		if now := c.Now(); old.ValidAt(now) {
			old.ExpiresAt = authhooks.Receipt{At: now}.ExpiresAt(old.ExpiresAt, 0)
			return old, nil
		}
	}
	// A token renews itself, so to the core it is its own refresh token.
	self := authhooks.Token{Refresh: old.Access}
	if !old.ExpiresAt.IsZero() {
		self.RefreshExpiresAt = old.ExpiresAt.Add(renewable)
	}
	var refused error
	t, err := c.RefreshOrLogin(ctx, self,
		func(ctx context.Context, old authhooks.Secret) (authhooks.Token, error) {
			var t authhooks.Token
			t, refused = c.renew(ctx, old)
			return t, refused
		},
		func(ctx context.Context) (authhooks.Token, error) {
			if !c.credentials(ctx).hasLogin() {
				return authhooks.Token{}, c.needSeed(refused)
			}
			return c.account.login(ctx, c)
		})
	t.Refresh, t.RefreshExpiresAt = authhooks.Secret{}, time.Time{}
	return t, err
}

func (c *Client) renew(ctx context.Context, old authhooks.Secret) (authhooks.Token, error) {
	token, receipt, err := c.renewToken(ctx, old)
	if err != nil {
		return authhooks.Token{}, err
	}
	return normalise(token, receipt), nil
}

// choose returns the token of the configured region. Without a configured region it
// returns the token of the only region that has one, and the platform does not count.
func (c *Client) choose(cr Credentials, tokens []scnetapi.ClusterToken) (authhooks.Secret, error) {
	want, op := cr.ClusterID, opCreateTokens
	if cr.hasKey() {
		op = opCreateTokensByKey
	}
	var found []authhooks.Secret
	names := make([]string, 0, len(tokens))
	for _, t := range tokens {
		label := t.ClusterID + " " + t.ClusterName
		if t.Token == nil {
			label += " (disabled)"
		}
		names = append(names, strings.TrimSpace(label))
		if t.Token != nil && (t.ClusterID == want || want == "" && t.ClusterID != platform) {
			found = append(found, *t.Token)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	problem := "no region has a token"
	switch {
	case want != "":
		problem = "the region of Credentials.ClusterID has no token"
	case len(found) > 1:
		problem = "several regions have a token: set Credentials.ClusterID to one of them"
	}
	return authhooks.Secret{}, c.InvalidArgument(op, problem+"; the account has: "+strings.Join(names, ", "))
}

// needSeed returns the error for a client that has only a token which cannot be renewed
// any more. refused is the vendor's answer to the renewal, or nil if there was none.
func (c *Client) needSeed(refused error) error {
	// Only the vendor's own answer is a refusal. A captive portal's page is not.
	if cause, ok := errors.AsType[*authhooks.Error](refused); ok && !cause.FromVendor() && cause.Status != http.StatusUnauthorized {
		return refused
	}
	e := &authhooks.Error{
		Vendor: name, Op: "renewToken", Kind: authhooks.KindRefreshRejected,
		Message: "the token can no longer be renewed: supply a new Credentials.Token, or a login",
	}
	if cause, ok := errors.AsType[*authhooks.Error](refused); ok {
		e.Code, e.Status, e.Err = cause.Code, cause.Status, cause.Err
	}
	return e
}

func normalise(token authhooks.Secret, receipt authhooks.Receipt) authhooks.Token {
	return authhooks.Token{Access: token, IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresAt(end(token), 0)}
}

// end reads a token's end from the claim expireTime, as text of milliseconds. Nothing
// else states the end, and no page states a lifetime to use instead.
func end(token authhooks.Secret) time.Time {
	return authhooks.ClaimTime(token, "expireTime", time.Millisecond)
}
