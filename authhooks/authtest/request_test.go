package authtest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestBearerIsTakenLetterByLetter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"Bearer abc": "abc", "Bearer a b": "a b", "bearer abc": "", "BearerToken abc": "", "abc": "", "Bearer": "", "Bearer ": "", "Basic abc": "",
	} {
		assert.Equal(t, want, authtest.Bearer(&http.Request{Header: http.Header{"Authorization": {value}}}), value)
	}
	assert.Empty(t, authtest.Bearer(&http.Request{Header: http.Header{}}))
	assert.Empty(t, authtest.Bearer(&http.Request{Header: http.Header{"Authorization": {"Bearer abc", "Bearer abc"}}}))
}

func TestMediaType(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"application/json": "application/json", "Application/JSON; charset=utf-8": "application/json",
		"application/x-www-form-urlencoded ": "application/x-www-form-urlencoded", "": "", ";": "", "a/b;;": "",
	} {
		assert.Equal(t, want, authtest.MediaType(&http.Request{Header: http.Header{"Content-Type": {value}}}), value)
	}
}

func TestWithoutQuery(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/a%2Fb?secret=query", strings.NewReader("field=body"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	called := false
	authtest.WithoutQuery(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		called = true
		assert.NoError(t, r.ParseForm())
		assert.Empty(t, r.Form.Get("secret"))
		assert.Equal(t, "body", r.Form.Get("field"))
		assert.Equal(t, "/a%2Fb", r.URL.EscapedPath())
	})).ServeHTTP(httptest.NewRecorder(), r)
	assert.True(t, called)
	assert.Equal(t, "secret=query", r.URL.RawQuery, "the request itself is as it was")
}
