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

// platform is the "region" whose token is for calls to the platform itself.
const platform = "0"

// fetch hands out the seed token while it lives, renews the last token while
// that is possible, and logs in where it is not.
func (c *Client) fetch(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
	if old.Access.IsZero() {
		if c.credentials.Token.IsZero() {
			return c.login(ctx)
		}
		old = authhooks.Token{Access: c.credentials.Token, ExpiresAt: end(c.credentials.Token)}
		if now := c.Now(); old.ValidAt(now) {
			old.ExpiresAt = authhooks.Receipt{At: now}.ExpiresAt(old.ExpiresAt, 0)
			return old, nil
		}
	}
	// The token itself is what renews: to the core it is its own refresh token.
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
			if c.credentials.User == "" {
				return authhooks.Token{}, c.needSeed(refused)
			}
			return c.login(ctx)
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

func (c *Client) login(ctx context.Context) (authhooks.Token, error) {
	tokens, receipt, err := c.createTokens(ctx)
	if err != nil {
		return authhooks.Token{}, err
	}
	token, err := c.choose(tokens)
	if err != nil {
		return authhooks.Token{}, err
	}
	return normalise(token, receipt), nil
}

// choose returns the configured region's token, or that of the only region
// which has one. The platform is no region unless it is asked for.
func (c *Client) choose(tokens []scnetapi.ClusterToken) (authhooks.Secret, error) {
	want := c.credentials.ClusterID
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
	return authhooks.Secret{}, c.InvalidArgument("createTokens", problem+"; the account has: "+strings.Join(names, ", "))
}

// needSeed is the error where a token is all there was, and it is over. refused
// is the vendor's answer to the renewal, nil where none was tried.
func (c *Client) needSeed(refused error) error {
	// Only the vendor's own word is a refusal: a captive portal's page is none.
	if cause, ok := errors.AsType[*authhooks.Error](refused); ok && !cause.FromVendor() && cause.Status != http.StatusUnauthorized {
		return refused
	}
	e := &authhooks.Error{
		Vendor: name, Op: "renewToken", Kind: authhooks.KindRefreshRejected,
		Message: "the token can no longer be renewed: supply a new Credentials.Token, or User, Password and OrgID to log in",
	}
	if cause, ok := errors.AsType[*authhooks.Error](refused); ok {
		e.Code, e.Status, e.Err = cause.Code, cause.Status, cause.Err
	}
	return e
}

func normalise(token authhooks.Secret, receipt authhooks.Receipt) authhooks.Token {
	return authhooks.Token{Access: token, IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresAt(end(token), 0)}
}

// end reads the only place that says when a token ends: the claim expireTime,
// text of milliseconds. No page states a lifetime to fall back on.
func end(token authhooks.Secret) time.Time {
	return authhooks.ClaimTime(token, "expireTime", time.Millisecond)
}
