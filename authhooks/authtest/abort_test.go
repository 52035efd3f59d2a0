package authtest_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// half sends the beginning of a request and returns its connection.
func half(t *testing.T, v *toy) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(v.URL, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = conn.Write([]byte("POST /me HTTP/1.1\r\nHost: toy\r\nContent-Length: 100\r\n\r\nhalf of"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return v.Calls(authtest.OpBusiness) == 1 }, 10*time.Second, time.Millisecond)
	return conn
}

func TestRequestThatBreaksOffIsOnRecord(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	require.NoError(t, half(t, v).Close())
	require.Eventually(t, func() bool { return len(v.RawExchanges()) == 1 }, 10*time.Second, time.Millisecond)
	e := v.RawExchanges()[0]
	assert.True(t, e.Lost)
	assert.Zero(t, e.Status)
	assert.Equal(t, "half of", string(e.RequestBody))
}

func TestCloseDoesNotWaitForAClientThatHangs(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	half(t, v)
	v.Close()
	require.Len(t, v.RawExchanges(), 1)
	assert.True(t, v.RawExchanges()[0].Lost)
}
