package authhooks

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// New returns a client for one account. baseURL is the vendor's documented base URL, or the
// caller's. WithBaseURL overrides it. id may be empty if the vendor has no id.
//
// New refuses every wrong argument, so that no call fails for it later. The error is
// KindInvalidRequest for a credential, an option or an incomplete Vendor, and names all wrong
// options. It is KindPolicy for a URL or an origin, and names the first wrong URL. No error
// quotes its input, except a wrong code in Vendor.Codes.
//
// New refuses an id with a colon for every vendor. In Basic credentials the colon ends the
// id and begins the secret (RFC 7617 section 2).
func New(v Vendor, baseURL, id string, secret Secret, opts ...Option) (*Client, error) {
	cfg := newConfig()
	for _, o := range opts {
		if o != nil {
			o.apply(&cfg)
		}
	}
	c := &Client{vendor: v, clock: cfg.clock, maxBody: cfg.maxBody, accounts: new(sync.Mutex)}
	if err := c.check(&cfg, baseURL, id, secret); err != nil {
		return nil, err.with(func(e *Error) { e.Vendor, e.Op = v.Name, "new" })
	}
	user := cfg.httpClient
	cfg.httpClient = nil // a printer must not reach the connections through the source
	cfg.codes = c.codes
	if v.Static {
		cfg.store, cfg.share = nil, nil
	}
	a := Account{ID: id, Secret: secret, Scope: v.Scope, Secrets: v.Secrets, Credentials: v.Credentials}
	c.source = newSource(v.Name, FetcherFunc(v.Fetch), cfg)
	c.source.guarded = true
	account := c.accountOf(a)
	c.source.setAccount(account, true)
	if v.Static {
		c.source.neverRenew(account)
	}

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
		agent = "" // business calls go out in the application's name
	}
	business := &businessTransport{
		client: c, pool: carried.business, foreign: carried.foreign, watched: carried.follows,
		stray: cfg.stray, resend: cfg.resend, retries: cfg.businessRetries, timeout: businessTimeout, userAgent: agent,
	}
	c.business = &http.Client{Transport: business, CheckRedirect: business.checkRedirect}
	c.retire = func() {
		tokens.pool.Load().retire()
		business.pool.retire()
	}
	c.closeIdle = func() { // for HTTPClient and Guarded alike
		tokens.pool.Load().closeIdle()
		business.pool.closeIdle()
	}
	if user != nil {
		c.business.Jar = user.Jar
	}
	return c, nil
}

// check validates the arguments of New, and sets base and origins.
func (c *Client) check(cfg *config, baseURL, id string, secret Secret) *Error {
	if cfg.err != nil {
		return cfg.err
	}
	v := c.vendor
	if v.Name == "" || v.Parse == nil || v.Put == nil || v.Fetch == nil && !v.Static {
		return requestError("new", "the Vendor needs Name, Parse, Put and Fetch")
	}
	if i := slices.IndexFunc(cfg.vendors, func(name string) bool { return name != v.Name }); i >= 0 {
		return requestError("new", "an option of "+cfg.vendors[i]+" is of no use here: leave it out")
	}
	var wrong *Error
	if cfg.scheme != "" {
		if c.vendor.Put, wrong = schemePut(v.Put, cfg.scheme); wrong != nil {
			return wrong
		}
	}
	if c.codes, wrong = newCodeTable(v.Codes); wrong != nil {
		return wrong
	}
	if cfg.baseURL != "" {
		baseURL = cfg.baseURL
	}
	origins, err := Origins{insecure: cfg.insecure}.with(append([]string{baseURL}, cfg.allowed...)...)
	if err != nil {
		return err
	}
	c.origins = new(atomic.Pointer[Origins])
	c.origins.Store(&origins)
	c.base = withoutSlash(baseURL)
	if c.login = c.base; v.LoginURL != "" && canonicalBase(v.LoginURL) != canonicalBase(c.base) {
		if _, err := (Origins{insecure: cfg.insecure}).with(v.LoginURL); err != nil {
			return err
		}
		c.login = withoutSlash(v.LoginURL)
	}
	return checkAccount(v, id, secret)
}

// withoutSlash returns a base URL that parseBase has accepted, without a trailing slash.
func withoutSlash(raw string) string {
	u, err := parseBase(raw)
	if err != nil {
		return raw
	}
	return strings.TrimRight(u.String(), "/")
}

// checkAccount refuses an empty secret, invisible characters, and an id with a colon.
func checkAccount(v Vendor, id string, secret Secret) *Error {
	what := "the secret "
	if v.Static {
		what = "the API key "
	}
	if secret.IsZero() {
		return requestError("new", what+"is empty")
	}
	if problem := textProblem(secret.Reveal()); problem != "" {
		return requestError("new", what+problem)
	}
	if v.Static && !secret.Sendable() {
		return requestError("new", what+"has characters that no token has")
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
