package authtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
)

// Send sends one request with nothing added to it, follows no redirect, and
// returns the whole exchange, secrets and all: the plain client for tests of
// simulators and of what a vendor's answers look like.
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
	defer resp.Body.Close() //nolint:errcheck // it was read
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
