package authhooks

import (
	"errors"
	"strconv"
)

// codeTable is a vendor's error codes, to be looked up by code and call.
type codeTable map[codeKey]CodeInfo

type codeKey struct {
	code string
	call CodeCall
}

// newCodeTable refuses two rows for one code and call: nobody could say which
// of the two is meant.
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

// lookup returns what code means in the answer to a call, and false if the
// vendor documents no such code there.
func (t codeTable) lookup(code string, call CodeCall) (CodeInfo, bool) {
	if info, known := t[codeKey{code, call}]; known {
		return info, true
	}
	info, known := t[codeKey{code, CodeAnyCall}]
	return info, known
}

// documents reports whether the vendor has code for any call.
func (t codeTable) documents(code string) bool {
	_, token := t.lookup(code, CodeTokenCall)
	_, business := t.lookup(code, CodeBusinessCall)
	return token || business
}

// cause is the error that says what the code means: the vendor package's value,
// else one of the meaning's words, else nil.
func (i CodeInfo) cause() error {
	if i.Err == nil && i.Meaning != "" {
		return errors.New(i.Meaning)
	}
	return i.Err
}
