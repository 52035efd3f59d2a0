package hummingbird

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Hummingbird's documented error codes, for errors.Is. The tag in brackets says how
// surely a code is known (see specs/README.md).
var (
	// ErrParamsIncorrect is code 1104 [R malformed body]: login: malformed body, or a field missing, empty or not a string.
	ErrParamsIncorrect = errors.New("hummingbird: login: malformed body, or a field missing, empty or not a string")
	// ErrWrongPassword is code 20101 [R wrong password]: login: wrong password, unknown user, or no password set yet.
	ErrWrongPassword = errors.New("hummingbird: login: wrong password, unknown user, or no password set yet")
	// ErrSigningFailed is code 10001 [C login]: login: the server could not sign a token.
	ErrSigningFailed = errors.New("hummingbird: login: the server could not sign a token")
	// ErrRefreshExpired is code 1010 [R expired refresh token]: refresh: the refresh token has expired.
	ErrRefreshExpired = errors.New("hummingbird: refresh: the refresh token has expired")
	// ErrRefreshInvalid is code 1011 [R tampered refresh token]: refresh: the signature is wrong, or it is an access token.
	ErrRefreshInvalid = errors.New("hummingbird: refresh: the signature is wrong, or it is an access token")
	// ErrRefreshMalformed is code 500 [R malformed refresh token]: refresh: the token is malformed or not valid yet.
	ErrRefreshMalformed = errors.New("hummingbird: refresh: the token is malformed or not valid yet")
	// ErrPathInvalid is code 1108 [R GET instead of POST]: no such path or method.
	ErrPathInvalid = errors.New("hummingbird: no such path or method")
	// ErrNotSupported is code 2003 [C defined and never sent by these endpoints]: function not supported.
	ErrNotSupported = errors.New("hummingbird: function not supported")
	// ErrTokenInvalid is code 10006 [R GET products without a token]: the access token is missing, garbage, expired, not yet valid, a refresh token, or from before a restart.
	ErrTokenInvalid = errors.New("hummingbird: the access token is missing, garbage, expired, not yet valid, a refresh token, or from before a restart")
	// ErrBadRequest is code 10003 [R malformed body of a business call]: malformed request.
	ErrBadRequest = errors.New("hummingbird: malformed request")
	// ErrEmptyID is code 10010 [C error table]: an id is empty.
	ErrEmptyID = errors.New("hummingbird: an id is empty")
	// ErrProductNotFound is code 20604 [R GET product/nope]: no such product.
	ErrProductNotFound = errors.New("hummingbird: no such product")
)

var codes = []authhooks.CodeInfo{
	{Code: "1104", Kind: authhooks.KindInvalidRequest, Err: ErrParamsIncorrect, Meaning: "login: malformed body, or a field missing, empty or not a string", Source: "R malformed body"},
	{Code: "20101", Kind: authhooks.KindInvalidCredentials, Err: ErrWrongPassword, Meaning: "login: wrong password, unknown user, or no password set yet", Source: "R wrong password"},
	{Code: "10001", Kind: authhooks.KindUnavailable, Err: ErrSigningFailed, Meaning: "login: the server could not sign a token", Source: "C login"},
	{Code: "1010", Kind: authhooks.KindRefreshRejected, Err: ErrRefreshExpired, Meaning: "refresh: the refresh token has expired", Source: "R expired refresh token"},
	{Code: "1011", Kind: authhooks.KindRefreshRejected, Err: ErrRefreshInvalid, Meaning: "refresh: the signature is wrong, or it is an access token", Source: "R tampered refresh token"},
	{Code: "500", Kind: authhooks.KindRefreshRejected, Err: ErrRefreshMalformed, Meaning: "refresh: the token is malformed or not valid yet", Source: "R malformed refresh token"},
	{Code: "1108", Kind: authhooks.KindInvalidRequest, Err: ErrPathInvalid, Meaning: "no such path or method", Source: "R GET instead of POST"},
	{Code: "2003", Kind: authhooks.KindInvalidRequest, Err: ErrNotSupported, Meaning: "function not supported", Source: "C defined and never sent by these endpoints"},
	{Code: "10006", Kind: authhooks.KindTokenRejected, Err: ErrTokenInvalid, Rejects: true, Meaning: "the access token is missing, garbage, expired, not yet valid, a refresh token, or from before a restart", Source: "R GET products without a token"},
	{Code: "10003", Kind: authhooks.KindInvalidRequest, Err: ErrBadRequest, Meaning: "malformed request", Source: "R malformed body of a business call"},
	{Code: "10010", Kind: authhooks.KindInvalidRequest, Err: ErrEmptyID, Meaning: "an id is empty", Source: "C error table"},
	{Code: "20604", Kind: authhooks.KindInvalidRequest, Err: ErrProductNotFound, Meaning: "no such product", Source: "R GET product/nope"},
}

// Codes returns the error codes that are known: the page's in the page's order,
// then those known from elsewhere. The slice is the caller's.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
