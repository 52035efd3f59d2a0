package hitem3d

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Hitem3D's documented error codes, for errors.Is. The tag in brackets says how
// surely a code is known (see specs/README.md).
var (
	// ErrInvalidClient is code 40010000 [S 错误码(Error Code)]: client id or client secret is wrong.
	ErrInvalidClient = errors.New("hitem3d: client id or client secret is wrong")
	// ErrSystem is code 10000000 [S 错误码(Error Code)]: internal error of the server.
	ErrSystem = errors.New("hitem3d: internal error of the server")
	// ErrUnauthorized is code 401 [D query-balance page]: business call: the token is missing, wrong or expired.
	ErrUnauthorized = errors.New("hitem3d: business call: the token is missing, wrong or expired")
	// ErrBalanceNotEnough is code 30010000 [P third-party client code tables]: business call: the balance is not enough.
	ErrBalanceNotEnough = errors.New("hitem3d: business call: the balance is not enough")
	// ErrGenerateFailed is code 50010001 [P third-party client code tables]: business call: the generation failed.
	ErrGenerateFailed = errors.New("hitem3d: business call: the generation failed")
)

var codes = []authhooks.CodeInfo{
	{Code: "40010000", Kind: authhooks.KindInvalidCredentials, Err: ErrInvalidClient, Meaning: "client id or client secret is wrong", Source: "S 错误码(Error Code)"},
	{Code: "10000000", Kind: authhooks.KindUnavailable, Err: ErrSystem, Meaning: "internal error of the server", Source: "S 错误码(Error Code)"},
	{Code: "401", Kind: authhooks.KindTokenRejected, Err: ErrUnauthorized, Rejects: true, Meaning: "business call: the token is missing, wrong or expired", Source: "D query-balance page"},
	{Code: "30010000", Kind: authhooks.KindQuotaExhausted, Err: ErrBalanceNotEnough, Meaning: "business call: the balance is not enough", Source: "P third-party client code tables"},
	{Code: "50010001", Kind: authhooks.KindUnknown, Err: ErrGenerateFailed, Meaning: "business call: the generation failed", Source: "P third-party client code tables"},
}

// Codes returns the error codes that are known: the page's in the page's order,
// then those known from elsewhere. The slice is the caller's.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
