package accounts

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

const asJSON = "Content-Type: application/json"

// Vendors are all of them.
var Vendors = []Vendor{
	{
		Name: "hitem3d", Codes: hitem3d.Codes(), Lifetime: hitem3dtest.Lifetime, TokenType: "Bearer",
		Package:  hosted(hitem3d.New, hitem3d.CredentialsFromEnv, hitem3d.BaseURLFromEnv, hitem3dtest.Start),
		Business: "/open-api/v1/balance", Marker: "code",
		Refusal:  Refusal{Err: hitem3d.ErrInvalidClient, Name: "ErrInvalidClient"},
		Curl:     []string{"-H", asJSON, "-u", "{ClientID}:{ClientSecret}"},
		Variants: [][]authtest.Option{{hitem3dtest.MsgKey()}},
		Unheld:   map[string]string{"TokenAnswer.msg": "the page's table has it, both samples of a success have message"},
	},
	{
		Name: "hummingbird", Codes: hummingbird.Codes(), Lifetime: hummingbirdtest.Lifetime,
		Package:  installed(hummingbird.New, hummingbird.CredentialsFromEnv, hummingbird.BaseURLFromEnv, hummingbirdtest.Start),
		Business: "/v1.0/openapi/products", Marker: "code", Expiry: "result.expire",
		Refusal: Refusal{Err: hummingbird.ErrWrongPassword, Name: "ErrWrongPassword"},
		Curl:    []string{"-H", asJSON, "-d", `{"username":"{Username}","password":"{Password}"}`},
		Unheld:  map[string]string{"BusinessAnswer.successMsg": "in the gateway's source, in no answer of the running one"},
	},
	{
		Name: "scnet", Codes: scnet.Codes(), Lifetime: scnettest.Lifetime,
		Package:  installed(scnet.New, scnet.CredentialsFromEnv, scnet.BaseURLFromEnv, scnettest.Start).without("AccessKey", "SecretKey"),
		Business: "/ac/openapi/v2/center", Marker: "code",
		Refusal: Refusal{
			Err: scnet.ErrInvalidParameter, Name: "ErrInvalidParameter",
			Guess: "no page shows the answer to a wrong password, the simulator guesses 10004",
		},
		Curl:     []string{"-H", asJSON, "-H", "user: {User}", "-H", "password: {Password}", "-H", "orgId: {OrgID}"},
		Needs:    "SCNET_BASE_URL and SCNET_TOKEN, or SCNET_BASE_URL, SCNET_USER, SCNET_PASSWORD and SCNET_ORG_ID",
		Variants: [][]authtest.Option{{scnettest.ArrayAnswer(), scnettest.DisabledCluster("999", "off")}},
	},
	{
		Name: "scnet (access key)", Login: "createTokensByKey", Timed: true, Codes: scnet.Codes(), Lifetime: scnettest.Lifetime,
		Package:  installed(scnet.New, scnet.CredentialsFromEnv, scnet.BaseURLFromEnv, scnettest.Start).without("Token", "Password", "OrgID"),
		Business: "/ac/openapi/v2/center", Marker: "code",
		Refusal: Refusal{
			Err: scnet.ErrInvalidParameter, Name: "ErrInvalidParameter",
			Guess: "no page shows the answer to a wrong signature, the simulator guesses 10004",
		},
		CurlReason: "a login needs a signature of the time",
		Needs:      "SCNET_BASE_URL, SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY",
	},
	{
		Name: "amsu", Codes: amsu.Codes(), Lifetime: amsutest.Lifetime, TokenType: "bearer",
		Package:  hosted(amsu.New, amsu.CredentialsFromEnv, amsu.BaseURLFromEnv, amsutest.Start),
		Business: "/amsu-analysis/v2/available-times", Expiry: "expires_in",
		Refusal:  Refusal{Err: amsu.ErrAuthenticationFailed, Name: "ErrAuthenticationFailed"},
		Curl:     []string{"--data-urlencode", "client_id={ClientID}", "--data-urlencode", "client_secret={ClientSecret}"},
		Variants: [][]authtest.Option{{amsutest.PutBlocked()}, {amsutest.NoNewRefreshToken()}},
	},
	{
		Name: "zhihuiya", Codes: zhihuiya.Codes(), Lifetime: zhihuiyatest.Lifetime, TokenType: "BearerToken",
		Package:  hosted(zhihuiya.New, zhihuiya.CredentialsFromEnv, zhihuiya.BaseURLFromEnv, zhihuiyatest.Start),
		Business: "/basic-patent-data/simple-bibliography?patent_id=1", Query: "apikey", Expiry: "expires_in",
		Refusal:  Refusal{Err: zhihuiya.ErrInvalidClient, Name: "ErrInvalidClient"},
		Curl:     []string{"-u", "{ClientID}:{ClientSecret}", "-d", "grant_type=client_credentials"},
		Costs:    "no business call is known to cost no quota",
		Variants: [][]authtest.Option{{zhihuiyatest.WrappedAnswer()}},
		Unheld:   map[string]string{"WrappedToken.error_msg": "clients' fixtures leave it out of a success"},
	},
	{
		Name: "zhihuiya (API key)", Codes: zhihuiya.Codes(),
		Package: keyed(zhihuiya.NewWithAPIKey, zhihuiya.APIKeyFromEnv, zhihuiya.BaseURLFromEnv, zhihuiyatest.Start,
			(*zhihuiyatest.Server).APIKey),
		Business: "/basic-patent-data/simple-bibliography?patent_id=1", KeyPrefix: "sk-",
		Refusal:    Refusal{Err: zhihuiya.ErrAPIKeyRejected, Name: "ErrAPIKeyRejected", Guess: "67200202 is from clients"},
		CurlReason: "an API key needs no login",
		Costs:      "no business call is known to cost no quota",
		Variants:   [][]authtest.Option{{zhihuiyatest.KeyErrorStatus(http.StatusUnauthorized)}},
	},
	// new-vendor: rows
}
