package authhooks

import "strconv"

// Kind says what a failure means for the caller. The set is closed. The vendor's own code
// is in [Error.Code].
type Kind uint8

const (
	// KindUnknown is a code that the vendor does not document, in a 2xx answer, or a failure
	// of a user's own Fetcher. Read Code and Message.
	KindUnknown Kind = iota
	// KindInvalidCredentials means that the id or secret is wrong or disabled. Stop. A
	// person has to act.
	KindInvalidCredentials
	// KindTokenRejected means that the access token is dead. HTTPClient renews it and
	// replays the call. Otherwise invalidate the token and ask the source again.
	KindTokenRejected
	// KindRefreshRejected means that the refresh token is dead. The sources log in again if
	// they can. If they cannot, supply a new refresh token.
	KindRefreshRejected
	// KindPermissionDenied means that the account may not do this. Stop.
	KindPermissionDenied
	// KindRateLimited means that there were too many calls. Wait for RetryAfter.
	KindRateLimited
	// KindQuotaExhausted means that the balance, the package or the daily allowance is used
	// up. Stop.
	KindQuotaExhausted
	// KindInvalidRequest means that the request or an argument is wrong. Fix it.
	KindInvalidRequest
	// KindUnavailable means that the vendor is down or busy. Retry later.
	KindUnavailable
	// KindProtocol means that the answer is not what the vendor documents. No token was
	// taken from it.
	KindProtocol
	// KindTransport means that no answer of the vendor came. Retry, unless the caller gave
	// up, or a certificate or a proxy has to be repaired (see [Error.Retryable]).
	KindTransport
	// KindPolicy means that this module refused the call. It sent nothing, unless a
	// RoundTripper followed a redirect by itself (see [WithHTTPClient]).
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

// String returns the kind in words, as error texts have it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// transient reports whether the same call may succeed later although nobody changes
// anything.
func (k Kind) transient() bool {
	return k == KindRateLimited || k == KindUnavailable || k == KindTransport
}

// sentinel is an error value for errors.Is that stands for a Kind.
type sentinel Kind

func (s sentinel) Error() string { return Kind(s).String() }

// The sentinels match every [*Error] of their Kind with errors.Is, whichever vendor it
// comes from.
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
