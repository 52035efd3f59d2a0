package authhooks

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
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
	tokens    *tokenTransport
	guarded   *http.Client
	transport *businessTransport
	business  *http.Client
	maxBody   int64
}

// New returns a client for one account. baseURL is the vendor's documented one,
// or the caller's; WithBaseURL overrides it. Every wrong argument is reported
// here, not at the first call: KindPolicy for a URL or an origin,
// KindInvalidRequest for a credential, an option or an incomplete Vendor. No
// error quotes its input, but for a code that has two rows in Vendor.Codes.
//
// An id with a colon is refused for every vendor: it could not be told from
// the secret in Basic credentials (RFC 7617 section 2). id may be empty where a
// vendor knows none.
func New(v Vendor, baseURL, id string, secret Secret, opts ...Option) (*Client, error) {
	cfg := newConfig()
	for _, o := range opts {
		if o != nil {
			o.apply(&cfg)
		}
	}
	c := &Client{vendor: v, clock: cfg.clock, maxBody: cfg.maxBody}
	if err := c.check(&cfg, baseURL, id, secret); err != nil {
		return nil, err.with(func(e *Error) { e.Vendor, e.Op = v.Name, "new" })
	}
	cfg.known.Keep(secret, NewSecret(id+":"+secret.Reveal()))
	for _, further := range v.Secrets { // a file ends with a line break, its echo need not
		cfg.known.Keep(NewSecret(strings.TrimSpace(further.Reveal())))
	}
	user := cfg.httpClient
	cfg.httpClient = nil // the source must not lead a printer to its connections
	cfg.codes = c.codes
	key := NewKey(v.Name, c.base, id, secret).WithScope(v.Scope...)
	key.further = slices.Clone(v.Secrets)
	c.source = newSource(key, FetcherFunc(v.Fetch), cfg)
	c.source.guarded = true

	carried := newTransports(user)
	timeout, businessTimeout := timeouts(cfg.timeout, user)
	agent := cfg.userAgent
	c.tokens = &tokenTransport{client: c, fresh: carried.fresh, foreign: carried.foreign, limit: cfg.maxBody, timeout: timeout, userAgent: agent}
	c.tokens.pool.Store(carried.token)
	c.guarded = &http.Client{
		Transport:     c.tokens,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if agent == defaultUserAgent {
		agent = "" // a business call is the application's own
	}
	c.transport = &businessTransport{
		client: c, pool: carried.business, foreign: carried.foreign, watched: carried.follows,
		strays: cfg.foreignRedirects, timeout: businessTimeout, userAgent: agent,
	}
	c.business = &http.Client{Transport: c.transport, CheckRedirect: c.transport.checkRedirect}
	if user != nil {
		c.business.Jar = user.Jar
	}
	return c, nil
}

// check validates what New was given, and sets base and origins.
func (c *Client) check(cfg *config, baseURL, id string, secret Secret) *Error {
	if cfg.err != nil {
		return cfg.err
	}
	v := c.vendor
	if v.Name == "" || v.Parse == nil || v.Put == nil || v.Fetch == nil {
		return requestError("new", "the Vendor needs Name, Parse, Put and Fetch")
	}
	var wrong *Error
	if c.codes, wrong = newCodeTable(v.Codes); wrong != nil {
		return wrong
	}
	if cfg.baseURL != "" {
		baseURL = cfg.baseURL
	}
	u, err := parseBase(baseURL)
	if err != nil {
		return err
	}
	c.base = strings.TrimRight(u.String(), "/")
	for _, raw := range append([]string{baseURL}, cfg.allowed...) {
		u, err := parseBase(raw)
		if err != nil {
			return err
		}
		if u.Scheme == "http" && !isLoopback(u.Hostname()) && !cfg.insecure {
			return policyError("new", insecureMessage)
		}
		c.origins.set = append(c.origins.set, originOf(u))
	}
	c.origins.insecure = cfg.insecure
	return checkAccount(v, id, secret)
}

// checkAccount looks for what is no credential, or would not be seen.
func checkAccount(v Vendor, id string, secret Secret) *Error {
	if secret.IsZero() {
		return requestError("new", "the secret is empty")
	}
	if problem := textProblem(secret.Reveal()); problem != "" {
		return requestError("new", "the secret "+problem)
	}
	if problem := textProblem(id); problem != "" {
		return requestError("new", "the id "+problem)
	}
	if strings.Contains(id, ":") {
		return requestError("new", colonMessage)
	}
	for i, further := range v.Secrets {
		if problem := fileProblem(further.Reveal()); problem != "" {
			return requestError("new", fmt.Sprintf("Vendor.Secrets[%d] %s", i, problem))
		}
	}
	for i, part := range v.Scope {
		if problem := textProblem(part); problem != "" {
			return requestError("new", fmt.Sprintf("Vendor.Scope[%d] %s", i, problem))
		}
	}
	return nil
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

// Editor returns a request editor for a generated client that has a transport
// of its own. It injects the token but cannot see the answer: a dead token is
// not noticed. Give that transport's http.Client [CheckRedirect], or a redirect
// takes the token to another host. Prefer HTTPClient, which fits a generated
// client as well.
func (c *Client) Editor() RequestEditor {
	inject := Inject(c.origins, c.source, c.vendor.Put)
	return func(ctx context.Context, req *http.Request) error {
		err := inject(ctx, req)
		if e, ok := asError(err); err == nil || ok && e.Vendor != "" {
			return err
		}
		return c.withOp("inject", err)
	}
}

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
func (c *Client) Doer() Doer { return c.tokens }

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
	c.tokens.pool.Load().retire()
	c.transport.pool.retire()
	return err
}

// closeIdle is CloseIdleConnections of every client that is handed out.
func (c *Client) closeIdle() {
	c.tokens.pool.Load().closeIdle()
	c.transport.pool.closeIdle()
}

// Now returns the time by the client's clock (WithClock), without a monotonic
// reading.
func (c *Client) Now() time.Time { return wall(c.clock()) }

// withOp gives an error of the core, or of a transport, its vendor and operation.
// also are the secrets of this call alone.
func (c *Client) withOp(op string, err error, also ...Secret) *Error {
	err = tame(err)
	e, ok := asError(err)
	if !ok {
		e = c.transportError(context.Background(), context.Background(), err, 0)
		e.canceled = errors.Is(err, context.Canceled) // a generated client of the user's brings no ctx along
	}
	return e.with(func(e *Error) {
		e.Vendor, e.Op = c.vendor.Name, op
		c.redactor(also...).error(e)
	})
}
