package accounts

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestPlacesOfAToken(t *testing.T) {
	t.Parallel()
	sent := authtest.Exchange{
		RequestHeader: http.Header{"Authorization": {"Bearer one"}, "X-Token": {"two"}}, RawQuery: "access_key=th%72ee&other=x",
	}
	for _, c := range []struct {
		spec         Spec
		token, where string
	}{
		{Spec{Place: "bearer"}, "one", "Authorization: Bearer"},
		{Spec{Place: "header", Name: "X-Token"}, "two", "x-token"},
		{Spec{Place: "query", Name: "access_key"}, "three", "?access_key"},
	} {
		assert.Equal(t, c.token, c.spec.Carried(sent))
		assert.Equal(t, c.where, c.spec.Where())
		assert.Empty(t, c.spec.Carried(authtest.Exchange{RequestHeader: http.Header{"Authorization": {"Basic one"}}}), c.where)
	}
}

func TestAnOperationsNameSaysWhatItDoes(t *testing.T) {
	t.Parallel()
	rejected := authhooks.CodeInfo{Kind: authhooks.KindTokenRejected}
	for _, c := range []struct {
		op             SpecOperation
		login, renewal bool
		rejected       authhooks.Kind
	}{
		{SpecOperation{Name: "createToken", Token: "token"}, true, false, authhooks.KindInvalidCredentials},
		{SpecOperation{Name: "refreshToken", Token: "token"}, false, true, authhooks.KindRefreshRejected},
		{SpecOperation{Name: "renewToken", Token: "token"}, false, true, authhooks.KindRefreshRejected},
		{SpecOperation{Name: "checkToken"}, false, false, authhooks.KindTokenRejected},
	} {
		assert.Equal(t, c.login, c.op.IsLogin(), c.op.Name)
		assert.Equal(t, c.renewal, c.op.Renews(), c.op.Name)
		assert.Equal(t, c.rejected, KindIn(c.op, rejected), c.op.Name)
		assert.Equal(t, authhooks.KindUnavailable, KindIn(c.op, authhooks.CodeInfo{Kind: authhooks.KindUnavailable}), c.op.Name)
	}
}
