package authhooks_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

type inner struct {
	Token   authhooks.Secret `json:"token"`
	Refresh authhooks.Secret `json:"refresh,omitempty"`
	Expires int64            `json:"expires"`
	Word    string           `json:"word,omitempty"`
	Flag    bool             `json:"flag,omitempty"`
}

type outer struct {
	Code   wire.Code         `json:"code"`
	Result inner             `json:"result"`
	Items  []item            `json:"items,omitempty"`
	Extra  json.RawMessage   `json:"extra,omitempty"`
	Any    map[string]string `json:"any,omitempty"`
	Skip   string            `json:"-"`
}

type item struct {
	ID    string            `json:"id"`
	Token *authhooks.Secret `json:"token"`
}

func TestUnmarshalReads(t *testing.T) {
	t.Parallel()
	var o outer
	require.NoError(t, authhooks.Unmarshal([]byte(` {"code":"0", "result":{"token":"a\/b","refresh":"r","expires":"1799","word":12,"flag":true,"new":{"deep":[1,{"x":"}"}]}},
		"items":[{"id":"1","token":"t"},{"id":"2","token":null}],"extra":{"a":[1]},"any":{"k":"v"},"unknown":["]","{"]} `), &o))
	assert.Equal(t, wire.Code("0"), o.Code)
	assert.Equal(t, "a/b", o.Result.Token.Reveal())
	assert.Equal(t, int64(1799), o.Result.Expires, "a numeric string is a number")
	assert.Equal(t, "12", o.Result.Word, "a number is a word")
	assert.True(t, o.Result.Flag)
	require.Len(t, o.Items, 2)
	assert.Equal(t, "t", o.Items[0].Token.Reveal())
	assert.Nil(t, o.Items[1].Token)
	assert.JSONEq(t, `{"a":[1]}`, string(o.Extra))
	assert.Equal(t, map[string]string{"k": "v"}, o.Any)
}

func TestUnmarshalKeepsTheTokenWhenAnOptionalFieldIsBad(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		`"expires":"soon"`, `"expires":1e999999999`, `"expires":"6e"`, `"expires":99999999999999999999`, `"expires":null`, `"expires":"+5"`,
		`"refresh":7`, `"refresh":null`, `"refresh":""`, `"refresh":"a\nb"`, `"word":{}`, `"flag":"yes"`, `"expires":[1]`,
	} {
		var o outer
		o.Result.Expires = 99
		require.NoError(t, authhooks.Unmarshal([]byte(`{"code":0,"result":{"token":"good",`+bad+`}}`), &o), bad)
		assert.Equal(t, "good", o.Result.Token.Reveal(), bad)
		assert.True(t, o.Result.Refresh.IsZero(), bad)
		if strings.HasPrefix(bad, `"expires"`) {
			assert.Zero(t, o.Result.Expires, bad)
		}
	}
}

func TestUnmarshalNamesTheTokenField(t *testing.T) {
	t.Parallel()
	const canary = "canary-77"
	for in, field := range map[string]string{
		`{}`:                                        "result.token",
		`{"result":null}`:                           "result",
		`{"result":[]}`:                             "result",
		`{"result":{}}`:                             "result.token",
		`{"result":{"token":null}}`:                 "result.token",
		`{"result":{"token":""}}`:                   "result.token",
		`{"result":{"token":12345}}`:                "result.token",
		`{"result":{"token":{"v":"canary-77"}}}`:    "result.token",
		`{"result":{"token":["canary-77"]}}`:        "result.token",
		`{"result":{"token":"canary-77\r\nX: y"}}`:  "result.token",
		`{"result":{"token":"canary-77é"}}`:         "result.token",
		`{"result":{"token":"canary-77 x"}}`:        "result.token",
		`{"result":{"token":"canary-77\u0000"}}`:    "result.token",
		`{"result":{"token":"[redacted]"}}`:         "result.token",
		`{"result":{"Token":"canary-77"}}`:          "result.token",
		`{"result":{"to\u212aen":"canary-77"}}`:     "result.token",
		`{"result":{"token":"a","token":"b"}}`:      "result.token",
		`{"result":{"token":"a","to\u006ben":"b"}}`: "result.token",
		`{"result":{"token":"a"},"result":{"x":1}}`: "result",
		`{"result":{"token":"a","x":1,"x":2}}`:      "result.x",
	} {
		var o outer
		err := authhooks.Unmarshal([]byte(in), &o)
		var fe *authhooks.FieldError
		require.ErrorAs(t, err, &fe, in)
		assert.Equal(t, field, fe.Field, in)
		assert.NotContains(t, err.Error(), canary)
		assert.NotContains(t, err.Error(), "12345")
	}
	var list struct {
		Items []item `json:"items"`
	}
	var fe *authhooks.FieldError
	require.ErrorAs(t, authhooks.Unmarshal([]byte(`{"items":[{"id":"1","token":"t"},{"id":"2"}]}`), &list), &fe)
	assert.Equal(t, "items[1].token", fe.Field)
	require.ErrorAs(t, authhooks.Unmarshal([]byte(`{"items":7}`), &list), &fe)
	assert.Equal(t, "items", fe.Field)
	require.NoError(t, authhooks.Unmarshal([]byte(`{"items":[]}`), &list), "an empty list is a list")
}

func TestUnmarshalRefusesWhatIsNoObject(t *testing.T) {
	t.Parallel()
	for in, why := range map[string]string{
		"": "empty", " \n": "empty", "null": "null", "[]": "no object", `"x"`: "no object", "7": "no object",
		"<html></html>": "HTML", "{} {}": "not JSON", `{"a":1}x`: "not JSON", "{": "not JSON", "\ufeff": "empty", "\ufeff[]": "no object", "\ufeff\ufeff{}": "not JSON", " \ufeff{}": "not JSON", "{}\v": "not JSON", "\f{}": "not JSON", "{}\u00a0": "not JSON", "\u0085{}": "not JSON", `{"a":}`: "not JSON",
		strings.Repeat("[", 20000): "not JSON",
	} {
		var o outer
		require.ErrorContains(t, authhooks.Unmarshal([]byte(in), &o), why, "%.20q", in)
	}
	require.Error(t, authhooks.Unmarshal([]byte(`{}`), outer{}), "not a pointer")
	require.Error(t, authhooks.Unmarshal([]byte(`{}`), (*outer)(nil)))
}

func TestUnmarshalSkipsAByteOrderMark(t *testing.T) {
	t.Parallel()
	var o outer
	require.NoError(t, authhooks.Unmarshal([]byte("\ufeff \r\n"+`{"code":0,"result":{"token":"good"}}`), &o))
	assert.Equal(t, "good", o.Result.Token.Reveal())
}

func TestUnmarshalReadsNumbersHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	var into struct {
		Long  int64  `json:"long"`
		Int   int    `json:"int"`
		Small int8   `json:"small"`
		Count uint16 `json:"count"`
	}
	for _, written := range []string{`100`, `"100"`, `100.0`, `"100.0"`, `1e2`, `"1E+2"`, `100.25`, `1000e-1`} {
		into.Long, into.Int, into.Small, into.Count = 0, 0, 0, 0
		body := strings.ReplaceAll(`{"long":N,"int":N,"small":N,"count":N}`, "N", written)
		require.NoError(t, authhooks.Unmarshal([]byte(body), &into), written)
		assert.Equal(t, [4]int64{100, 100, 100, 100}, [4]int64{into.Long, int64(into.Int), int64(into.Small), int64(into.Count)}, written)
	}
	into.Small, into.Count = 1, 1
	require.NoError(t, authhooks.Unmarshal([]byte(`{"small":200,"count":-1.0}`), &into))
	assert.Zero(t, into.Small, "beyond its type")
	assert.Zero(t, into.Count, "beyond its type")
}

func TestUnmarshalReadsIntoListsAndMaps(t *testing.T) {
	t.Parallel()
	var list []item
	require.NoError(t, authhooks.Unmarshal([]byte(`[{"id":"1","token":"t"}]`), &list))
	require.Len(t, list, 1)
	assert.Equal(t, "t", list[0].Token.Reveal())
	require.EqualError(t, authhooks.Unmarshal([]byte(`{"id":"1"}`), &list), "the answer is not a list")
	require.EqualError(t, authhooks.Unmarshal([]byte(`[{"id":"1"}]`), &list), `field "[0].token" is missing`)

	var object map[string]json.RawMessage
	require.NoError(t, authhooks.Unmarshal([]byte(`{"a":[1]}`), &object))
	assert.JSONEq(t, `[1]`, string(object["a"]))
	require.EqualError(t, authhooks.Unmarshal([]byte(`[1]`), &object), "the answer has a type that is not documented")

	var anything any
	require.NoError(t, authhooks.Unmarshal([]byte(`[1]`), &anything))
	assert.Equal(t, []any{1.0}, anything)
	var pair [2]int
	require.NoError(t, authhooks.Unmarshal([]byte(`[1,2]`), &pair))
	assert.Equal(t, [2]int{1, 2}, pair)
	var word string
	require.NoError(t, authhooks.Unmarshal([]byte(`"x"`), &word))
	assert.Equal(t, "x", word)
	var within *inner
	require.NoError(t, authhooks.Unmarshal([]byte(`{"token":"t"}`), &within))
	assert.Equal(t, "t", within.Token.Reveal())
	for _, into := range []any{new(chan int), new(func()), new(error), new(complex128), new(map[int]chan int)} {
		require.Error(t, authhooks.Unmarshal([]byte(`{"1":2}`), into), "%T", into)
	}
}

// As encoding/json: base64 in a []byte, and a type's own way to read a text.
func TestUnmarshalReadsTexts(t *testing.T) {
	t.Parallel()
	var into struct {
		Raw  []byte     `json:"raw"`
		From netip.Addr `json:"from"`
		At   time.Time  `json:"at"`
	}
	require.NoError(t, authhooks.Unmarshal([]byte(`{"raw":"aGk=","from":"127.0.0.1","at":"2026-01-02T03:04:05Z"}`), &into))
	assert.Equal(t, "hi", string(into.Raw))
	assert.Equal(t, netip.MustParseAddr("127.0.0.1"), into.From)
	assert.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), into.At)
	require.NoError(t, authhooks.Unmarshal([]byte(`{"raw":"?","from":"nowhere","at":7}`), &into))
	assert.Empty(t, into.Raw)
	assert.False(t, into.From.IsValid())
	assert.True(t, into.At.IsZero())
}

// In a part that may be missing too: which of two error codes the vendor meant
// must not be lost as if there had been none.
func TestUnmarshalRefusesTwinsInOptionalParts(t *testing.T) {
	t.Parallel()
	var into struct {
		Token authhooks.Secret `json:"token"`
		Error struct {
			Code authhooks.Code `json:"code"`
		} `json:"error"`
		List []struct {
			ID string `json:"id"`
		} `json:"list"`
	}
	for body, field := range map[string]string{
		`{"token":"t","error":{"code":1,"code":2}}`:       `field "error.code" occurs twice`,
		`{"token":"t","list":[{"id":"a"},{"x":1,"x":2}]}`: `field "list[1].x" occurs twice`,
	} {
		assert.EqualError(t, authhooks.Unmarshal([]byte(body), &into), field)
	}
	require.NoError(t, authhooks.Unmarshal([]byte(`{"token":"t","error":"none","list":7}`), &into))
}

func TestUnmarshalFindsTwinsAmongManyKeys(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`{"result":{"token":"t"}`)
	for i := range 50_000 {
		fmt.Fprintf(&b, `,"k%d":1`, i)
	}
	var o outer
	require.NoError(t, authhooks.Unmarshal([]byte(b.String()+"}"), &o))
	require.ErrorContains(t, authhooks.Unmarshal([]byte(b.String()+`,"k49999":2}`), &o), "twice")
}
