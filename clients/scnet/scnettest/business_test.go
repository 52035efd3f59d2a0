package scnettest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func TestBusinessCalls(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	list := login(t, s)
	for path, data := range map[string]string{
		pathUser:   `{"userName":"` + s.Credentials().User + `"}`,
		pathCenter: `{"clusterId":"` + s.Credentials().ClusterID + `"}`,
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			e, err := authtest.Send(t.Context(), method, s.URL+path, token(*list[1].Token), strings.Repeat("x", 1<<20))
			require.NoError(t, err)
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Equal(t, `{"code":"0","msg":"success","data":`+data+`}`, string(e.ResponseBody))
		}
	}
}

func TestBusinessCallsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	seed := s.Credentials().Token.Reveal()
	for name, r := range map[string]struct {
		path   string
		header http.Header
		want   string
	}{
		"none":         {pathUser, nil, "10003"},
		"garbage":      {pathUser, token("garbage"), "10008"},
		"as a bearer":  {pathUser, http.Header{"Authorization": {"Bearer " + seed}}, "10003"},
		"in the query": {pathUser + "?token=" + seed, nil, "10003"},
		"with a word":  {pathCenter, token("Bearer " + seed), "10008"},
	} {
		e := send(t, s, http.MethodGet, r.path, r.header)
		assert.Equal(t, http.StatusOK, e.Status, name)
		assert.Contains(t, string(e.ResponseBody), `{"code":"`+r.want+`"`, name)
	}
}
