package authhooks

import (
	"errors"
	"strconv"
)

// codeTable holds a vendor's error codes by code and call.
type codeTable map[codeKey]CodeInfo

type codeKey struct {
	code string
	call CodeCall
}

// newCodeTable refuses two rows for one code and call, since the code would have two
// meanings. It also refuses a row with an unknown call.
func newCodeTable(rows []CodeInfo) (codeTable, *Error) {
	table := make(codeTable, len(rows))
	for _, info := range rows {
		key := codeKey{info.Code, info.Call}
		if info.Call > CodeBusinessCall {
			return nil, requestError("new", "the Vendor's code "+strconv.Quote(info.Code)+" has an unknown Call")
		}
		if _, twice := table[key]; twice {
			return nil, requestError("new", "the Vendor's code "+strconv.Quote(info.Code)+" has two rows for the same Call")
		}
		table[key] = info
	}
	return table, nil
}

// lookup returns the meaning of code in the answer to call. It returns false if the vendor
// does not document the code for that call.
func (t codeTable) lookup(code string, call CodeCall) (CodeInfo, bool) {
	if info, known := t[codeKey{code, call}]; known {
		return info, true
	}
	info, known := t[codeKey{code, CodeAnyCall}]
	return info, known
}

// documents reports whether the vendor documents code for any call.
func (t codeTable) documents(code string) bool {
	_, token := t.lookup(code, CodeTokenCall)
	_, business := t.lookup(code, CodeBusinessCall)
	return token || business
}

// cause returns the error that explains the code. It is the vendor package's value, or else
// an error with the text of Meaning, or else nil.
func (i CodeInfo) cause() error {
	if i.Err == nil && i.Meaning != "" {
		return errors.New(i.Meaning)
	}
	return i.Err
}
