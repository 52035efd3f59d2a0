package authtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
)

// Send sends one request without any additions and follows no redirect. It returns the
// whole exchange, secrets included. Use it to test simulators and the form of a vendor's
// answers.
func Send(ctx context.Context, method, url string, header http.Header, body string) (Exchange, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return Exchange{}, err
	}
	if header != nil {
		req.Header = header.Clone()
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return Exchange{}, err
	}
	defer resp.Body.Close() //nolint:errcheck // the body has been read
	var answer bytes.Buffer
	if _, err := io.Copy(&answer, http.MaxBytesReader(nil, resp.Body, maxBody)); err != nil {
		return Exchange{}, err
	}
	return Exchange{
		Method: method, Host: req.Host, Path: req.URL.EscapedPath(), RawQuery: req.URL.RawQuery,
		RequestHeader: req.Header, RequestBody: []byte(body),
		Status: resp.StatusCode, ResponseHeader: resp.Header, ResponseBody: answer.Bytes(),
	}, nil
}
