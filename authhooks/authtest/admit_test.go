package authtest_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// doorkeeper is a vendor that checks a key before it reads a body.
func doorkeeper(t *testing.T) (server *authtest.Server, admitted chan string) {
	t.Helper()
	sim, err := authtest.NewSim(nil)
	require.NoError(t, err)
	admitted = make(chan string, 10)
	server, err = sim.Serve(authtest.Vendor{
		Name:   "doorkeeper",
		Routes: []authtest.Route{{Method: http.MethodPost, Path: "/in", Op: authtest.OpBusiness}},
		Admit: func(r *http.Request, op string) (authtest.Answer, bool) {
			admitted <- op
			return authtest.Text(http.StatusForbidden, "no"), r.Header.Get("Key") != "good"
		},
		Handler: authtest.Handle(func(r *http.Request) authtest.Answer {
			body, _ := io.ReadAll(r.Body)
			return authtest.Text(http.StatusOK, string(body))
		}),
		Refuse: func(*http.Request, string, string) authtest.Answer {
			return authtest.Text(http.StatusTeapot, "as asked")
		},
		Unknown: authtest.NotFound,
	})
	require.NoError(t, err)
	t.Cleanup(server.Close)
	return server, admitted
}

// dial opens a connection and sends the head of a request.
func dial(t *testing.T, server *authtest.Server, head ...string) (net.Conn, *bufio.Reader) {
	t.Helper()
	address := strings.TrimPrefix(server.URL, "http://")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "POST /in HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n", address, strings.Join(head, "\r\n"))
	require.NoError(t, err)
	return conn, bufio.NewReader(conn)
}

func TestAdmitComesBeforeTheBody(t *testing.T) {
	t.Parallel()
	s, admitted := doorkeeper(t)
	conn, reader := dial(t, s, "Key: bad", "Content-Length: 5")
	assert.Equal(t, authtest.OpBusiness, <-admitted)
	_, err := io.WriteString(conn, "hello")
	require.NoError(t, err)
	resp, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, "hello", string(s.RawExchanges()[0].RequestBody), "read all the same, as HTTP servers do")

	_, reader = dial(t, s, "Key: bad", "Content-Length: 262144") // no body follows
	<-admitted
	resp, err = http.ReadResponse(reader, nil)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	assert.Empty(t, s.RawExchanges()[1].RequestBody)

	conn, reader = dial(t, s, "Key: good", "Content-Length: 5")
	<-admitted
	_, err = io.WriteString(conn, "hello")
	require.NoError(t, err)
	resp, err = http.ReadResponse(reader, nil)
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, "hello", string(body))
	assert.Equal(t, "hello", string(s.RawExchanges()[2].RequestBody))
}

func TestOnlyTheAdmittedAreToldToContinue(t *testing.T) {
	t.Parallel()
	s, _ := doorkeeper(t)
	_, reader := dial(t, s, "Key: bad", "Content-Length: 5", "Expect: 100-continue")
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	assert.Contains(t, line, "403")
	conn, reader := dial(t, s, "Key: good", "Content-Length: 5", "Expect: 100-continue")
	line, err = reader.ReadString('\n')
	require.NoError(t, err)
	assert.Contains(t, line, "100 Continue")
	require.NoError(t, conn.Close())
}

func TestAFaultComesBeforeARefusal(t *testing.T) {
	t.Parallel()
	s, _ := doorkeeper(t)
	for fault, want := range map[string]int{"": http.StatusForbidden, "7": http.StatusTeapot} {
		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: fault})
		e, err := authtest.Send(t.Context(), http.MethodPost, s.URL+"/in", nil, "x")
		require.NoError(t, err)
		assert.Equal(t, want, e.Status)
	}
	e, err := authtest.Send(t.Context(), http.MethodPost, s.URL+"/elsewhere", nil, "x")
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotFound, e.Status)
}

func TestAChunkedAnswer(t *testing.T) {
	t.Parallel()
	s := newToy(t)
	s.Fail(authtest.Fault{Op: authtest.OpBusiness, Header: http.Header{"Transfer-Encoding": {"chunked"}}})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/me", nil)
	require.NoError(t, err)
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.EqualValues(t, -1, resp.ContentLength)
	assert.Equal(t, []string{"chunked"}, resp.TransferEncoding)
	assert.JSONEq(t, `{"op":"business","code":7}`, string(body))
}
