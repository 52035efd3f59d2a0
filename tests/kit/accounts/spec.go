package accounts

import (
	"net/url"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Spec is what a vendor's OpenAPI document says.
type Spec struct {
	Title      string          // info.title without " token API"
	Operations []SpecOperation // in the document's order
	// Lifetime, RefreshLifetime and RenewalWindow are what the page states, or zero.
	Lifetime, RefreshLifetime, RenewalWindow time.Duration
	// Place is where a business call carries the token: "bearer", "header" or "query". Name
	// is the header's or the parameter's.
	Place, Name string
	Secrets     []string // names of fields, headers and parameters whose values are secret
}

// SpecOperation is one call of an OpenAPI document.
type SpecOperation struct {
	Name, Method, Path string
	Token              string // the JSON path of the token in its answer; "" if it brings none
	Business           bool   // it carries the token as business calls do
}

// Renews reports whether the operation makes a new token of an old one. Its name says so:
// refresh takes a refresh token, renew takes the token itself.
func (o SpecOperation) Renews() bool { return o.takesRefresh() || strings.HasPrefix(o.Name, "renew") }

func (o SpecOperation) takesRefresh() bool { return strings.HasPrefix(o.Name, "refresh") }

// IsLogin reports whether the operation makes a token of the credentials.
func (o SpecOperation) IsLogin() bool { return o.Token != "" && !o.Renews() }

// Carried returns the token that a business call carried in the vendor's place.
func (s Spec) Carried(e authtest.Exchange) string {
	switch s.Place {
	case "header":
		return e.RequestHeader.Get(s.Name)
	case "query":
		query, _ := url.ParseQuery(e.RawQuery) // a part that cannot be parsed carries nothing
		return query.Get(s.Name)
	default:
		token, bearer := strings.CutPrefix(e.RequestHeader.Get("Authorization"), "Bearer ")
		if !bearer {
			return ""
		}
		return token
	}
}

// Where is that place in words.
func (s Spec) Where() string {
	switch s.Place {
	case "header":
		return strings.ToLower(s.Name)
	case "query":
		return "?" + s.Name
	default:
		return "Authorization: Bearer"
	}
}
