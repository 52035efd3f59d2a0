package authhooks

import (
	"context"
	"net/http"
	"time"
)

// Vendor is all that the core must know of a vendor.
type Vendor struct {
	// Name is the vendor's short name, as it stands in [Error.Vendor].
	Name string
	// Codes lists the vendor's documented error codes, one row for each code and
	// Call.
	Codes []CodeInfo
	// Parse reads the vendor's envelope, purely: for token calls, CheckResponse
	// and replay alike. body is nil where there is none to read. It must not
	// take missing fields for a success: an empty object is not Documented.
	Parse func(status int, h http.Header, body []byte) Outcome
	// Put places the credential on a clone of a request whose origin has been
	// checked: [PutBearer], [PutHeader], [PutQuery] or the vendor's own way. It
	// sets, never adds.
	Put func(req *http.Request, t Token) error
	// Fetch gets a token; old is the last one known, for vendors that can
	// refresh (see [Client.RefreshOrLogin]), and zero at the first login.
	Fetch func(ctx context.Context, old Token) (Token, error)
	// Scope is what else decides which token comes, besides base URL, id and
	// secrets: a region, an organisation, a tenant. It holds no secret. It is part
	// of the store's key (see [Key.WithScope]): what differs in it shares neither
	// token nor refusal. Give an unset part as "", so that each keeps its place. New
	// refuses a part that has what nobody sees, as [CheckCredentials] does.
	Scope []string
	// Secrets are the account's further secrets, besides the one given to New.
	// They are struck out wherever the vendor echoes them, and are part of the
	// store's key like New's. New refuses one that has an invisible character or a
	// space at an edge. A key file may have line breaks, and tabs between them; what
	// is not UTF-8 text may be any bytes.
	Secrets []Secret
}

// Outcome is what a vendor's answer says in the vendor's own dialect.
type Outcome struct {
	// Documented: the vendor's markers are there. OK: they say success.
	Documented, OK bool
	// Code, Message and RequestID are verbatim; the core makes them printable.
	Code, Message, RequestID string
	// RetryAfter is a wish stated in the body. The header of that name is read by the core.
	RetryAfter time.Duration
}

// CodeInfo is one row of a vendor's table of error codes.
type CodeInfo struct {
	Code string // verbatim
	Kind Kind   // what it means for the caller
	// Meaning says it in a few words; Source where that is written.
	Meaning, Source string
	// Err is the vendor package's exported value for this code, for errors.Is.
	Err error
	// Rejects: on a business call this code means a dead token.
	Rejects bool
	// Call says in which calls the row holds, if the vendor uses the code for
	// two things. A row for the call comes before one for any call.
	Call CodeCall
}

// CodeCall says in answers to which calls a code has the meaning of its row.
type CodeCall uint8

const (
	// CodeAnyCall is a code that means the same in every answer.
	CodeAnyCall CodeCall = iota
	// CodeTokenCall is a code in the answer to a login, a renewal or a check of a token.
	CodeTokenCall
	// CodeBusinessCall is a code in the answer to any other call.
	CodeBusinessCall
)
