package accounts

import (
	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Sentinels are the error values of authhooks for the kinds that a vendor's code may have.
var Sentinels = map[authhooks.Kind]error{
	authhooks.KindInvalidCredentials: authhooks.ErrInvalidCredentials,
	authhooks.KindTokenRejected:      authhooks.ErrTokenRejected,
	authhooks.KindRefreshRejected:    authhooks.ErrRefreshRejected,
	authhooks.KindPermissionDenied:   authhooks.ErrPermissionDenied,
	authhooks.KindRateLimited:        authhooks.ErrRateLimited,
	authhooks.KindQuotaExhausted:     authhooks.ErrQuotaExhausted,
	authhooks.KindInvalidRequest:     authhooks.ErrInvalidRequest,
	authhooks.KindUnavailable:        authhooks.ErrUnavailable,
}

// CodesOf returns the rows of a vendor's table that hold in answers to an operation.
func CodesOf(rows []authhooks.CodeInfo, op string) []authhooks.CodeInfo {
	call := authhooks.CodeTokenCall
	if op == authtest.OpBusiness {
		call = authhooks.CodeBusinessCall
	}
	var found []authhooks.CodeInfo
	for _, info := range rows {
		if info.Call == authhooks.CodeAnyCall || info.Call == call {
			found = append(found, info)
		}
	}
	return found
}

// KindIn is the kind of a code in the answer to a token call. A dead token there is dead
// credentials of a login, or a dead refresh token.
func KindIn(op SpecOperation, info authhooks.CodeInfo) authhooks.Kind {
	switch {
	case info.Kind != authhooks.KindTokenRejected:
		return info.Kind
	case op.Renews():
		return authhooks.KindRefreshRejected
	case op.IsLogin():
		return authhooks.KindInvalidCredentials
	default:
		return info.Kind
	}
}

// BusinessKind is the kind of a code in the answer to a business call. An API key that the
// vendor rejects cannot be renewed, so it is wrong credentials.
func (v Vendor) BusinessKind(info authhooks.CodeInfo) authhooks.Kind {
	if v.Static && info.Rejects {
		return authhooks.KindInvalidCredentials
	}
	return info.Kind
}

// Refused is the row of the vendor's table for a login with wrong credentials.
func (v Vendor) Refused() authhooks.CodeInfo {
	op := authtest.OpBusiness
	if !v.Static {
		op = v.login().Name
	}
	for _, info := range CodesOf(v.Codes, op) {
		if info.Err == v.Refusal.Err { //nolint:errorlint // the very value of the table
			return info
		}
	}
	return authhooks.CodeInfo{}
}
