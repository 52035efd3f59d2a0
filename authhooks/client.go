package authhooks

import (
	"context"
	"net/http"
	"time"
)

// Client is one account at one vendor: what [New] makes of a [Vendor]. It is
// safe for concurrent use. The vendor packages embed it.
type Client struct {
	vendor    Vendor
	codes     codeTable
	base      string
	origins   Origins
	clock     func() time.Time
	source    *Source
	guarded   *http.Client
	doer      Doer
	business  *http.Client
	retire    func() // closes the connections
	closeIdle func()
	maxBody   int64
}

// Token returns a valid token: from memory, renewed ahead of its end, fetched
// once for any number of callers. See [Source].
func (c *Client) Token(ctx context.Context) (Token, error) { return c.source.Token(ctx) }

// HTTPClient returns a client for business calls: it puts the token on requests
// to the vendor's origin, and only there; when the vendor says that the token
// is dead, it gets a new one and sends the request once more, if its body can be
// sent again. A second refusal is returned as it came (see CheckResponse), and
// so is a redirect to another origin. Where the new token may have died with the
// old, for it is from a fetch ahead of time that was under way then, or another
// process fetched one, it is renewed too and the request sent a third time, the last.
func (c *Client) HTTPClient() *http.Client { return c.business }

// Source returns the token source, to invalidate a token or look at its status.
func (c *Client) Source() *Source { return c.source }

// BaseURL returns the base URL in use, without a trailing slash.
func (c *Client) BaseURL() string { return c.base }

// Origins returns the origins that may receive the credential.
func (c *Client) Origins() Origins { return c.origins }

// Guarded returns the client for token calls, to be given to a generated
// client: bounded in time and size, no redirects, nothing injected. Its errors
// hold an [*Error].
func (c *Client) Guarded() *http.Client { return c.guarded }

// Doer returns the same guard without the [http.Client] around it: all that a
// generated client asks for, and a tenth cheaper, since nothing is set aside for
// redirects that are never followed.
func (c *Client) Doer() Doer { return c.doer }

// Doer is the HttpRequestDoer of a generated client.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// Close cancels a fetch under way, waits for it and closes the connections: idle
// ones now, those of business calls under way when the last of these calls ends.
// A RoundTripper of the user's own closes them by its CloseIdleConnections, if it
// has that method. Later calls fail with [ErrClosed].
func (c *Client) Close() error {
	err := c.source.Close()
	c.retire()
	return err
}

// Now returns the time by the client's clock (WithClock), without a monotonic
// reading.
func (c *Client) Now() time.Time { return wall(c.clock()) }

func (c *Client) redactor(also ...Secret) redactor { return c.source.redactor(also...) }
