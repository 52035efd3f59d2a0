// The types of a generated client, as far as a field has a name in Go.
package amsuapi

type Failure struct {
	// Error The reason
	Error FailureDetail `json:"error"`
}

type FailureDetail struct {
	// Code A dotted name; the page links a table of common codes that could not be read
	Code FailureCode `json:"code"`

	// Msg English text
	Msg string `json:"msg,omitempty"`
}

type RefreshRequest struct {
	// RefreshToken The refresh token of an earlier answer
	RefreshToken string `json:"refresh_token"`
}

type Token struct {
	// AccessToken A JWT for business calls
	AccessToken wire.Secret `json:"access_token"`

	// ExpiresIn Lifetime of the access token in seconds
	ExpiresIn int64 `json:"expires_in"`

	// RefreshToken A JWT of 30 days; whether a refresh answers one is not documented
	RefreshToken wire.Secret `json:"refresh_token,omitempty"`

	// TokenType Always bearer, in lower case
	TokenType string `json:"token_type"`
}

type TokenRequest struct {
	// ClientID The app_key
	ClientID string `json:"client_id"`

	// ClientSecret The app_secret
	ClientSecret string `json:"client_secret"`
}
