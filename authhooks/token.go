package authhooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Token is a vendor's token in a form that is the same for all vendors. The times are
// absolute times of this machine's clock. Only IssuedAt may be the vendor's own statement.
type Token struct {
	// Access is the token for business calls. Refresh is for the next fetch, if the vendor
	// has refresh tokens.
	Access, Refresh Secret
	// Type is the vendor's name for the type of the token, verbatim ("BearerToken"). It is
	// empty if the vendor has none. The scheme of a request may differ from Type.
	Type string
	// IssuedAt, ExpiresAt and RefreshExpiresAt are zero if they are not known. Do not
	// subtract IssuedAt from the others, since it may come from another clock.
	IssuedAt, ExpiresAt, RefreshExpiresAt time.Time

	accountID string
}

// AccountID returns the id, of [New] or of [Account], that the token was fetched with. It is
// for a [Vendor.Put] that sends the id beside the token. It is empty for a token that no
// Client has fetched.
func (t Token) AccountID() string { return t.accountID }

// ValidAt reports whether the token can be used at now. A valid token holds an access
// token, and it expires after now or has no known expiry.
func (t Token) ValidAt(now time.Time) bool {
	return !t.Access.IsZero() && (t.ExpiresAt.IsZero() || wall(now).Before(t.ExpiresAt))
}

// Equal compares all fields. It compares secrets in constant time, and times as instants.
// == does not compile on a Token, and reflect.DeepEqual cannot see secrets.
func (t Token) Equal(o Token) bool {
	return t.Access.Equal(o.Access) && t.Refresh.Equal(o.Refresh) && t.Type == o.Type &&
		t.IssuedAt.Equal(o.IssuedAt) && t.ExpiresAt.Equal(o.ExpiresAt) && t.RefreshExpiresAt.Equal(o.RefreshExpiresAt)
}

// Fingerprint returns the first 8 hex digits of the access token's SHA-256. They
// distinguish tokens in a log and do not reveal the token. Fingerprint returns "" if there
// is no access token.
func (t Token) Fingerprint() string {
	if t.Access.IsZero() {
		return ""
	}
	sum := sha256.Sum256([]byte(t.Access.Reveal()))
	return hex.EncodeToString(sum[:4])
}

// TokenSource returns a token that is valid now, or an [*Error].
type TokenSource interface {
	Token(ctx context.Context) (Token, error)
}

// Fetcher gets a token from the vendor. old is the last known token, which is dead or will
// expire soon. A vendor that can refresh uses it. old is the zero Token at the first login.
type Fetcher interface {
	Fetch(ctx context.Context, old Token) (Token, error)
}

// FetcherFunc makes a function a [Fetcher].
type FetcherFunc func(ctx context.Context, old Token) (Token, error)

// Fetch calls f.
func (f FetcherFunc) Fetch(ctx context.Context, old Token) (Token, error) { return f(ctx, old) }

// StaticSource returns a source that always returns t, even if t has expired. Use it for
// tokens that something else renews.
func StaticSource(t Token) TokenSource { return staticSource{t} }

type staticSource struct{ token Token }

func (s staticSource) Token(context.Context) (Token, error) { return s.token, nil }

// maxLifetime is the longest life of a token. A longer life counts as a mistake.
const maxLifetime = 366 * 24 * time.Hour
