package hummingbirdtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestBusinessCall(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	access := login(t, s).Result.Access
	e := send(t, s, http.MethodGet, pathProducts, token(access), "")
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, string(simtest.Sample(t, "hummingbird", "business.0.json")), string(e.ResponseBody), "final newline included")
}

func TestWhereTheTokenGoes(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	answer := login(t, s).Result
	for name, r := range map[string]struct {
		query  string
		header http.Header
		ok     bool
	}{
		"header":                    {"", token(answer.Access), true},
		"query":                     {"?x-token=" + answer.Access, nil, true},
		"the query wins":            {"?x-token=garbage", token(answer.Access), false},
		"the query wins when empty": {"?x-token=", token(answer.Access), false},
		"the query wins when good":  {"?x-token=" + answer.Access, token("garbage"), true},
		"none":                      {"", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := "business.10006.json"
			if r.ok {
				want = "business.0.json"
			}
			e := send(t, s, http.MethodGet, pathProducts+r.query, r.header, "")
			assert.Equal(t, http.StatusOK, e.Status)
			assert.Equal(t, string(simtest.Sample(t, "hummingbird", want)), string(e.ResponseBody))
		})
	}
	e := send(t, s, http.MethodGet, pathProducts, http.Header{"Accept-Language": {"en"}}, "")
	assert.Equal(t, string(simtest.Sample(t, "hummingbird", "business.10006.en.json")), string(e.ResponseBody))
}
