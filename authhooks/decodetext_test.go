package authhooks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

type link struct {
	On  wire.Bool `json:"on,omitempty"`
	URL string    `json:"url"          wire:"text"`
}

type named struct {
	Name string `json:"name"`
}

// A struct with a field for it takes a text, and so does a list of such structs.
func TestUnmarshalReadsATextInPlaceOfAnObject(t *testing.T) {
	t.Parallel()
	type lists struct {
		Links []link  `json:"links,omitempty"`
		One   *link   `json:"one,omitempty"`
		Two   [2]link `json:"two"`
		Names []named `json:"names"`
		Name  named   `json:"name"`
		Word  string  `json:"word"`
	}
	read := func(text string) (into lists) {
		into.Links, into.Names, into.Name = []link{{URL: "old"}}, []named{{"old"}}, named{"old"}
		require.NoError(t, authhooks.Unmarshal([]byte(text), &into), text)
		return into
	}
	assert.Equal(t, []link{{URL: "https://a"}}, read(`{"links":"https://a"}`).Links)
	assert.Equal(t, []link{{URL: `a"b`}, {URL: "c", On: true}, {}}, read(`{"links":["a\"b",{"url":"c","on":"true"},{"on":false}]}`).Links)
	assert.Equal(t, []link{{URL: "x"}}, read(`{"links":[{"url":"x","on":"perhaps"}]}`).Links, "an unreadable mark is no mark")
	assert.Equal(t, &link{URL: "b"}, read(`{"one":"b"}`).One)
	assert.Equal(t, [2]link{{URL: "a"}, {URL: "b"}}, read(`{"two":["a","b"]}`).Two)
	assert.Equal(t, []link{{URL: ""}}, read(`{"links":""}`).Links)
	for _, bad := range []string{`7`, `true`, `{"url":"x"}`} {
		assert.Empty(t, read(`{"links":`+bad+`,"word":"w"}`).Links, bad)
	}
	plain := read(`{"names":"a","name":"b","word":"w"}`)
	assert.Empty(t, plain.Names, "a struct without such a field takes no text")
	assert.Zero(t, plain.Name)
	assert.Equal(t, "w", plain.Word)
}

// A secret may be such a field. It stays essential.
func TestUnmarshalReadsATextThatIsASecret(t *testing.T) {
	t.Parallel()
	type bare struct {
		Token authhooks.Secret `json:"token" wire:"text"`
	}
	var into struct {
		Data bare `json:"data"`
	}
	require.NoError(t, authhooks.Unmarshal([]byte(`{"data":"abc"}`), &into))
	assert.Equal(t, "abc", into.Data.Token.Reveal())
	for text, field := range map[string]string{`{"data":""}`: "data.token", `{"data":7}`: "data", `{}`: "data.token"} {
		var f *authhooks.FieldError
		require.ErrorAs(t, authhooks.Unmarshal([]byte(text), &into), &f, text)
		assert.Equal(t, field, f.Field, text)
	}
}
