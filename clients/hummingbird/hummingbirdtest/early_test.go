package hummingbirdtest_test

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

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// begin sends the head of a business call and asks for a 100 before the body of two
// bytes.
func begin(t *testing.T, s *hummingbirdtest.Server, token string) (net.Conn, *bufio.Reader) {
	t.Helper()
	address := strings.TrimPrefix(s.URL, "http://")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nX-Token: %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n", pathProduct, address, token)
	require.NoError(t, err)
	return conn, bufio.NewReader(conn)
}

func TestATokenThatDiesWhileTheBodyIsSentIsAccepted(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	for _, die := range []func(access string){
		func(access string) { s.Revoke(authhooks.Token{Access: authhooks.NewSecret(access)}) },
		func(string) { s.RevokeAll() },
		func(string) { s.ExpireAll() },
		func(string) { s.Restart() },
		func(string) { s.RecreateUser() },
	} {
		access := login(t, s).Result.Access
		conn, reader := begin(t, s, access)
		line, err := reader.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
		_, err = reader.ReadString('\n')
		require.NoError(t, err)
		die(access)
		_, err = io.WriteString(conn, "{ ")
		require.NoError(t, err)
		resp, err := http.ReadResponse(reader, nil)
		require.NoError(t, err)
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Contains(t, string(body), `"errorCode":10003`, "it was the body that was refused")
		assert.False(t, alive(t, s, access))
	}
}

func TestADeadTokenIsNotToldToContinue(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	_, reader := begin(t, s, "dead")
	resp, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode, "no 100 before it")
	assert.Contains(t, string(body), `"errorCode":10006`)
}
