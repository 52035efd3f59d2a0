package authhooks

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

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
	tokens := &tokenTransport{client: c, fresh: carried.fresh, foreign: carried.foreign, limit: cfg.maxBody, timeout: timeout, userAgent: agent}
	tokens.pool.Store(carried.token)
	c.doer = tokens
	c.guarded = &http.Client{
		Transport:     tokens,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if agent == defaultUserAgent {
		agent = "" // a business call is the application's own
	}
	business := &businessTransport{
		client: c, pool: carried.business, foreign: carried.foreign, watched: carried.follows,
		strays: cfg.foreignRedirects, timeout: businessTimeout, userAgent: agent,
	}
	c.business = &http.Client{Transport: business, CheckRedirect: business.checkRedirect}
	c.retire = func() {
		tokens.pool.Load().retire()
		business.pool.retire()
	}
	c.closeIdle = func() { // of every client that is handed out
		tokens.pool.Load().closeIdle()
		business.pool.closeIdle()
	}
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
