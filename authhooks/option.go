package authhooks

import (
	"log/slog"
	"math"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

// Option configures a [Client]. The options of a [Source] are Options too.
type Option interface{ apply(c *config) }

// SourceOption configures a [Source], alone or inside a Client.
type SourceOption interface {
	Option
	source()
}

const (
	defaultTimeout   = 15 * time.Second
	defaultBody      = 1 << 20
	headerCap        = 64 << 10
	defaultRetries   = 1
	defaultUserAgent = "vendorauth-go"
	maxTimeout       = 24 * time.Hour // of WithTimeout, so that no sum of times overflows
)

type config struct {
	baseURL          string
	httpClient       *http.Client
	insecure         bool
	foreignRedirects bool
	allowed          []string
	maxBody          int64
	userAgent        string
	clock            func() time.Time
	timeout          time.Duration
	retries          int
	logger           *slog.Logger
	observer         func(Event)
	noBackground     bool
	store            Store
	storeKey         Secret
	codes            codeTable        // the vendor's; nil for a source alone
	err              *Error           // the first wrong option
	known            *redact.Registry // the secrets of a source, and of its client
}

func newConfig() config {
	return config{
		maxBody: defaultBody, timeout: defaultTimeout, retries: defaultRetries,
		userAgent: defaultUserAgent, clock: systemNow, known: new(redact.Registry),
	}
}

func (c *config) refuse(message string) {
	if c.err == nil {
		c.err = requestError("new", message)
	}
}

type option func(*config)

func (o option) apply(c *config) { o(c) }

type sourceOption func(*config)

func (o sourceOption) apply(c *config) { o(c) }
func (sourceOption) source()           {}

// WithBaseURL replaces the vendor's documented base URL, or the one given to
// New. A path prefix is kept.
func WithBaseURL(url string) Option {
	return option(func(c *config) {
		c.baseURL = url
		if url == "" && c.err == nil {
			c.err = policyError("new", "WithBaseURL was given an empty URL")
		}
	})
}

// WithHTTPClient makes calls through c's transport, and within c's timeout if
// that is shorter; the timeout counts for a whole call, with its redirects, its
// replay and its body. c itself is never modified: its CheckRedirect is not used,
// its Jar not on token calls. nil means the default.
//
// If the transport is an *http.Transport, calls use clones of it: with a header
// cap, without a proxy from the environment for plain http, and with pings that
// find dead HTTP/2 connections: after 30 s of silence, with 15 s for the answer,
// unless the transport's HTTP2 or golang.org/x/net/http2 in it says otherwise.
// With any other RoundTripper all this is the caller's.
//
// A RoundTripper must not follow redirects. One that is made of an [http.Client]
// does: the StandardClient of hashicorp/go-retryablehttp, the transports of
// go-resty, and many that log or record. Such a client needs
//
//	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
//
// Without it a redirect to another origin fails with KindPolicy, and what that
// origin answers is not used. A token call is stopped before it sends there, if
// net/http carries it in the end; so is a business call, if the http.Client can be
// found in the RoundTripper's fields. In other wrappers it is noticed only by the
// answer's Request, when the token has been sent.
func WithHTTPClient(c *http.Client) Option {
	return option(func(cfg *config) { cfg.httpClient = c })
}

// WithInsecureHTTP accepts plain http to hosts that are not loopback. Whoever
// listens on the way then reads credentials and tokens.
func WithInsecureHTTP() Option { return option(func(c *config) { c.insecure = true }) }

// WithAllowedOrigins lets HTTPClient and Editor put the token on requests to
// these origins too, beside the base URL's own.
func WithAllowedOrigins(urls ...string) Option {
	return option(func(c *config) { c.allowed = append(c.allowed, urls...) })
}

// WithMaxTokenBody caps the answer to a token call, in bytes after
// decompression. The default is 1 MiB.
func WithMaxTokenBody(n int64) Option {
	return option(func(c *config) {
		if n <= 0 {
			c.refuse("WithMaxTokenBody takes a positive number of bytes")
		}
		c.maxBody = min(n, math.MaxInt64-1) // one byte more is read, to notice
	})
}

// WithUserAgent sets the User-Agent of token calls, and of business calls that
// bring none.
func WithUserAgent(ua string) Option {
	return option(func(c *config) {
		if !sendableText(ua) {
			c.refuse("WithUserAgent takes text without control characters")
		}
		c.userAgent = ua
	})
}

// WithClock replaces the machine's clock for expiry, pauses and windows.
// nil means the machine's.
func WithClock(now func() time.Time) SourceOption {
	return sourceOption(func(c *config) {
		if now != nil {
			c.clock = now
		}
	})
}

// WithTimeout bounds one fetch, and each token call. The default is 15 s; more than
// 24 h counts as 24 h.
func WithTimeout(d time.Duration) SourceOption {
	return sourceOption(func(c *config) {
		if d <= 0 {
			c.refuse("WithTimeout takes a positive duration")
		}
		c.timeout = min(d, maxTimeout)
	})
}

// WithRetries sets how often one fetch is tried again, where a repeat is safe:
// nothing was sent, or the vendor said it was down or busy. The default is 1,
// after at most 20 ms; 0 means one try.
func WithRetries(n int) SourceOption {
	return sourceOption(func(c *config) {
		if n < 0 {
			c.refuse("WithRetries takes 0 or more")
		}
		c.retries = n
	})
}

// WithLogger logs fetches at info and refusals at warn, never a secret. Tokens
// served from memory are not logged. took and retry_in are durations, which
// slog's JSON handler writes as nanoseconds.
func WithLogger(l *slog.Logger) SourceOption {
	return sourceOption(func(c *config) { c.logger = l })
}

// WithObserver calls f for every [Event], in order and one at a time, on a goroutine
// of its own. The call that caused the event waits for f, a second at most. A panic
// in f is contained and logged once. f should be quick: events beyond 256 that
// wait for it are dropped.
func WithObserver(f func(Event)) SourceOption {
	return sourceOption(func(c *config) { c.observer = f })
}

// WithStore shares one token among all processes that use the same account and
// store: one fetches, the others adopt. What the store holds is sealed with
// AES-256-GCM under a key that is stretched from the credential, which takes a
// tenth of a second once; see [WithStoreKey]. A store that fails is done without:
// [Status] and one log line say so.
func WithStore(st Store) SourceOption {
	return sourceOption(func(c *config) {
		if st == nil {
			c.refuse("WithStore needs a Store")
		}
		c.store = st
	})
}

// WithStoreKey seals the store's records with a key of its own, at least 16
// random bytes, so that nobody who reads the store can try credentials. All
// processes of a fleet need the same: every byte counts, also a line break at
// the end. A [Key] without a secret needs a store key.
func WithStoreKey(key Secret) SourceOption {
	return sourceOption(func(c *config) {
		if len(key.Reveal()) < 16 {
			c.refuse("WithStoreKey takes at least 16 random bytes")
		}
		c.storeKey = key
	})
}

// WithoutBackgroundRefresh starts no goroutine of its own accord: inside the
// early window one caller fetches in the foreground while the others get the
// token that is still valid.
func WithoutBackgroundRefresh() SourceOption {
	return sourceOption(func(c *config) { c.noBackground = true })
}

func sendableText(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}
