package zhihuiya

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Zhihuiya's documented error codes, for errors.Is. The brackets name the source of each
// code: S the page, R observed on a running server, C its source, D another page of
// the vendor, P third-party clients.
var (
	// ErrInternal is code 67200000 (unavailable), internal error of the service [S 响应码].
	ErrInternal = errors.New("zhihuiya: internal error of the service")
	// ErrGlobalRateExceeded is code 67200001 (rate limited), rate limit of the whole API [S 响应码].
	ErrGlobalRateExceeded = errors.New("zhihuiya: rate limit of the whole API")
	// ErrRateExceeded is code 67200002 (rate limited), calls come faster than the client's configured rate [S 响应码].
	ErrRateExceeded = errors.New("zhihuiya: calls come faster than the client's configured rate")
	// ErrInvalidClient is code 67200003 (invalid credentials), key or secret is wrong, or the client is disabled [S 响应码].
	ErrInvalidClient = errors.New("zhihuiya: key or secret is wrong, or the client is disabled")
	// ErrNoPermission is code 67200004 (permission denied), no permission for this API [S 响应码].
	ErrNoPermission = errors.New("zhihuiya: no permission for this API")
	// ErrBalanceExhausted is code 67200005 (quota exhausted), balance or number of calls is used up [S 响应码].
	ErrBalanceExhausted = errors.New("zhihuiya: balance or number of calls is used up")
	// ErrClientExpired is code 67200006 (permission denied), the client's subscription has ended [S 响应码].
	ErrClientExpired = errors.New("zhihuiya: the client's subscription has ended")
	// ErrDailyQuotaExceeded is code 67200007 (quota exhausted), the quota of the day is used up [S 响应码].
	ErrDailyQuotaExceeded = errors.New("zhihuiya: the quota of the day is used up")
	// ErrMissingAPIKey is code 67200008 (invalid request), the query parameter apikey is missing [S 响应码].
	ErrMissingAPIKey = errors.New("zhihuiya: the query parameter apikey is missing")
	// ErrTokenMismatch is code 67200009 (token rejected, a dead token), apikey does not match the bearer token, or the token has expired [S 响应码].
	ErrTokenMismatch = errors.New("zhihuiya: apikey does not match the bearer token, or the token has expired")
	// ErrIllegalRequest is code 67200012 (invalid request), illegal request [S 响应码].
	ErrIllegalRequest = errors.New("zhihuiya: illegal request")
	// ErrServerBusy is code 67200100 (unavailable), the server is busy and the request timed out [S 响应码].
	ErrServerBusy = errors.New("zhihuiya: the server is busy and the request timed out")
	// ErrUnknownPath is code 67200101 (invalid request), no such API path [S 响应码].
	ErrUnknownPath = errors.New("zhihuiya: no such API path")
	// ErrInvalidParameter is code 68300004 (invalid request), a request parameter is wrong [S 响应码].
	ErrInvalidParameter = errors.New("zhihuiya: a request parameter is wrong")
	// ErrQueryFailed is code 68300005 (unknown), the query of the API failed [S 响应码].
	ErrQueryFailed = errors.New("zhihuiya: the query of the API failed")
	// ErrAccessParsing is code 68300006 (invalid request), parsing the basic access failed [S 响应码].
	ErrAccessParsing = errors.New("zhihuiya: parsing the basic access failed")
	// ErrBadRequest is code 68300007 (invalid request), the request has an error [S 响应码].
	ErrBadRequest = errors.New("zhihuiya: the request has an error")
	// ErrInterrupted is code 68300008 (unavailable), the service was interrupted, to be tried again later [S 响应码].
	ErrInterrupted = errors.New("zhihuiya: the service was interrupted, to be tried again later")
	// ErrInvalidFile is code 68300010 (invalid request), the file does not meet the upload rules [S 响应码].
	ErrInvalidFile = errors.New("zhihuiya: the file does not meet the upload rules")
	// ErrAPIKeyRejected is code 67200202 (invalid credentials), authentication error of the newer API-key product [P third-party client code].
	ErrAPIKeyRejected = errors.New("zhihuiya: authentication error of the newer API-key product")
	// ErrAPIKeyBalance is code 67200203 (quota exhausted), balance or tier of the newer API-key product [P third-party client code].
	ErrAPIKeyBalance = errors.New("zhihuiya: balance or tier of the newer API-key product")
)

var codes = []authhooks.CodeInfo{
	{Code: "67200000", Kind: authhooks.KindUnavailable, Err: ErrInternal, Meaning: "internal error of the service", Source: "S 响应码"},
	{Code: "67200001", Kind: authhooks.KindRateLimited, Err: ErrGlobalRateExceeded, Meaning: "rate limit of the whole API", Source: "S 响应码"},
	{Code: "67200002", Kind: authhooks.KindRateLimited, Err: ErrRateExceeded, Meaning: "calls come faster than the client's configured rate", Source: "S 响应码"},
	{Code: "67200003", Kind: authhooks.KindInvalidCredentials, Err: ErrInvalidClient, Meaning: "key or secret is wrong, or the client is disabled", Source: "S 响应码"},
	{Code: "67200004", Kind: authhooks.KindPermissionDenied, Err: ErrNoPermission, Meaning: "no permission for this API", Source: "S 响应码"},
	{Code: "67200005", Kind: authhooks.KindQuotaExhausted, Err: ErrBalanceExhausted, Meaning: "balance or number of calls is used up", Source: "S 响应码"},
	{Code: "67200006", Kind: authhooks.KindPermissionDenied, Err: ErrClientExpired, Meaning: "the client's subscription has ended", Source: "S 响应码"},
	{Code: "67200007", Kind: authhooks.KindQuotaExhausted, Err: ErrDailyQuotaExceeded, Meaning: "the quota of the day is used up", Source: "S 响应码"},
	{Code: "67200008", Kind: authhooks.KindInvalidRequest, Err: ErrMissingAPIKey, Meaning: "the query parameter apikey is missing", Source: "S 响应码"},
	{Code: "67200009", Kind: authhooks.KindTokenRejected, Err: ErrTokenMismatch, Rejects: true, Meaning: "apikey does not match the bearer token, or the token has expired", Source: "S 响应码"},
	{Code: "67200012", Kind: authhooks.KindInvalidRequest, Err: ErrIllegalRequest, Meaning: "illegal request", Source: "S 响应码"},
	{Code: "67200100", Kind: authhooks.KindUnavailable, Err: ErrServerBusy, Meaning: "the server is busy and the request timed out", Source: "S 响应码"},
	{Code: "67200101", Kind: authhooks.KindInvalidRequest, Err: ErrUnknownPath, Meaning: "no such API path", Source: "S 响应码"},
	{Code: "68300004", Kind: authhooks.KindInvalidRequest, Err: ErrInvalidParameter, Meaning: "a request parameter is wrong", Source: "S 响应码"},
	{Code: "68300005", Kind: authhooks.KindUnknown, Err: ErrQueryFailed, Meaning: "the query of the API failed", Source: "S 响应码"},
	{Code: "68300006", Kind: authhooks.KindInvalidRequest, Err: ErrAccessParsing, Meaning: "parsing the basic access failed", Source: "S 响应码"},
	{Code: "68300007", Kind: authhooks.KindInvalidRequest, Err: ErrBadRequest, Meaning: "the request has an error", Source: "S 响应码"},
	{Code: "68300008", Kind: authhooks.KindUnavailable, Err: ErrInterrupted, Meaning: "the service was interrupted, to be tried again later", Source: "S 响应码"},
	{Code: "68300010", Kind: authhooks.KindInvalidRequest, Err: ErrInvalidFile, Meaning: "the file does not meet the upload rules", Source: "S 响应码"},
	{Code: "67200202", Kind: authhooks.KindInvalidCredentials, Err: ErrAPIKeyRejected, Meaning: "authentication error of the newer API-key product", Source: "P third-party client code"},
	{Code: "67200203", Kind: authhooks.KindQuotaExhausted, Err: ErrAPIKeyBalance, Meaning: "balance or tier of the newer API-key product", Source: "P third-party client code"},
}

// Codes returns the known error codes. The page's codes come first, in the page's order,
// then the codes from elsewhere. The caller owns the slice.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
