package authhooks

import "context"

// RefreshOrLogin is for [Vendor.Fetch] of every vendor that can refresh. It refreshes if
// old has a refresh token that has not expired. It logs in if there is none, or if the
// vendor refuses it. An outage, a rate limit or the caller's own end is no refusal. Then
// RefreshOrLogin returns the error, and the next attempt refreshes again. If a refresh
// brings no new refresh token, the old one is kept (RFC 6749 section 6).
func (c *Client) RefreshOrLogin(ctx context.Context, old Token,
	refresh func(context.Context, Secret) (Token, error), login func(context.Context) (Token, error),
) (Token, error) {
	r := runOf(ctx)
	if old.Refresh.IsZero() || !old.RefreshExpiresAt.IsZero() && !c.Now().Before(old.RefreshExpiresAt) {
		r.renews(false)
		return login(ctx)
	}
	r.renews(true)
	t, err := refresh(ctx, old.Refresh)
	r.renews(false)
	if err == nil {
		if t.Refresh.IsZero() {
			t.Refresh, t.RefreshExpiresAt = old.Refresh, old.RefreshExpiresAt
		}
		return t, nil
	}
	if e, ok := asError(tame(err)); ctx.Err() != nil || ok && (e.Kind.transient() || e.Kind == KindPolicy) {
		return Token{}, err
	}
	return login(ctx)
}
