package authhooks_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

type base struct {
	ID   string `json:"id"`
	Name string
	Deep string `json:"deep"`
}

// Base is embedded by an exported name, so that a nil pointer to it can be set.
type Base struct {
	base

	Name string
	Kind string
}

type other struct {
	Name string
	Kind string `json:"Kind"`
}

// Other is other by an exported name.
type Other other

type embeds struct {
	Base

	ID string `json:"id"` // before that of base
}

type embedsPointer struct {
	*Base

	Own string `json:"own"`
}

type embedsTwo struct { // Name is ambiguous, and so stays empty; Kind has a tag in one
	Base
	Other
}

type embedsTwice struct {
	embeds
	left
	right
}

type left struct{ Other }

type right struct{ Base }

type embedsTagged struct {
	Base  `json:"base"`
	other `json:"other"`
}

type embedsItself struct {
	*embedsItself //nolint:unused // it leads nowhere, which is the case under test

	ID string `json:"id"`
}

type embedsWords struct {
	words //nolint:unused // no struct, and not exported: it has no part in JSON
	Words

	ID string `json:"id"`
}

type words []string //nolint:unused // see embedsWords

// Words is a list that is embedded by its name.
type Words []string

type oddTags struct {
	A string `json:"-,"` //nolint:staticcheck // a key that is a dash
	B string `json:"-"`
	C string `json:"c'c"` //nolint:staticcheck // no name for a key: the field's own counts
	D string `json:"d.d,omitempty"`
	E string `json:",omitempty"`
}

// Every model is read as encoding/json reads it, which finds the same fields.
func TestUnmarshalFindsEmbeddedFieldsAsEncodingJSONDoes(t *testing.T) {
	t.Parallel()
	const body = `{"id":"i","Name":"n","deep":"d","Kind":"k","own":"o","base":{"id":"bi","Name":"bn"},"other":{"Name":"on"},"Words":["w"],
		"-":"dash","B":"no","C":"c","c'c":"no","d.d":"dd","E":"e"}`
	for _, model := range []any{
		embeds{}, embedsPointer{}, embedsTwo{}, embedsTwice{}, embedsTagged{}, embedsItself{}, embedsWords{}, oddTags{}, Base{}, left{},
	} {
		ours, theirs := reflect.New(reflect.TypeOf(model)), reflect.New(reflect.TypeOf(model))
		require.NoError(t, json.Unmarshal([]byte(body), theirs.Interface()), "%T", model)
		require.NoError(t, authhooks.Unmarshal([]byte(body), ours.Interface()), "%T", model)
		assert.Equal(t, theirs.Interface(), ours.Interface(), "%T", model)
	}
	var e embeds
	require.NoError(t, authhooks.Unmarshal([]byte(body), &e))
	assert.Equal(t, embeds{ID: "i", Base: Base{Name: "n", Kind: "k", base: base{Deep: "d"}}}, e)
}

func TestUnmarshalSetsAnEmbeddedPointerOnlyWhereItMust(t *testing.T) {
	t.Parallel()
	var p embedsPointer
	require.NoError(t, authhooks.Unmarshal([]byte(`{"own":"o"}`), &p))
	assert.Nil(t, p.Base)
	there := &Base{Kind: "kept"}
	p.Base = there
	require.NoError(t, authhooks.Unmarshal([]byte(`{"deep":"d"}`), &p))
	assert.Same(t, there, p.Base)
	assert.Equal(t, "d", there.Deep)
	assert.Equal(t, "kept", there.Kind)

	var hidden struct{ *base }
	require.Error(t, json.Unmarshal([]byte(`{"id":"i"}`), &hidden), "encoding/json refuses it")
	require.ErrorContains(t, authhooks.Unmarshal([]byte(`{"id":"i"}`), &hidden), `field "id" stands in an embedded pointer`)
	require.NoError(t, authhooks.Unmarshal([]byte(`{"new":"i"}`), &hidden))
	var tagged struct {
		*base `json:"x"`
	}
	require.ErrorContains(t, authhooks.Unmarshal([]byte(`{"x":{}}`), &tagged), `field "x" stands in an embedded pointer`)
	hidden.base = &base{}
	require.NoError(t, authhooks.Unmarshal([]byte(`{"id":"i"}`), &hidden))
	assert.Equal(t, "i", hidden.ID)
}

// A token in an embedded struct is as essential as any other.
func TestUnmarshalNamesATokenInAnEmbeddedStruct(t *testing.T) {
	t.Parallel()
	type Inner inner
	var flat struct {
		Inner

		Code authhooks.Code `json:"code"`
	}
	require.EqualError(t, authhooks.Unmarshal([]byte(`{"code":1}`), &flat), `field "token" is missing`)
	require.NoError(t, authhooks.Unmarshal([]byte(`{"code":1,"token":"t","expires":"x"}`), &flat))
	assert.Equal(t, "t", flat.Token.Reveal())
	var deep struct {
		Result struct{ *Inner } `json:"result"`
	}
	require.EqualError(t, authhooks.Unmarshal([]byte(`{"result":{}}`), &deep), `field "result.token" is missing`)
	require.EqualError(t, authhooks.Unmarshal([]byte(`{}`), &deep), `field "result.token" is missing`)
	require.NoError(t, authhooks.Unmarshal([]byte(`{"result":{"token":"t"}}`), &deep))
	assert.Equal(t, "t", deep.Result.Token.Reveal())
	require.ErrorContains(t, authhooks.Unmarshal([]byte(`{"result":{"token":"t","expires":1,"expires":2}}`), &deep), "twice")
}

// However many there are, and however deep.
func TestUnmarshalNamesEverySecretThatIsMissing(t *testing.T) {
	t.Parallel()
	var fields []reflect.StructField
	whole := map[string]string{}
	for i := range 200 {
		name := "F" + strconv.Itoa(i)
		fields = append(fields, reflect.StructField{Name: name, Type: reflect.TypeFor[authhooks.Secret]()})
		whole[name] = "t"
	}
	many := reflect.StructOf(fields)
	text, err := json.Marshal(whole)
	require.NoError(t, err)
	require.NoError(t, authhooks.Unmarshal(text, reflect.New(many).Interface()))
	for _, name := range []string{"F0", "F63", "F64", "F65", "F128", "F199"} {
		delete(whole, name)
		text, err := json.Marshal(whole)
		require.NoError(t, err)
		require.EqualError(t, authhooks.Unmarshal(text, reflect.New(many).Interface()), `field "`+name+`" is missing`)
		whole[name] = "t"
	}

	deep, path := reflect.TypeFor[authhooks.Secret](), "A"
	for range 30 {
		deep = reflect.StructOf([]reflect.StructField{{Name: "A", Type: deep}})
	}
	for range 29 {
		path += ".A"
	}
	for _, in := range []string{`{}`, `{"A":{}}`, `{"A":{"A":{"A":{"A":{"A":{}}}}}}`} {
		require.EqualError(t, authhooks.Unmarshal([]byte(in), reflect.New(deep).Interface()), `field "`+path+`" is missing`, in)
	}

	var inPointers struct {
		P **struct{ T *authhooks.Secret }
	}
	require.EqualError(t, authhooks.Unmarshal([]byte(`{}`), &inPointers), `field "P.T" is missing`)
	require.EqualError(t, authhooks.Unmarshal([]byte(`{"P":{}}`), &inPointers), `field "P.T" is missing`)
}

type holdsSecret struct {
	T authhooks.Secret `json:"t"`
}

// tree holds itself.
type tree struct {
	Next  *tree            `json:"next,omitempty"`
	Nodes []tree           `json:"nodes,omitempty"`
	T     authhooks.Secret `json:"t"`
}

func TestUnmarshalReadsArraysAsLists(t *testing.T) {
	t.Parallel()
	type twoOf struct {
		Two [2]holdsSecret `json:"two"`
		N   [2]int         `json:"n"`
	}
	for in, want := range map[string]string{
		`{}`:                                    `field "two" is missing`,
		`{"two":7}`:                             `field "two" is not a list`,
		`{"two":[{}]}`:                          `field "two[0].t" is missing`,
		`{"two":[{"t":"a"},{}]}`:                `field "two[1].t" is missing`,
		`{"two":[{"t":"a"},{"t":""}]}`:          `field "two[1].t" is empty`,
		`{"two":[{"t":"a"}],"n":[1,{"a":1}]}`:   "",
		`{"two":[{"t":"a"},{"t":"b"},{"c":1}]}`: "",
	} {
		var pair twoOf
		err := authhooks.Unmarshal([]byte(in), &pair)
		if want != "" {
			require.EqualError(t, err, want, in)
			continue
		}
		require.NoError(t, err, in)
	}
	var pair twoOf
	require.NoError(t, authhooks.Unmarshal([]byte(`{"two":[],"n":[1,"2.0",3]}`), &pair))
	assert.Equal(t, [2]int{1, 2}, pair.N)
	assert.True(t, pair.Two[0].T.IsZero(), "an array has zeros for what the list has not")
	var nested struct{ A [1][2][]holdsSecret }
	require.EqualError(t, authhooks.Unmarshal([]byte(`{"A":[[[],[{}]]]}`), &nested), `field "A[0][1][0].t" is missing`)

	var root tree
	require.NoError(t, authhooks.Unmarshal([]byte(`{"t":"a","next":{"t":"b","nodes":[{"t":"c"}]}}`), &root))
	assert.Equal(t, "c", root.Next.Nodes[0].T.Reveal())
	require.EqualError(t, authhooks.Unmarshal([]byte(`{"next":{"t":"b"}}`), &root), `field "t" is missing`)
}
