package authhooks

import "strconv"

// Kind says what a failure means for the caller. The set is closed; the
// vendor's own code stays beside it in [Error.Code].
type Kind uint8

const (
	// KindUnknown is an error code the vendor does not document, in a 2xx
	// answer, or a failure of a user's own Fetcher. Read Code and Message.
	KindUnknown Kind = iota
	// KindInvalidCredentials: the id or secret is wrong or disabled. Stop; a person has to act.
	KindInvalidCredentials
	// KindTokenRejected: the access token is dead. HTTPClient renews and
	// replays by itself; elsewhere invalidate it and ask the source again.
	KindTokenRejected
	// KindRefreshRejected: the refresh token is dead. The sources log in again
	// where they can; where they cannot, a new one has to be supplied.
	KindRefreshRejected
	// KindPermissionDenied: the account may not do this. Stop.
	KindPermissionDenied
	// KindRateLimited: too many calls. Wait for RetryAfter.
	KindRateLimited
	// KindQuotaExhausted: balance, package or day's allowance is used up. Stop.
	KindQuotaExhausted
	// KindInvalidRequest: the request or an argument is wrong. Fix it.
	KindInvalidRequest
	// KindUnavailable: the vendor is down or busy. Retry later.
	KindUnavailable
	// KindProtocol: the answer is not what the vendor documents. No token was taken from it.
	KindProtocol
	// KindTransport: no answer of the vendor came. Retry, unless the caller itself
	// gave up, or a certificate or a proxy has to be put right: see [Error.Retryable].
	KindTransport
	// KindPolicy: refused here, before anything was sent.
	KindPolicy
)

var kindNames = [...]string{ //nolint:gosec // "invalid credentials" is none
	KindUnknown:            "unknown error",
	KindInvalidCredentials: "invalid credentials",
	KindTokenRejected:      "token rejected",
	KindRefreshRejected:    "refresh rejected",
	KindPermissionDenied:   "permission denied",
	KindRateLimited:        "rate limited",
	KindQuotaExhausted:     "quota exhausted",
	KindInvalidRequest:     "invalid request",
	KindUnavailable:        "unavailable",
	KindProtocol:           "protocol error",
	KindTransport:          "transport error",
	KindPolicy:             "refused by policy",
}

// String returns the kind in words, as it stands in error texts.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// transient reports whether the same call may succeed later without anybody
// changing anything.
func (k Kind) transient() bool {
	return k == KindRateLimited || k == KindUnavailable || k == KindTransport
}

// sentinel is a Kind as an error value, for errors.Is.
type sentinel Kind

func (s sentinel) Error() string { return Kind(s).String() }

// The sentinels match every [*Error] of their Kind through errors.Is, whichever
// vendor it came from.
var (
	ErrInvalidCredentials error = sentinel(KindInvalidCredentials)
	ErrTokenRejected      error = sentinel(KindTokenRejected)
	ErrRefreshRejected    error = sentinel(KindRefreshRejected)
	ErrPermissionDenied   error = sentinel(KindPermissionDenied)
	ErrRateLimited        error = sentinel(KindRateLimited)
	ErrQuotaExhausted     error = sentinel(KindQuotaExhausted)
	ErrInvalidRequest     error = sentinel(KindInvalidRequest)
	ErrUnavailable        error = sentinel(KindUnavailable)
	ErrProtocol           error = sentinel(KindProtocol)
	ErrTransport          error = sentinel(KindTransport)
	ErrPolicy             error = sentinel(KindPolicy)
)
