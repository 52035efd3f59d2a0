package authtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestShape(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"code":200,"data":{"token":"x"}}`:                               `{code:number,data:{token:string}}`,
		"{\n \"b\" : true,\n \"a\" : null, \"c\":[ {\"x\":[]},1,\"\" ] }": `{b:bool,a:null,c:[{x:[]},number,string]}`,
		`{}`:  `{}`,
		`[]`:  `[]`,
		`"x"`: `string`,
	} {
		got, err := authtest.Shape([]byte(body))
		require.NoError(t, err, body)
		assert.Equal(t, want, got, body)
	}
	for _, bad := range []string{``, `{`, `{"a"`, `{"a":1`, `[1`, `{"a":1}{}`, `nope`, `[}`} {
		_, err := authtest.Shape([]byte(bad))
		require.Error(t, err, bad)
	}
}
