package zhihuiya

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Zhihuiya's documented error codes, for errors.Is. The tag in brackets says how
// surely a code is known (see specs/README.md).
var (
	// ErrInternal is code 67200000 [S 响应码]: internal error of the service.
	ErrInternal = errors.New("zhihuiya: internal error of the service")
	// ErrGlobalRateExceeded is code 67200001 [S 响应码]: rate limit of the whole API.
	ErrGlobalRateExceeded = errors.New("zhihuiya: rate limit of the whole API")
	// ErrRateExceeded is code 67200002 [S 响应码]: calls come faster than the client's configured rate.
	ErrRateExceeded = errors.New("zhihuiya: calls come faster than the client's configured rate")
	// ErrInvalidClient is code 67200003 [S 响应码]: key or secret is wrong, or the client is disabled.
	ErrInvalidClient = errors.New("zhihuiya: key or secret is wrong, or the client is disabled")
	// ErrNoPermission is code 67200004 [S 响应码]: no permission for this API.
	ErrNoPermission = errors.New("zhihuiya: no permission for this API")
	// ErrBalanceExhausted is code 67200005 [S 响应码]: balance or number of calls is used up.
	ErrBalanceExhausted = errors.New("zhihuiya: balance or number of calls is used up")
	// ErrClientExpired is code 67200006 [S 响应码]: the client's subscription has ended.
	ErrClientExpired = errors.New("zhihuiya: the client's subscription has ended")
	// ErrDailyQuotaExceeded is code 67200007 [S 响应码]: the quota of the day is used up.
	ErrDailyQuotaExceeded = errors.New("zhihuiya: the quota of the day is used up")
	// ErrMissingAPIKey is code 67200008 [S 响应码]: the query parameter apikey is missing.
	ErrMissingAPIKey = errors.New("zhihuiya: the query parameter apikey is missing")
	// ErrTokenMismatch is code 67200009 [S 响应码]: apikey does not match the bearer token, or the token has expired.
	ErrTokenMismatch = errors.New("zhihuiya: apikey does not match the bearer token, or the token has expired")
	// ErrIllegalRequest is code 67200012 [S 响应码]: illegal request.
	ErrIllegalRequest = errors.New("zhihuiya: illegal request")
	// ErrServerBusy is code 67200100 [S 响应码]: the server is busy and the request timed out.
	ErrServerBusy = errors.New("zhihuiya: the server is busy and the request timed out")
	// ErrUnknownPath is code 67200101 [S 响应码]: no such API path.
	ErrUnknownPath = errors.New("zhihuiya: no such API path")
	// ErrInvalidParameter is code 68300004 [S 响应码]: a request parameter is wrong.
	ErrInvalidParameter = errors.New("zhihuiya: a request parameter is wrong")
	// ErrQueryFailed is code 68300005 [S 响应码]: the query of the API failed.
	ErrQueryFailed = errors.New("zhihuiya: the query of the API failed")
	// ErrAccessParsing is code 68300006 [S 响应码]: parsing the basic access failed.
	ErrAccessParsing = errors.New("zhihuiya: parsing the basic access failed")
	// ErrBadRequest is code 68300007 [S 响应码]: the request has an error.
	ErrBadRequest = errors.New("zhihuiya: the request has an error")
	// ErrInterrupted is code 68300008 [S 响应码]: the service was interrupted, to be tried again later.
	ErrInterrupted = errors.New("zhihuiya: the service was interrupted, to be tried again later")
	// ErrInvalidFile is code 68300010 [S 响应码]: the file does not meet the upload rules.
	ErrInvalidFile = errors.New("zhihuiya: the file does not meet the upload rules")
	// ErrAPIKeyRejected is code 67200202 [P third-party client code]: authentication error of the newer API-key product.
	ErrAPIKeyRejected = errors.New("zhihuiya: authentication error of the newer API-key product")
	// ErrAPIKeyBalance is code 67200203 [P third-party client code]: balance or tier of the newer API-key product.
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

// Codes returns the error codes that are known: the page's in the page's order,
// then those known from elsewhere. The slice is the caller's.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
