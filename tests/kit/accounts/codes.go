package accounts

import (
	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

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
