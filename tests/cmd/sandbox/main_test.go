package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRunUntilEnded(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	var complaints bytes.Buffer
	go func() { ended <- run(ctx, []string{"-addr", "127.0.0.1:0"}, writer, &complaints) }()
	line := make([]byte, 64)
	_, err := reader.Read(line)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(line), "sandbox: http://127.0.0.1:"))
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	stop()
	assert.Zero(t, <-ended)
	assert.Empty(t, complaints.String())
	require.NoError(t, writer.Close())
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"everybody":   {[]string{"-addr", "0.0.0.0:0"}, 1, "loopback"},
		"all hosts":   {[]string{"-addr", ":0"}, 1, "loopback"},
		"a name":      {[]string{"-addr", "example.com:80"}, 1, "loopback"},
		"no port":     {[]string{"-addr", "127.0.0.1"}, 1, "host:port"},
		"arguments":   {[]string{"now"}, 2, "no arguments"},
		"a flag":      {[]string{"-nope"}, 2, "nope"},
		"never":       {[]string{"-every", "0s"}, 2, "positive"},
		"asks how to": {[]string{"-h"}, 0, "-addr"},
	} {
		var stderr bytes.Buffer
		assert.Equal(t, c.code, run(t.Context(), c.args, io.Discard, &stderr), name)
		assert.Contains(t, stderr.String(), c.says, name)
	}
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	var stderr bytes.Buffer
	assert.Equal(t, 1, run(t.Context(), []string{"-addr", strings.TrimPrefix(taken.URL, "http://")}, io.Discard, &stderr))
	assert.Contains(t, stderr.String(), "picks a free port")
}
