package amsu

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// AMSU's documented error codes, for errors.Is. The brackets name the source of each
// code: S the page, R observed on a running server, C its source, D another page of
// the vendor, P third-party clients.
var (
	// ErrAuthenticationFailed is code COMMON.AUTHENTICATION_FAILED (invalid credentials), client id or client secret is wrong [S 错误返回示例].
	ErrAuthenticationFailed = errors.New("amsu: client id or client secret is wrong")
	// ErrInvalidToken is code COMMON.INVALID_CREDENTIALS (token rejected, a dead token), business call: the access token is wrong or expired [D available-times page].
	ErrInvalidToken = errors.New("amsu: business call: the access token is wrong or expired")
	// ErrInvalidFileType is code COMMON.INVALID_FILE_TYPE (invalid request), business call: the uploaded file has the wrong type [D rr-list page].
	ErrInvalidFileType = errors.New("amsu: business call: the uploaded file has the wrong type")
	// ErrInvalidECGData is code ECG.INVALID_DATA (invalid request), business call: the ECG data is invalid (HTTP 422) [D rr-list page].
	ErrInvalidECGData = errors.New("amsu: business call: the ECG data is invalid (HTTP 422)")
)

var codes = []authhooks.CodeInfo{
	{Code: "COMMON.AUTHENTICATION_FAILED", Kind: authhooks.KindInvalidCredentials, Err: ErrAuthenticationFailed, Meaning: "client id or client secret is wrong", Source: "S 错误返回示例"},
	{Code: "COMMON.INVALID_CREDENTIALS", Kind: authhooks.KindTokenRejected, Err: ErrInvalidToken, Rejects: true, Meaning: "business call: the access token is wrong or expired", Source: "D available-times page"},
	{Code: "COMMON.INVALID_FILE_TYPE", Kind: authhooks.KindInvalidRequest, Err: ErrInvalidFileType, Meaning: "business call: the uploaded file has the wrong type", Source: "D rr-list page"},
	{Code: "ECG.INVALID_DATA", Kind: authhooks.KindInvalidRequest, Err: ErrInvalidECGData, Meaning: "business call: the ECG data is invalid (HTTP 422)", Source: "D rr-list page"},
}

// Codes returns the known error codes. The page's codes come first, in the page's order,
// then the codes from elsewhere. The caller owns the slice.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
