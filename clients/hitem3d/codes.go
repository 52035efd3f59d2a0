package hitem3d

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Hitem3D's documented error codes, for errors.Is. The brackets name the source of each
// code: S the page, R observed on a running server, C its source, D another page of
// the vendor, P third-party clients.
var (
	// ErrInvalidClient is code 40010000 (invalid credentials), client id or client secret is wrong [S 错误码(Error Code)].
	ErrInvalidClient = errors.New("hitem3d: client id or client secret is wrong")
	// ErrSystem is code 10000000 (unavailable), internal error of the server [S 错误码(Error Code)].
	ErrSystem = errors.New("hitem3d: internal error of the server")
	// ErrUnauthorized is code 401 (token rejected, a dead token), business call: the token is missing, wrong or expired [D query-balance page].
	ErrUnauthorized = errors.New("hitem3d: business call: the token is missing, wrong or expired")
	// ErrBalanceNotEnough is code 30010000 (quota exhausted), business call: the balance is not enough [P third-party client code tables].
	ErrBalanceNotEnough = errors.New("hitem3d: business call: the balance is not enough")
	// ErrGenerateFailed is code 50010001 (unknown), business call: the generation failed [P third-party client code tables].
	ErrGenerateFailed = errors.New("hitem3d: business call: the generation failed")
)

var codes = []authhooks.CodeInfo{
	{Code: "40010000", Kind: authhooks.KindInvalidCredentials, Err: ErrInvalidClient, Meaning: "client id or client secret is wrong", Source: "S 错误码(Error Code)"},
	{Code: "10000000", Kind: authhooks.KindUnavailable, Err: ErrSystem, Meaning: "internal error of the server", Source: "S 错误码(Error Code)"},
	{Code: "401", Kind: authhooks.KindTokenRejected, Err: ErrUnauthorized, Rejects: true, Meaning: "business call: the token is missing, wrong or expired", Source: "D query-balance page"},
	{Code: "30010000", Kind: authhooks.KindQuotaExhausted, Err: ErrBalanceNotEnough, Meaning: "business call: the balance is not enough", Source: "P third-party client code tables"},
	{Code: "50010001", Kind: authhooks.KindUnknown, Err: ErrGenerateFailed, Meaning: "business call: the generation failed", Source: "P third-party client code tables"},
}

// Codes returns the known error codes. The page's codes come first, in the page's order,
// then the codes from elsewhere. The caller owns the slice.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
