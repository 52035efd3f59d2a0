package hummingbird

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Hummingbird's documented error codes, for errors.Is. The brackets name the source of each
// code: S the page, R observed on a running server, C its source, D another page of
// the vendor, P third-party clients.
var (
	// ErrParamsIncorrect is code 1104 of a token call (invalid request), login: malformed body, or a field missing, empty or not a string [R malformed body].
	ErrParamsIncorrect = errors.New("hummingbird: login: malformed body, or a field missing, empty or not a string")
	// ErrWrongPassword is code 20101 of a token call (invalid credentials), login: wrong password, unknown user, no password set yet, or the gateway's database is locked [R wrong password].
	ErrWrongPassword = errors.New("hummingbird: login: wrong password, unknown user, no password set yet, or the gateway's database is locked")
	// ErrSigningFailed is code 10001 of a token call (unavailable), login: the server could not sign a token [C login].
	ErrSigningFailed = errors.New("hummingbird: login: the server could not sign a token")
	// ErrRefreshExpired is code 1010 of a token call (refresh rejected), refresh: the refresh token has expired [R expired refresh token].
	ErrRefreshExpired = errors.New("hummingbird: refresh: the refresh token has expired")
	// ErrRefreshInvalid is code 1011 of a token call (refresh rejected), refresh: the signature is wrong, or it is an access token [R tampered refresh token].
	ErrRefreshInvalid = errors.New("hummingbird: refresh: the signature is wrong, or it is an access token")
	// ErrRefreshMalformed is code 500 of a token call (refresh rejected), refresh: the token is malformed or not valid yet [R malformed refresh token].
	ErrRefreshMalformed = errors.New("hummingbird: refresh: the token is malformed or not valid yet")
	// ErrPathInvalid is code 1108 (invalid request), no such path or method [R GET instead of POST].
	ErrPathInvalid = errors.New("hummingbird: no such path or method")
	// ErrNotSupported is code 2003 (invalid request), function not supported [C defined and never sent by these endpoints].
	ErrNotSupported = errors.New("hummingbird: function not supported")
	// ErrTokenInvalid is code 10006 (token rejected, a dead token), the access token is missing, garbage, expired, not yet valid, a refresh token, or from before a restart [R GET products without a token].
	ErrTokenInvalid = errors.New("hummingbird: the access token is missing, garbage, expired, not yet valid, a refresh token, or from before a restart")
	// ErrBadRequest is code 10003 (invalid request), malformed request [R malformed body of a business call].
	ErrBadRequest = errors.New("hummingbird: malformed request")
	// ErrEmptyID is code 10010 (invalid request), an id is empty [R an empty id].
	ErrEmptyID = errors.New("hummingbird: an id is empty")
	// ErrProductNotFound is code 20604 (invalid request), no such product [R GET product/nope].
	ErrProductNotFound = errors.New("hummingbird: no such product")
	// ErrUnspecified is code 10001 of a business call (unknown error), business call: the gateway names no reason; seen for mistakes of the request too, as an unknown device or a product released already [R an unknown device].
	ErrUnspecified = errors.New("hummingbird: business call: the gateway names no reason; seen for mistakes of the request too, as an unknown device or a product released already")
	// ErrAlreadyExists is code 10009 (invalid request), the resource exists already [R POST product with a name that exists].
	ErrAlreadyExists = errors.New("hummingbird: the resource exists already")
)

var codes = []authhooks.CodeInfo{
	{Code: "1104", Kind: authhooks.KindInvalidRequest, Err: ErrParamsIncorrect, Meaning: "login: malformed body, or a field missing, empty or not a string", Source: "R malformed body"},
	{Code: "20101", Kind: authhooks.KindInvalidCredentials, Err: ErrWrongPassword, Call: authhooks.CodeTokenCall, Meaning: "login: wrong password, unknown user, no password set yet, or the gateway's database is locked", Source: "R wrong password"},
	{Code: "10001", Kind: authhooks.KindUnavailable, Err: ErrSigningFailed, Call: authhooks.CodeTokenCall, Meaning: "login: the server could not sign a token", Source: "C login"},
	{Code: "1010", Kind: authhooks.KindRefreshRejected, Err: ErrRefreshExpired, Call: authhooks.CodeTokenCall, Meaning: "refresh: the refresh token has expired", Source: "R expired refresh token"},
	{Code: "1011", Kind: authhooks.KindRefreshRejected, Err: ErrRefreshInvalid, Call: authhooks.CodeTokenCall, Meaning: "refresh: the signature is wrong, or it is an access token", Source: "R tampered refresh token"},
	{Code: "500", Kind: authhooks.KindRefreshRejected, Err: ErrRefreshMalformed, Call: authhooks.CodeTokenCall, Meaning: "refresh: the token is malformed or not valid yet", Source: "R malformed refresh token"},
	{Code: "1108", Kind: authhooks.KindInvalidRequest, Err: ErrPathInvalid, Meaning: "no such path or method", Source: "R GET instead of POST"},
	{Code: "2003", Kind: authhooks.KindInvalidRequest, Err: ErrNotSupported, Meaning: "function not supported", Source: "C defined and never sent by these endpoints"},
	{Code: "10006", Kind: authhooks.KindTokenRejected, Err: ErrTokenInvalid, Rejects: true, Meaning: "the access token is missing, garbage, expired, not yet valid, a refresh token, or from before a restart", Source: "R GET products without a token"},
	{Code: "10003", Kind: authhooks.KindInvalidRequest, Err: ErrBadRequest, Meaning: "malformed request", Source: "R malformed body of a business call"},
	{Code: "10010", Kind: authhooks.KindInvalidRequest, Err: ErrEmptyID, Meaning: "an id is empty", Source: "R an empty id"},
	{Code: "20604", Kind: authhooks.KindInvalidRequest, Err: ErrProductNotFound, Meaning: "no such product", Source: "R GET product/nope"},
	{Code: "10001", Kind: authhooks.KindUnknown, Err: ErrUnspecified, Call: authhooks.CodeBusinessCall, Meaning: "business call: the gateway names no reason; seen for mistakes of the request too, as an unknown device or a product released already", Source: "R an unknown device"},
	{Code: "10009", Kind: authhooks.KindInvalidRequest, Err: ErrAlreadyExists, Meaning: "the resource exists already", Source: "R POST product with a name that exists"},
}

// Codes returns the known error codes. The page's codes come first, in the page's order,
// then the codes from elsewhere. The caller owns the slice.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
