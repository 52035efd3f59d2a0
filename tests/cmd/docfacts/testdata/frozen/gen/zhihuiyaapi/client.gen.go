// The types of a generated client, as far as a field has a name in Go.
package zhihuiyaapi

type BusinessAnswer struct {
	// Data What was asked for, an object or an array
	Data json.RawMessage `json:"data,omitempty"`

	// ErrorCode Code 0 for success, else one of FailureCode
	ErrorCode BusinessCode `json:"error_code"`

	// ErrorMsg Text of the answer
	ErrorMsg string `json:"error_msg,omitempty"`

	// Status Whether the call worked
	Status bool `json:"status"`
}

type Failure struct {
	// ErrorCode One list for token and business calls
	ErrorCode FailureCode `json:"error_code"`

	// ErrorMsg Text of the failure
	ErrorMsg string `json:"error_msg,omitempty"`

	// Status Whether the call worked
	Status bool `json:"status"`
}

type Token struct {
	// ExpiresIn Lifetime in seconds
	ExpiresIn int64 `json:"expires_in,omitempty"`

	// IssuedAt When it was issued, Unix milliseconds as a string
	IssuedAt string `json:"issued_at,omitempty"`

	// Status The word approved
	Status string `json:"status,omitempty"`

	// Token Opaque
	Token wire.Secret `json:"token"`

	// TokenType BearerToken; the header takes Bearer
	TokenType string `json:"token_type,omitempty"`
}

type TokenRequest struct {
	// GrantType The only grant
	GrantType TokenRequestGrantType `json:"grant_type"`
}

type WrappedToken struct {
	// Data What the client gets, at the top level (page) or as data (wrapped)
	Data Token `json:"data"`

	// ErrorCode Code of a success where the answer is wrapped
	ErrorCode SuccessCode `json:"error_code"`

	// ErrorMsg Text of the answer
	ErrorMsg string `json:"error_msg,omitempty"`

	// Status Whether the call worked
	Status bool `json:"status"`
}
