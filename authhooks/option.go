package authhooks

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

// Option configures a [Client]. The options of a [Source] are Options too.
type Option interface{ apply(c *config) }

// SourceOption configures a [Source], whether the Source stands alone or in a Client.
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
	baseURL         string
	httpClient      *http.Client
	insecure        bool
	stray           exchange // WithForeignRedirects
	resend          exchange // WithBusinessRetries
	businessRetries int
	scheme          string // replaces the vendor's word in Authorization
	allowed         []string
	vendors         []string // whose own options were given, see VendorOption
	maxBody         int64
	userAgent       string
	clock           func() time.Time
	timeout         time.Duration
	retries         int
	logger          *slog.Logger
	observers       []func(Event)
	telling         func(config, <-chan struct{}) telling             // nil without an observer, a log and a trace
	trace           func(*tokenCall, context.Context) context.Context // nil without traces
	traces          []func(ctx context.Context, vendor, op string) (context.Context, func(Event))
	callerValues    bool
	noBackground    bool
	window          earlyWindow
	store           Store
	share           func(*Source, *account) sharing // nil without a store
	storeKey        Secret
	codes           codeTable        // nil for a source without a client
	err             *Error           // the first wrong option
	known           *redact.Registry // the secrets of a source, and of its client
}

func newConfig() config {
	return config{
		maxBody: defaultBody, timeout: defaultTimeout, retries: defaultRetries,
		userAgent: defaultUserAgent, clock: systemNow, window: defaultEarlyWindow, known: new(redact.Registry),
	}
}

// refuse notes a wrong option. The error of New names all of them.
func (c *config) refuse(message string) {
	switch {
	case c.err == nil:
		c.err = requestError("new", message)
	case c.err.Kind == KindInvalidRequest:
		c.err.Message += "; " + message
	}
}

type option func(*config)

func (o option) apply(c *config) { o(c) }

type sourceOption func(*config)

func (o sourceOption) apply(c *config) { o(c) }
func (sourceOption) source()           {}

// JoinOptions makes one option of several, for example of those that a package hands out.
// NewSource takes it, and New does.
func JoinOptions(opts ...SourceOption) SourceOption {
	return sourceOption(func(c *config) {
		for _, o := range opts {
			if o != nil {
				o.apply(c)
			}
		}
	})
}

// WithBaseURL replaces the base URL that New was given. A path prefix is kept.
func WithBaseURL(url string) Option {
	return option(func(c *config) {
		c.baseURL = url
		if url == "" && c.err == nil {
			c.err = policyError("new", "WithBaseURL was given an empty URL")
		}
	})
}

// WithHTTPClient makes calls through c's transport. c's Timeout bounds a business call with
// its redirects, its replays and its body. It bounds a token call too, if it is shorter than
// [WithTimeout]. c is never modified. Its CheckRedirect is not used, and its Jar not on
// token calls. nil means the default.
//
// If the transport is an *http.Transport, calls use clones of it. The clones for token
// calls have a header cap. For plain http, the clones do not use a proxy from the
// environment. They send pings to find dead HTTP/2 connections, after 30 s of silence and
// with 15 s for the answer. The transport's own HTTP2 settings, or those of
// golang.org/x/net/http2 in it, replace these times. Any other RoundTripper is used as it
// is, and all this is the caller's task.
//
// A RoundTripper must not follow redirects, but one that contains an [http.Client] does.
// Examples are the StandardClient of hashicorp/go-retryablehttp, the transports of
// go-resty, and many wrappers that log or record. Such a client needs
//
//	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
//
// Without it, a redirect to another origin fails with KindPolicy, and the answer of that
// origin is not used. A token call stops before it sends anything to that origin, if the
// RoundTripper sends with net/http in the end. So does a business call, if the http.Client
// can be found in the fields of the RoundTripper. Other wrappers are noticed too late: the
// Request of the answer shows the redirect when the token has been sent.
func WithHTTPClient(c *http.Client) Option {
	return option(func(cfg *config) { cfg.httpClient = c })
}

// WithInsecureHTTP accepts plain http to hosts that are not loopback. Anybody on the
// network path can then read credentials and tokens.
func WithInsecureHTTP() Option { return option(func(c *config) { c.insecure = true }) }

// WithAllowedOrigins lets HTTPClient and Editor put the token on requests to these
// origins, in addition to the origin of the base URL.
func WithAllowedOrigins(urls ...string) Option {
	return option(func(c *config) { c.allowed = append(c.allowed, urls...) })
}

// WithMaxTokenBody caps the answer to a token call. n counts bytes after decompression. The
// default is 1 MiB.
func WithMaxTokenBody(n int64) Option {
	return option(func(c *config) {
		if n <= 0 {
			c.refuse("WithMaxTokenBody takes a positive number of bytes")
		}
		c.maxBody = min(n, math.MaxInt64-1) // one byte more is read, to notice a longer answer
	})
}

// WithUserAgent sets the User-Agent of token calls, and of business calls without one.
func WithUserAgent(ua string) Option {
	return option(func(c *config) {
		if !sendableText(ua) {
			c.refuse("WithUserAgent takes text without control characters")
		}
		c.userAgent = ua
	})
}

// WithClock replaces the machine's clock for expiry, backoff and the refresh window. nil
// means the machine's clock.
func WithClock(now func() time.Time) SourceOption {
	return sourceOption(func(c *config) {
		if now != nil {
			c.clock = now
		}
	})
}

// WithTimeout bounds one fetch, and each token call. The default is 15 s. A longer d than
// 24 h counts as 24 h.
func WithTimeout(d time.Duration) SourceOption {
	return sourceOption(func(c *config) {
		if d <= 0 {
			c.refuse("WithTimeout takes a positive duration")
		}
		c.timeout = min(d, maxTimeout)
	})
}

// WithRetries sets how often one fetch is retried. A fetch is retried only if that is safe:
// nothing reached the vendor, or the vendor said that it is down or busy and did not say
// how long to wait. The default is 1. A retry waits at most 20 ms. 0 means one try.
func WithRetries(n int) SourceOption {
	return sourceOption(func(c *config) {
		if n < 0 {
			c.refuse("WithRetries takes 0 or more")
		}
		c.retries = n
	})
}

// WithLogger writes one line for each [Event], with the same fields. The line of
// [EventRefused] and of [EventStoreDown] is at warn, that of [EventRejected] and of
// [EventReplayed] at debug, and every other line at info. It never logs a secret. It does
// not log tokens that come from the cache. took and retry_in are durations, which slog's
// JSON handler writes as nanoseconds.
func WithLogger(l *slog.Logger) SourceOption {
	return sourceOption(func(c *config) {
		if c.logger = l; l != nil {
			c.telling = newNotifier
		}
	})
}

// WithObserver calls f for every [Event], in order and one at a time, on a goroutine of its
// own. The call that caused the event waits at most one second for f. A panic in f is
// contained, and the first panic is logged. f should be quick. If more than 256 events wait
// for f, further events are dropped. If WithObserver is given more than once, each f is
// called.
func WithObserver(f func(Event)) SourceOption {
	return sourceOption(func(c *config) {
		if f != nil {
			c.observers, c.telling = append(c.observers, f), newNotifier
		}
	})
}

// WithStore shares one token among all processes that use the same account and store. One
// process fetches the token, and the others adopt it. The records are sealed with
// AES-256-GCM. The key is stretched from the credential, which takes a tenth of a second
// once, unless there is a [WithStoreKey]. If the store fails, the source goes on without
// it. [Status] and one log line report that.
func WithStore(st Store) SourceOption {
	return sourceOption(func(c *config) {
		if st == nil {
			c.refuse("WithStore needs a Store")
		}
		c.store = st
		c.share = func(s *Source, a *account) sharing { return newSharedCache(s, a) }
	})
}

// WithStoreKey adds a secret key to the sealing of the store's records. It has at least 16
// random bytes, for example the text that `openssl rand -hex 32` prints. Without that key,
// somebody who can read the store could guess credentials and test the guesses. All
// processes of a fleet need the same bytes, so a text that ends with a line break or a space
// is refused. A [Key] without a secret needs a store key.
func WithStoreKey(key Secret) SourceOption {
	return sourceOption(func(c *config) {
		switch text := key.Reveal(); {
		case len(text) < 16:
			c.refuse("WithStoreKey takes at least 16 random bytes")
		case endsLikeAFile(text):
			c.refuse("the key of WithStoreKey ends with a line break or a space: trim what it was read from")
		}
		c.storeKey = key
	})
}

// WithoutBackgroundRefresh starts no fetch for which no caller waits. In the refresh window
// one caller waits for the fetch, and the others get the token that is still valid.
func WithoutBackgroundRefresh() SourceOption {
	return sourceOption(func(c *config) { c.noBackground = true })
}

// endsLikeAFile reports whether s is printable text with a blank end, as a file has.
// Random bytes are no such text.
func endsLikeAFile(s string) bool {
	text := strings.TrimRight(s, " \t\r\n")
	return text != s && sendableText(text) && !strings.ContainsFunc(text, func(r rune) bool { return r > '~' })
}

func sendableText(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}
