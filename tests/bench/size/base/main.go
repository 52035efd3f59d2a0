// Command base fetches one token with what every program of the kind links
// anyway: net/http, encoding/json, log/slog and the runtime of the generated code.
package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/oapi-codegen/runtime"
)

func main() {
	form, err := runtime.MarshalForm(struct {
		GrantType string `json:"grant_type"`
	}{"client_credentials"}, nil)
	if err != nil {
		panic(err)
	}
	req, err := http.NewRequest(http.MethodPost, os.Getenv("TOKEN_URL"), strings.NewReader(form.Encode()))
	if err != nil {
		panic(err)
	}
	req.SetBasicAuth("id", "secret")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	var t struct {
		Token string `json:"token"`
	}
	if err = json.NewDecoder(res.Body).Decode(&t); err != nil {
		panic(err)
	}
	slog.New(slog.NewJSONHandler(os.Stdout, nil)).Info("token", "length", len(t.Token))
}
