package hostile_test

import (
	"bytes"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

const large = 1 << 30

var zeros = bytes.Repeat([]byte("0"), 64<<10)

// stated is an answer of size bytes that says how long it is.
func stated(size int64) script {
	return func(c net.Conn) {
		_, _ = fmt.Fprintf(c, "%sContent-Length: %d\r\n\r\n", head, size)
		pour(c, size)
	}
}

func pour(c net.Conn, size int64) {
	for sent := int64(0); sent < size; {
		n, err := c.Write(zeros[:min(size-sent, int64(len(zeros)))])
		if sent += int64(n); err != nil {
			return
		}
	}
}

// Time, goroutines and sockets: after answers that do not end, everything is
// as it was.
func TestNothingIsLeftBehind(t *testing.T) {
	for _, v := range accounts.Fetching() {
		network := newNetwork(t)
		a := v.Open(t, nil, network.option(), authhooks.WithTimeout(brief/3))
		op := a.Operations[0]
		before := goleak.IgnoreCurrent()
		for _, s := range []script{
			silent(""), silent(head), silent(head + "\r\n{"), endless(head+"\r\n", " ", time.Millisecond), endless("", "HTTP/1.1 103 Early Hints\r\n\r\n", time.Millisecond),
			stated(large), breakAfter(head), say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
		} {
			network.follow(s)
			begin := time.Now()
			_, err := op.Call(t.Context())
			assert.Error(t, err)
			assert.Less(t, time.Since(begin), brief+slack)
		}
		network.follow(nil)
		assert.NoError(t, goleak.Find(before), v.Name)
		assert.Zero(t, network.open.Load(), "%s: every connection is closed", v.Name)
	}
}
