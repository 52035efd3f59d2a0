// The types of a generated client, as far as a field has a name in Go.
package scnetapi

type ClusterToken struct {
	// ClusterID Id of the region; 0 is the platform
	ClusterID string `json:"clusterId"`

	// ClusterName Name of the region; ac is the platform
	ClusterName string `json:"clusterName,omitempty"`

	// Token A JWT; null where the account is disabled in that region
	Token *wire.Secret `json:"token"`
}

type Failure struct {
	// Code A string in the page's table; the code table writes bare numbers, so clients should take a number too
	Code FailureCode `json:"code"`

	// Msg Text of the answer
	Msg string `json:"msg,omitempty"`
}

type RenewAnswer struct {
	// Code A string in the page's table and sample; clients should take a number too
	Code SuccessCode `json:"code"`

	// Data A bare token in the sample; a list of objects with a token in the table
	Data RenewedToken `json:"data"`

	// Msg Text of the answer
	Msg string `json:"msg,omitempty"`
}

type StateAnswer struct {
	// Code A string in the page's table and sample; clients should take a number too
	Code SuccessCode `json:"code"`

	// Data An object in the table, a sentence in the sample
	Data TokenState `json:"data,omitempty"`

	// Msg Text of the answer
	Msg string `json:"msg,omitempty"`
}

type TokensAnswer struct {
	// Code A string in the page's table and sample; clients should take a number too
	Code SuccessCode `json:"code"`

	// Data One entry a region, and the platform as region 0
	Data []ClusterToken `json:"data"`

	// Msg Text of the answer
	Msg string `json:"msg,omitempty"`
}

type CreateTokensParams struct {
	// User User name
	User string `json:"user"`

	// Password Password
	Password string `json:"password"`

	// OrgID Id of the organisation; the page's sample writes orgid
	OrgID string `json:"orgId"`
}

type RenewTokenParams struct {
	// Token The region's token
	Token TokenHeader `json:"token"`
}

type CheckTokenParams struct {
	// Token The region's token
	Token TokenHeader `json:"token"`
}
