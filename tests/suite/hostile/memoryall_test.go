//go:build all

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

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

const (
	bodyCap = 1 << 20 // authhooks.WithMaxTokenBody's default
	small   = 2 << 20
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

// unstated ends with its connection.
func unstated(size int64) script {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, head+"\r\n")
		pour(c, size)
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
