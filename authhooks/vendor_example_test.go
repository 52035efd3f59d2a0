package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// errDeadGlobexKey is the vendor's code E9.
var errDeadGlobexKey = errors.New("globex: the key is dead")

// globex is a client of a vendor that this module does not know.
type globex struct {
	*authhooks.Client
	user   string
	secret authhooks.Secret
}

func newGlobex(baseURL, user string, secret authhooks.Secret, opts ...authhooks.Option) (*globex, error) {
	a := &globex{user: user, secret: secret}
	core, err := authhooks.New(authhooks.Vendor{
		Name: "globex",
		Codes: []authhooks.CodeInfo{
			{Code: "E1", Kind: authhooks.KindInvalidCredentials},
			{Code: "E9", Kind: authhooks.KindTokenRejected, Err: errDeadGlobexKey, Rejects: true},
		},
		Parse: parseGlobex, Put: authhooks.PutHeader("X-Globex-Key"), Fetch: a.login,
	}, baseURL, user, secret, opts...)
	if err != nil {
		return nil, err
	}
	a.Client = core
	return a, nil
}

// login gets a key, which lives as long as the answer says, or else one hour.
func (a *globex) login(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.BaseURL()+"/login", nil)
	if err != nil {
		return authhooks.Token{}, err
	}
	req.SetBasicAuth(a.user, a.secret.Reveal())
	var answer struct {
		Key authhooks.Secret `json:"key"`
		TTL int64            `json:"ttl,omitempty"`
	}
	resp, err := a.Guarded().Do(req)
	receipt, err := a.Receive("login", resp, err, &answer)
	if err != nil {
		return authhooks.Token{}, err
	}
	return authhooks.Token{Access: answer.Key, IssuedAt: receipt.At, ExpiresAt: receipt.ExpiresIn(answer.TTL, time.Hour)}, nil
}

// parseGlobex reads {"ok":true} and {"ok":false,"err":"E9"}. Anything else is not globex's.
func parseGlobex(_ int, _ http.Header, body []byte) authhooks.Outcome {
	var a struct {
		OK  *bool  `json:"ok,omitempty"`
		Err string `json:"err,omitempty"`
	}
	if authhooks.Unmarshal(body, &a) != nil || a.OK == nil {
		return authhooks.Outcome{}
	}
	return authhooks.Outcome{Documented: true, OK: *a.OK, Code: a.Err}
}

// A vendor of your own in one file. It has the codes, reads the answer, puts the token on a
// request, and logs in.
func Example_ownVendor() {
	logins := 0
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := `{"ok":true,"thing":7}`
		switch {
		case r.URL.Path == "/login":
			logins++
			answer = fmt.Sprintf(`{"ok":true,"key":"key-%d","ttl":600}`, logins)
		case r.Header.Get("X-Globex-Key") != "key-2": // the first key dies early
			answer = `{"ok":false,"err":"E9"}`
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.Copy(w, strings.NewReader(answer))
	}))
	defer vendor.Close()

	client, err := newGlobex(vendor.URL, "app-1", authhooks.NewSecret("s3cret"))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	resp, err := client.HTTPClient().Get(client.BaseURL() + "/things")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	if err := client.CheckResponse(resp); err != nil {
		panic(err)
	}
	body, err := io.ReadAll(resp.Body)
	fmt.Println(string(body), err, logins, "logins")
	// Output: {"ok":true,"thing":7} <nil> 2 logins
}
