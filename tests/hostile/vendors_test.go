// Package hostile holds the SDK to its promises in a world that means harm:
// whatever a server says or does, every call of every vendor ends in time with
// a typed error or a good token, and no secret gets out.
package hostile_test

import (
	"testing"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/tests/accounts"
)

// vendor is what the catalogue must know of a vendor to speak as it does.
type vendor struct {
	name     string
	open     accounts.Open
	codes    []authhooks.CodeInfo
	business string // path of a business call
	marker   string // the field of an answer that says success; "" where only the token does
	expiry   string // the field of the first operation's answer that tells the end
}

var vendors = []vendor{
	{"hitem3d", accounts.Hitem3D, hitem3d.Codes(), "/open-api/v1/balance", "code", ""},
	{"hummingbird", accounts.Hummingbird, hummingbird.Codes(), "/v1.0/openapi/products", "code", "result.expire"},
	{"scnet", accounts.SCNet, scnet.Codes(), "/ac/openapi/v2/center", "code", ""},
	{"amsu", accounts.AMSU, amsu.Codes(), "/amsu-analysis/v2/available-times", "", "expires_in"},
	{"zhihuiya", accounts.Zhihuiya, zhihuiya.Codes(), "/basic-patent-data/simple-bibliography?patent_id=1", "", "expires_in"},
}

// forEach runs f for every vendor, as a parallel subtest.
func forEach(t *testing.T, f func(t *testing.T, v vendor)) {
	t.Helper()
	for _, v := range vendors {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			f(t, v)
		})
	}
}
