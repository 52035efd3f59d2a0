package amsu

import (
	"errors"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// AMSU's documented error codes, for errors.Is. The tag in brackets says how
// surely a code is known (see specs/README.md).
var (
	// ErrAuthenticationFailed is code COMMON.AUTHENTICATION_FAILED [S 错误返回示例]: client id or client secret is wrong.
	ErrAuthenticationFailed = errors.New("amsu: client id or client secret is wrong")
	// ErrInvalidToken is code COMMON.INVALID_CREDENTIALS [D available-times page]: business call: the access token is wrong or expired.
	ErrInvalidToken = errors.New("amsu: business call: the access token is wrong or expired")
	// ErrInvalidFileType is code COMMON.INVALID_FILE_TYPE [D rr-list page]: business call: the uploaded file has the wrong type.
	ErrInvalidFileType = errors.New("amsu: business call: the uploaded file has the wrong type")
	// ErrInvalidECGData is code ECG.INVALID_DATA [D rr-list page]: business call: the ECG data is invalid (HTTP 422).
	ErrInvalidECGData = errors.New("amsu: business call: the ECG data is invalid (HTTP 422)")
)

var codes = []authhooks.CodeInfo{
	{Code: "COMMON.AUTHENTICATION_FAILED", Kind: authhooks.KindInvalidCredentials, Err: ErrAuthenticationFailed, Meaning: "client id or client secret is wrong", Source: "S 错误返回示例"},
	{Code: "COMMON.INVALID_CREDENTIALS", Kind: authhooks.KindTokenRejected, Err: ErrInvalidToken, Rejects: true, Meaning: "business call: the access token is wrong or expired", Source: "D available-times page"},
	{Code: "COMMON.INVALID_FILE_TYPE", Kind: authhooks.KindInvalidRequest, Err: ErrInvalidFileType, Meaning: "business call: the uploaded file has the wrong type", Source: "D rr-list page"},
	{Code: "ECG.INVALID_DATA", Kind: authhooks.KindInvalidRequest, Err: ErrInvalidECGData, Meaning: "business call: the ECG data is invalid (HTTP 422)", Source: "D rr-list page"},
}

// Codes returns the error codes that are known: the page's in the page's order,
// then those known from elsewhere. The slice is the caller's.
func Codes() []authhooks.CodeInfo { return append([]authhooks.CodeInfo(nil), codes...) }
