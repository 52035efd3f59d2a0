package authhooks

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Client is one account at one vendor. [New] makes a Client from a [Vendor], and the
// vendor packages embed it. It is safe for concurrent use.
type Client struct {
	vendor    Vendor
	codes     codeTable
	base      string
	login     string // base URL of logins, the same as base if there is no other
	origins   *atomic.Pointer[Origins]
	accounts  *sync.Mutex // SetAccount runs once at a time
	clock     func() time.Time
	source    *Source
	guarded   *http.Client
	doer      *tokenTransport
	business  *http.Client
	retire    func() // closes the connections
	closeIdle func()
	maxBody   int64
}

// Token returns a valid token from the cache. The token is renewed before it expires, and
// one fetch serves any number of callers. See [Source].
func (c *Client) Token(ctx context.Context) (Token, error) { return c.source.Token(ctx) }

// HTTPClient returns a client for business calls. It puts the token on requests to the
// vendor's origin only. If the vendor rejects the token, the client gets a new token and
// replays the request, if the body can be sent again. It replays a second and last time if
// the new token may be dead too, since its fetch was in flight at the rejection or another
// process replaced it. If the vendor rejects the last replay, the caller gets that response
// unchanged (see CheckResponse). HTTPClient returns a redirect to another origin and does
// not follow it (but see [WithForeignRedirects]).
func (c *Client) HTTPClient() *http.Client { return c.business }

// Source returns the token source. Use it to invalidate a token or to read the status.
func (c *Client) Source() *Source { return c.source }

// BaseURL returns the base URL in use, without a trailing slash.
func (c *Client) BaseURL() string { return c.base }

// Guarded returns the client for token calls. Give it to a generated client. It bounds
// time and size, follows no redirect and injects nothing. Its errors hold an [*Error].
func (c *Client) Guarded() *http.Client { return c.guarded }

// Doer returns the guard of Guarded without the [http.Client] around it. A generated client
// needs no more. A call costs a tenth less, since nothing is prepared for redirects.
func (c *Client) Doer() Doer { return c.doer }

// LoginURL returns the base URL of logins (see [Vendor]), without a trailing slash.
func (c *Client) LoginURL() string { return c.login }

// LoginDoer is Doer for logins. It sends to the origin of LoginURL and to no other.
func (c *Client) LoginDoer() Doer { return loginDoer{c.doer} }

// Doer is the HttpRequestDoer of a generated client.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// Close cancels a fetch in flight, waits for it and closes the connections (see
// [Source.Close]). Idle connections close now. The connections of business calls in flight
// close when the last of these calls ends. If the user's transport is not an
// *http.Transport, Close calls its CloseIdleConnections method, if it has one. Later calls
// fail with [ErrClosed].
func (c *Client) Close() error {
	err := c.source.Close()
	c.retire()
	return err
}

// Now returns the time of the client's clock (WithClock) without a monotonic reading.
func (c *Client) Now() time.Time { return wall(c.clock()) }

func (c *Client) redactor(also ...Secret) redactor { return c.source.redactor(also...) }
