package scnet

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// SCNet's documented error codes, for errors.Is. The brackets name the source of each
// code: S the page, R observed on a running server, C its source, D another page of
// the vendor, P third-party clients.
var (
	// ErrInternal is code 10001 (unavailable), internal error of the server [S 5.错误码].
	ErrInternal = errors.New("scnet: internal error of the server")
	// ErrMissingParameter is code 10003 (invalid request), a parameter is missing [S 5.错误码].
	ErrMissingParameter = errors.New("scnet: a parameter is missing")
	// ErrInvalidParameter is code 10004 (invalid request), a parameter is invalid [S 5.错误码].
	ErrInvalidParameter = errors.New("scnet: a parameter is invalid")
	// ErrInsufficientPermission is code 10008 (permission denied, a dead token), permission is not enough; seen for expired tokens too [S 5.错误码].
	ErrInsufficientPermission = errors.New("scnet: permission is not enough; seen for expired tokens too")
	// ErrAccessDenied is code 10009 (permission denied), no permission for this call [S 5.错误码].
	ErrAccessDenied = errors.New("scnet: no permission for this call")
	// ErrUserFrozen is code 10007 (permission denied), the user is frozen [P third-party client code table].
	ErrUserFrozen = errors.New("scnet: the user is frozen")
)

var codes = []authhooks.CodeInfo{
	{Code: "10001", Kind: authhooks.KindUnavailable, Err: ErrInternal, Meaning: "internal error of the server", Source: "S 5.错误码"},
	{Code: "10003", Kind: authhooks.KindInvalidRequest, Err: ErrMissingParameter, Meaning: "a parameter is missing", Source: "S 5.错误码"},
	{Code: "10004", Kind: authhooks.KindInvalidRequest, Err: ErrInvalidParameter, Meaning: "a parameter is invalid", Source: "S 5.错误码"},
	{Code: "10008", Kind: authhooks.KindPermissionDenied, Err: ErrInsufficientPermission, Rejects: true, Meaning: "permission is not enough; seen for expired tokens too", Source: "S 5.错误码"},
	{Code: "10009", Kind: authhooks.KindPermissionDenied, Err: ErrAccessDenied, Meaning: "no permission for this call", Source: "S 5.错误码"},
	{Code: "10007", Kind: authhooks.KindPermissionDenied, Err: ErrUserFrozen, Meaning: "the user is frozen", Source: "P third-party client code table"},
}

// Codes returns the known error codes. The page's codes come first, in the page's order,
// then the codes from elsewhere. The caller owns the slice.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
