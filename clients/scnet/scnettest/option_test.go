package scnettest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestClusters(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.Cluster("22222", "second"), scnettest.DisabledCluster("33333", "third"))
	list := login(t, s)
	require.Len(t, list, 4)
	assert.Equal(t, "22222", list[2].ClusterID)
	assert.Equal(t, "second", list[2].ClusterName)
	assert.NotNil(t, list[2].Token)
	assert.Nil(t, list[3].Token)
}

func TestErrorStatus(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.ErrorStatus(http.StatusUnauthorized))
	assert.Equal(t, http.StatusUnauthorized, send(t, s, http.MethodPost, pathNext, token("garbage")).Status)
	assert.Equal(t, http.StatusUnauthorized, send(t, s, http.MethodGet, pathUser, token("garbage")).Status)
	assert.Equal(t, http.StatusOK, send(t, s, http.MethodPost, pathTokens, user(s)).Status)
}

func TestArrayAnswer(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.ArrayAnswer())
	e := send(t, s, http.MethodPost, pathNext, token(s.Credentials().Token.Reveal()))
	assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "scnet", "renewToken.0.array.json")), simtest.Shape(t, e.ResponseBody))
}

func TestRefusalCodes(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.LoginRefusal("1"), scnettest.RenewRefusal("2"))
	e := send(t, s, http.MethodPost, pathTokens, with(user(s), "Password", "wrong"))
	assert.Contains(t, string(e.ResponseBody), `"code":"1"`)
	_, result := renew(t, s, "garbage")
	assert.Equal(t, "2", result)
}

func TestStrictScopes(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.StrictScopes())
	list := login(t, s)
	platform, region := *list[0].Token, *list[1].Token
	for _, r := range [][3]string{{pathUser, platform, "0"}, {pathUser, region, "10009"}, {pathCenter, region, "0"}, {pathCenter, platform, "10009"}} {
		assert.Contains(t, string(send(t, s, http.MethodGet, r[0], token(r[1])).ResponseBody), `{"code":"`+r[2]+`"`)
	}
}
