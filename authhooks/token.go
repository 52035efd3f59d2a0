package authhooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Token is a vendor's answer, normalised. The times are absolute, by this
// machine's clock, except IssuedAt, which is the vendor's own statement where
// it makes one.
type Token struct {
	// Access is put on business calls; Refresh, where the vendor has one, buys
	// the next token.
	Access, Refresh Secret
	// Type is the vendor's word, verbatim ("BearerToken"), empty where it has
	// none. It is not the scheme to send: the vendor's requests decide that.
	Type string
	// IssuedAt, ExpiresAt and RefreshExpiresAt are zero where nobody says.
	// IssuedAt may be by another clock than the others: do not subtract it.
	IssuedAt, ExpiresAt, RefreshExpiresAt time.Time
}

// ValidAt reports whether the token can be used at now: it holds an access
// token, and that has no known end or one after now.
func (t Token) ValidAt(now time.Time) bool {
	return !t.Access.IsZero() && (t.ExpiresAt.IsZero() || wall(now).Before(t.ExpiresAt))
}

// Equal compares all fields: secrets in constant time, times as instants.
// == does not compile on a Token, and reflect.DeepEqual cannot see secrets.
func (t Token) Equal(o Token) bool {
	return t.Access.Equal(o.Access) && t.Refresh.Equal(o.Refresh) && t.Type == o.Type &&
		t.IssuedAt.Equal(o.IssuedAt) && t.ExpiresAt.Equal(o.ExpiresAt) && t.RefreshExpiresAt.Equal(o.RefreshExpiresAt)
}

// Fingerprint returns the first 8 hex digits of the access token's SHA-256:
// enough to tell two tokens apart in a log, useless to whoever reads it.
// It is empty where there is no token.
func (t Token) Fingerprint() string {
	if t.Access.IsZero() {
		return ""
	}
	sum := sha256.Sum256([]byte(t.Access.Reveal()))
	return hex.EncodeToString(sum[:4])
}

// TokenSource hands out a token that is valid now, or an [*Error].
type TokenSource interface {
	Token(ctx context.Context) (Token, error)
}

// Fetcher gets a token from the vendor. old is the last one known, dead or
// dying, so that a vendor that can refresh may use it; it is the zero Token at
// the first login.
type Fetcher interface {
	Fetch(ctx context.Context, old Token) (Token, error)
}

// FetcherFunc is a function as a [Fetcher].
type FetcherFunc func(ctx context.Context, old Token) (Token, error)

// Fetch calls f.
func (f FetcherFunc) Fetch(ctx context.Context, old Token) (Token, error) { return f(ctx, old) }

// StaticSource always hands out t, even when it has expired: for tokens that
// somebody else keeps fresh.
func StaticSource(t Token) TokenSource { return staticSource{t} }

type staticSource struct{ token Token }

func (s staticSource) Token(context.Context) (Token, error) { return s.token, nil }

// maxLifetime is the longest life of a token. A longer one is taken for a mistake.
const maxLifetime = 366 * 24 * time.Hour
