package peers

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const canned = `{"token":"tok-0123456789abcdef0123456789abcdef","token_type":"BearerToken","expires_in":1799,` +
	`"status":"approved","issued_at":"1700000000000"}`

// answerToken is a vendor without a network.
func answerToken(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}},
		Body:   io.NopCloser(strings.NewReader(canned)), ContentLength: int64(len(canned)),
	}, nil
}

// C2: scenario C without the socket, whose noise is larger than what libraries
// differ by.
func BenchmarkC2_FetchInMemory(b *testing.B) {
	ours, err := oursOver(answerToken)
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range []struct {
		name  string
		fetch Fetcher
	}{
		{"limit/net/http+encoding/json by hand", byHand(roundTripFunc(answerToken), "http://api.invalid", 0)},
		{"limit/by hand with a 15 s deadline", byHand(roundTripFunc(answerToken), "http://api.invalid", 15*time.Second)},
		{oursFetch, func(ctx context.Context) (string, error) {
			t, err := ours.CreateToken(ctx)
			if err != nil {
				return "", err
			}
			return t.Token.Reveal(), nil
		}},
	} {
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if text, err := p.fetch(context.Background()); err != nil || text == "" {
					b.Fatal(err)
				}
			}
		})
	}
}
