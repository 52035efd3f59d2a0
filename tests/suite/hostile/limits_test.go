package hostile_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

const (
	bodyCap = 1 << 20 // authhooks.WithMaxTokenBody's default
	small   = 2 << 20
	large   = 1 << 30
)

// A hostile answer costs no more than four times the cap of memory, however
// long it is: in clear, in chunks, and out of a gzip. Not parallel: it measures.
func TestMemoryOfAHostileAnswer(t *testing.T) {
	rows := "| vendor | answer | 2 MiB | 1 GiB | cap |\n|---|---|--:|--:|--:|\n"
	for _, v := range accounts.Fetching() {
		network := newNetwork(t)
		a := v.Open(t, nil, network.option(), authhooks.WithTimeout(longest))
		op := a.Operations[0]
		for _, form := range []struct {
			name   string
			stream func(size int64) script
		}{{"stated length", stated}, {"no length", unstated}, {"gzip", bomb}} {
			peak := map[int64]uint64{}
			for _, size := range []int64{small, large} {
				network.follow(form.stream(size))
				peak[size] = leastGrowth(func() {
					_, err := op.Call(t.Context())
					assert.ErrorIs(t, err, authhooks.ErrProtocol, "%s %s", v.Name, form.name)
					assert.ErrorContains(t, err, "longer than", "%s %s", v.Name, form.name)
				})
			}
			network.follow(nil)
			assert.LessOrEqual(t, peak[large], uint64(4*bodyCap), "%s %s", v.Name, form.name)
			assert.InEpsilon(t, peak[small], peak[large], 0.1, "%s %s", v.Name, form.name)
			rows += fmt.Sprintf("| %s | %s | %d KiB | %d KiB | %d KiB |\n", v.Name, form.name, peak[small]>>10, peak[large]>>10, bodyCap>>10)
		}
	}
	t.Log("peak growth of the heap by one hostile answer\n" + rows)
}

// leastGrowth is how far f lets the heap grow: with the collector off, what it
// allocates is the peak. Other goroutines can only add to that, so the least of
// a few runs counts.
func leastGrowth(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	f() // once for what is made once
	var runs []uint64
	for range 3 {
		runtime.GC()
		before := allocated()
		f()
		runs = append(runs, allocated()-before)
	}
	return slices.Min(runs)
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

var zeros = bytes.Repeat([]byte("0"), 64<<10)

// stated is an answer of size bytes that says how long it is.
func stated(size int64) script {
	return func(c net.Conn) {
		_, _ = fmt.Fprintf(c, "%sContent-Length: %d\r\n\r\n", head, size)
		pour(c, size)
	}
}

// unstated ends with its connection.
func unstated(size int64) script {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, head+"\r\n")
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

var mebibyte = func() []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(bytes.Repeat([]byte("0"), 1<<20)) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}()

// bomb is an answer that unpacks to size bytes: one member of a gzip for each MiB.
func bomb(size int64) script {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, head+"Content-Encoding: gzip\r\n\r\n")
		for range size >> 20 {
			if _, err := c.Write(mebibyte); err != nil {
				return
			}
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
