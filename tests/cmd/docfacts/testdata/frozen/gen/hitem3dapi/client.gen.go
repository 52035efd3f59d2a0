// The types of a generated client, as far as a field has a name in Go.
package hitem3dapi

type Failure struct {
	// Code String in the page's table, a number in its samples; the vendor announces more codes
	Code FailureCode `json:"code"`

	// Data Present and empty in every sample
	Data json.RawMessage `json:"data,omitempty"`

	// Message Text of the answer, as the first two samples name it
	Message string `json:"message,omitempty"`

	// Msg Text of the answer, as the table and the error sample name it
	Msg string `json:"msg,omitempty"`
}

type Token struct {
	// AccessToken Opaque; the sample's JWT look is an abbreviation
	AccessToken wire.Secret `json:"accessToken"`

	// Nonce Random text that no documented call takes
	Nonce string `json:"nonce,omitempty"`

	// TokenType Always Bearer in the samples
	TokenType string `json:"tokenType,omitempty"`
}

type TokenAnswer struct {
	// Code String in the page's table, a number in its samples
	Code SuccessCode `json:"code"`

	// Data What the client gets
	Data Token `json:"data"`

	// Message Text of the answer, as the first two samples name it
	Message string `json:"message,omitempty"`

	// Msg Text of the answer, as the table and the error sample name it
	Msg string `json:"msg,omitempty"`
}
