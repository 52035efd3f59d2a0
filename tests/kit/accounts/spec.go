package accounts

import "time"

// Spec is what a vendor's OpenAPI document says.
type Spec struct {
	Title      string
	Operations []SpecOperation // in the document's order
	// Place and Name say where a business call carries the token: bearer, header or query,
	// and the name of the header or parameter.
	Place, Name string
	// Lifetime, RefreshLifetime and RenewalWindow are what the page states, or zero.
	Lifetime, RefreshLifetime, RenewalWindow time.Duration
}

// SpecOperation is a documented call.
type SpecOperation struct {
	Name, Method, Path string
	Token              string // path of the token in its answer, "" if it brings none
}
