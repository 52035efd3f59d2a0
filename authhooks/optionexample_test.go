package authhooks_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// A vendor that refuses the first call for its rate, inside HTTP 200.
func ExampleWithBusinessRetries() {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls++; calls == 1 {
			fmt.Fprint(w, `{"ok":false,"err":"E7"}`)
			return
		}
		fmt.Fprint(w, `{"ok":true}`)
	}))
	defer server.Close()
	client, err := authhooks.New(authhooks.Vendor{
		Name:  "acme",
		Codes: []authhooks.CodeInfo{{Code: "E7", Kind: authhooks.KindRateLimited}},
		Parse: func(_ int, _ http.Header, body []byte) authhooks.Outcome {
			var a struct {
				OK  *bool  `json:"ok,omitempty"`
				Err string `json:"err,omitempty"`
			}
			if authhooks.Unmarshal(body, &a) != nil || a.OK == nil {
				return authhooks.Outcome{}
			}
			return authhooks.Outcome{Documented: true, OK: *a.OK, Code: a.Err}
		},
		Put: authhooks.PutBearer,
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{Access: authhooks.NewSecret("k")}, nil
		},
	}, server.URL, "app-1", authhooks.NewSecret("s3cret"), authhooks.WithBusinessRetries(3))
	if err != nil {
		panic(err)
	}
	defer client.Close()

	resp, err := client.HTTPClient().Get(server.URL + "/things")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	fmt.Println(client.CheckResponse(resp), calls)
	// Output: <nil> 2
}

// A fetch that takes long should begin long before the token ends.
func ExampleWithEarlyWindow() {
	fetch := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{Access: authhooks.NewSecret("abc"), ExpiresAt: time.Now().Add(time.Hour)}, nil
	})
	key := authhooks.NewKey("acme", "https://api.acme.example", "app-1", authhooks.NewSecret("s3cret"))
	source, err := authhooks.NewSource(key, fetch, authhooks.WithEarlyWindow(0.5, 20*time.Minute))
	if err != nil {
		panic(err)
	}
	defer source.Close()
	if _, err := source.Token(context.Background()); err != nil {
		panic(err)
	}
	early := time.Until(source.Status().NextEarlyFetch)
	fmt.Println(35*time.Minute < early && early < 45*time.Minute) // 40 min, give or take a fifth of the window
	// Output: true
}

// A team's own settings as one option.
func ExampleJoinOptions() {
	ours := authhooks.JoinOptions(authhooks.WithTimeout(5*time.Second), authhooks.WithRetries(2), authhooks.WithoutBackgroundRefresh())
	fetch := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{Access: authhooks.NewSecret("k")}, nil
	})
	source, err := authhooks.NewSource(authhooks.NewKey("acme", "https://api.example", "app", authhooks.NewSecret("s3cret")), fetch, ours)
	if err != nil {
		panic(err)
	}
	defer source.Close()
	token, err := source.Token(context.Background())
	fmt.Println(!token.Access.IsZero(), err)
	// Output: true <nil>
}
