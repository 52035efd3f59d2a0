package authhooks

import (
	"context"
	"net/http"
	"time"
)

// Vendor describes a vendor to the core.
type Vendor struct {
	// Name is the vendor's short name, as in [Error.Vendor].
	Name string
	// Codes lists the vendor's documented error codes, with one row for each code and Call.
	Codes []CodeInfo
	// Parse reads the vendor's envelope in the answer to a token call or a business call.
	// It must have no side effects. body is nil if there is no body to read. Missing
	// fields are not success, so Parse returns the zero Outcome for an empty object.
	Parse func(status int, h http.Header, body []byte) Outcome
	// Put places the token on a clone of a request, after the core has checked the origin.
	// Use [PutBearer], [PutHeader], [PutQuery] or a function of your own. Put replaces an
	// older value and never adds a second one.
	Put func(req *http.Request, t Token) error
	// Static reports that the token is an API key: the secret of New. It never ends, and no
	// token call is made, so Fetch may be nil and a store is not used. If the vendor
	// refuses the key (401, or a code with Rejects), that is KindInvalidCredentials. It is
	// cached with a growing backoff, as a refused login is, and the request is not replayed.
	Static bool
	// LoginURL is a base URL for logins alone, if they go to another host (see
	// [Client.LoginDoer]). New checks it as it checks the base URL, and it is part of the
	// store's key. "" means the base URL.
	LoginURL string
	// Fetch gets a token. old is the last known token, for vendors that can refresh (see
	// [Client.RefreshOrLogin]). It is the zero Token at the first login.
	Fetch func(ctx context.Context, old Token) (Token, error)
	// Scope lists what else decides which token the vendor issues, besides base URL, id and
	// secrets. Examples are a region, an organisation or a tenant. It holds no secret. It
	// is part of the store's key (see [Key.WithScope]), so clients with different scopes
	// share neither tokens nor failures. Give an unset part as "", so that each part keeps
	// its place. New refuses a part with invisible characters, as [CheckCredentials] does.
	Scope []string
	// Secrets are the account's further secrets, besides the secret that New gets. They
	// are struck out wherever the vendor echoes them, and they are part of the store's key.
	// New refuses a secret that has an invisible character, or a space at an edge. A secret
	// of several lines, such as a key file, may also have tabs. A secret that is not UTF-8
	// text may have any bytes.
	Secrets []Secret
	// Credentials is the vendor package's own form of the account, which Fetch finds with
	// [CredentialsOf]. See [Client.SetAccount].
	Credentials any
}

// Outcome is the content of a vendor's envelope.
type Outcome struct {
	// Documented reports that the answer has the vendor's markers of success or failure. OK
	// reports that the markers say success.
	Documented, OK bool
	// Code, Message and RequestID are verbatim. The core makes them printable.
	Code, Message, RequestID string
	// RetryAfter is how long the body asks to wait. The core reads the header of that name.
	RetryAfter time.Duration
}

// CodeInfo is one row of a vendor's table of error codes.
type CodeInfo struct {
	Code string // verbatim
	Kind Kind   // what the code means for the caller
	// Meaning explains the code in a few words. Source names the page that documents it.
	Meaning, Source string
	// Err is the vendor package's exported value for this code, for errors.Is.
	Err error
	// Rejects reports that this code means a dead token in the answer to a business call.
	Rejects bool
	// Call says for which calls the row is valid, if the code has two meanings. A row for
	// the call itself takes precedence over a row for any call.
	Call CodeCall
}

// CodeCall names the calls in whose answers a code has the meaning of its row.
type CodeCall uint8

const (
	// CodeAnyCall is a code that means the same in every answer.
	CodeAnyCall CodeCall = iota
	// CodeTokenCall is a code in the answer to a login, a renewal or a check of a token.
	CodeTokenCall
	// CodeBusinessCall is a code in the answer to any other call.
	CodeBusinessCall
)
