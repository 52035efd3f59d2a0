package hostile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
	"github.com/vendorauth/vendorauth-go/tests/kit/userapi"
)

// sender makes one business call.
type sender struct {
	name string
	// theirs says that the transport is the user's own: net/http's errors, which
	// quote an answer that is no HTTP, do not go through us.
	theirs bool
	// checked says that a refusal is the call's error, and ours alone; what the
	// generated client cannot parse is its own.
	checked bool
	send    func(ctx context.Context) (*http.Response, error)
}

// senders are the ways in which a client that users have generated of a spec of
// their own gets the credential.
func senders(t *testing.T, a accounts.Account, n *network) []sender {
	t.Helper()
	injecting, err := userapi.NewClient(a.URL, userapi.WithHTTPClient(a.Client.HTTPClient()))
	require.NoError(t, err)
	own := n.client()
	own.CheckRedirect = authhooks.CheckRedirect
	edited, err := userapi.NewClient(a.URL, userapi.WithHTTPClient(own), userapi.WithRequestEditorFn(a.Client.Editor()))
	require.NoError(t, err)
	checked, err := userapi.NewClientWithResponses(a.URL, userapi.WithHTTPClient(a.Client.Checked()))
	require.NoError(t, err)
	return []sender{
		{"Checked, GET", false, true, func(ctx context.Context) (*http.Response, error) {
			return consumed(checked.GetThingWithResponse(ctx, "1"))
		}},
		{"HTTPClient, GET", false, false, func(ctx context.Context) (*http.Response, error) { return injecting.GetThing(ctx, "1") }},
		{"HTTPClient, POST", false, false, func(ctx context.Context) (*http.Response, error) {
			return injecting.CreateThing(ctx, userapi.Thing{Name: "thing"})
		}},
		{"Editor, GET", true, false, func(ctx context.Context) (*http.Response, error) { return edited.GetThing(ctx, "1") }},
	}
}

// consumed gives the answer of a generated ClientWithResponses, which has read its body,
// back as it came. What its own parsing says of the answer is no error of ours.
func consumed(r *userapi.GetThingResponse, err error) (*http.Response, error) {
	if r == nil {
		return nil, err
	}
	resp := *r.HTTPResponse
	resp.Body = io.NopCloser(bytes.NewReader(r.Body))
	return &resp, nil
}

// moved are redirects to where a business call's credential must not go.
func moved() []hostile {
	var list []hostile
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{"http://elsewhere.invalid/x", "https://127.0.0.1/", "http://127.0.0.1:1/", "//elsewhere.invalid", "http://127.0.0.1.elsewhere.invalid/", "http://user@127.0.0.1/"} {
			list = append(list, hostile{
				name: fmt.Sprintf("business redirect %d to %s", status, to), want: protocol,
				wire: saying(say(fmt.Sprintf("HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", status, to))),
			})
		}
	}
	return list
}

// written is a case as bytes on the wire, for a call that the simulator knows
// nothing of. What a fault does to the good answer is another call's matter.
func written(s scene, h hostile) (script, bool) {
	if h.wire != nil {
		return h.wire(s)
	}
	f, ok := h.fault(s)
	if !ok || f.Body == "" && f.Status == 0 || f.Change != nil || f.Drip > 0 || f.Delay > 0 || f.Reset != authtest.Whole {
		return nil, false
	}
	header := f.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/json")
	if f.ContentType != "" {
		header.Set("Content-Type", f.ContentType)
	}
	header.Del("Content-Length")
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d Written\r\nContent-Length: %d\r\n", max(f.Status, http.StatusContinue), len(f.Body))
	_ = header.Write(&b) // a builder takes everything
	return say(b.String() + "\r\n" + f.Body), true
}

// visit makes one call and reports whether all was as it should be.
func visit(t *testing.T, s scene, h hostile, way sender, known *canary.Set) bool {
	t.Helper()
	limit := patience
	if h.slow || strings.HasPrefix(h.name, "endless") {
		limit = brief / 3
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	begin := time.Now()
	resp, err := way.send(ctx)
	text := canary.Chain(err)
	problem := ""
	if err == nil {
		told := s.account.Client.CheckResponse(resp)
		text += canary.Chain(told)
		problem = untyped(told)
		if way.checked && told != nil && resp.StatusCode/100 != 3 {
			problem = "Checked passed on what CheckResponse refuses"
		}
		_ = resp.Body.Close()
	} else if way.checked && unparsed(err) {
		text = "" // it is the generated client's, of a success
	} else if e, itself := err.(*authhooks.Error); way.checked { //nolint:errorlint // in no other error
		problem = "the error is not ours alone"
		if itself {
			problem = unprintable(e)
		}
	} else if e, ours := errors.AsType[*authhooks.Error](err); ours {
		problem = unprintable(e)
	} else if _, theirs := errors.AsType[*url.Error](err); !theirs {
		problem = "the error is neither net/http's nor ours"
	}
	if strings.HasPrefix(h.name, "business redirect") && (err != nil || resp.StatusCode/100 != 3) {
		problem = "the redirect did not come back as the answer"
	}
	if took := time.Since(begin); took > limit+slack {
		problem = "it took " + took.String()
	}
	found := known.Search(text)
	assert.Empty(t, problem, "%s, %s: %v", way.name, h.name, err)
	assert.Empty(t, found, "%s, %s", way.name, h.name)
	return problem == "" && len(found) == 0
}

func unparsed(err error) bool {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	_, mistyped := errors.AsType[*json.UnmarshalTypeError](err)
	return syntax || mistyped
}

// untyped says what is wrong with what CheckResponse returned.
func untyped(err error) string {
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*authhooks.Error](err)
	if !ok {
		return "the error has no type"
	}
	return unprintable(e)
}
