package authhooks

// WithBusinessRetries lets HTTPClient and Checked send a refused business call again, up to
// n times. It is off by default. New returns an error of KindInvalidRequest for a negative n.
//
// A call is sent again if the answer is [Error.Retryable], also inside HTTP 200, and if a
// repeat does no harm: the method is GET, HEAD, OPTIONS, PUT or DELETE, or the request has
// an Idempotency-Key. A streamed body is never sent again, and a lost connection is left to
// net/http. A replay with another token is not counted. The target of a redirect is a
// request of its own, with n retries of its own.
//
// The pause is the answer's RetryAfter, or else 0.5, 1, 2 … s, and up to a fifth longer. A
// pause over 30 s is not made. If the caller's ctx or the Timeout of [WithHTTPClient] ends
// during the pause, the call ends too, with KindTransport and the status of the last answer.
//
// After the last retry, and if there is no pause, the caller gets the last answer unchanged
// (see CheckResponse).
func WithBusinessRetries(n int) Option {
	return option(func(c *config) {
		if n < 0 {
			c.refuse("WithBusinessRetries takes 0 or more")
		}
		c.businessRetries, c.resend = n, (*businessTransport).exchangeWithRetries
	})
}
