//go:build linux || darwin

package filestore_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
)

const (
	taskVariable = "VENDORAUTH_FILESTORE_TASK" // the task, a comma, the folder
	record       = "c0ffee"
	workers      = 8
	increments   = 50
)

// work runs in the other process.
func work(task string) int {
	what, dir, _ := strings.Cut(task, ",")
	if err := perform(what, dir); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func perform(what, dir string) error {
	if what == "umask" {
		syscall.Umask(0)
	}
	s, err := filestore.New(dir)
	if err != nil {
		return err
	}
	ctx := context.Background()
	switch what {
	case "umask":
		if _, err := s.CompareAndSwap(ctx, record, "", authhooks.Record("x"), time.Hour); err != nil {
			return err
		}
		_, err := s.Lock(ctx, record, time.Hour)
		return err
	case "count":
		for range increments {
			if err := increment(ctx, s); err != nil {
				return err
			}
		}
		return nil
	case "overrun":
		return overrun(ctx, s)
	case "rewrite":
		return rewrite(ctx, s)
	case "hold":
		if _, err := s.Lock(ctx, record, time.Hour); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(os.Stdout, "held")
		_, err := io.Copy(io.Discard, os.Stdin) // until the parent kills this process
		return err
	}
	return errors.New("no such task")
}

// rewrite writes records of one byte each, of the largest size, until the process is
// killed. It prints a line before each.
func rewrite(ctx context.Context, s *filestore.Store) error {
	for i := 0; ; i++ {
		_, v, err := s.Load(ctx, record)
		if err != nil && !errors.Is(err, authhooks.ErrNotFound) {
			return err
		}
		_, _ = fmt.Fprintln(os.Stdout, i)
		if _, err := s.CompareAndSwap(ctx, record, v, bytes.Repeat([]byte{byte('a' + i%26)}, 1<<20), time.Hour); err != nil {
			return err
		}
	}
}

// overrun writes more than this process may. The system accepts only a part of it, as a
// full disk does.
func overrun(ctx context.Context, s *filestore.Store) error {
	_, v, err := s.Load(ctx, record)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 1 << 10, Max: 1 << 10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	_, err = s.CompareAndSwap(ctx, record, v, make([]byte, 1<<16), time.Hour)
	if !errors.Is(err, syscall.EFBIG) || !strings.HasPrefix(err.Error(), "filestore: write the record: ") {
		return fmt.Errorf("no such error: %w", err)
	}
	return nil
}

func increment(ctx context.Context, s *filestore.Store) error {
	for {
		r, v, err := s.Load(ctx, record)
		if err != nil && !errors.Is(err, authhooks.ErrNotFound) {
			return err
		}
		n := 0
		if v != "" {
			if n, err = strconv.Atoi(string(r)); err != nil {
				return err
			}
		}
		_, err = s.CompareAndSwap(ctx, record, v, authhooks.Record(strconv.Itoa(n+1)), time.Hour)
		if !errors.Is(err, authhooks.ErrConflict) {
			return err
		}
	}
}

func process(t *testing.T, what, dir string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), taskVariable+"="+what+","+dir)
	return c
}

func TestProcessesLoseNoUpdate(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	var wg sync.WaitGroup
	for range workers {
		c := process(t, "count", dir)
		wg.Go(func() {
			out, err := c.CombinedOutput()
			assert.NoError(t, err, "%s", out)
		})
	}
	wg.Wait()
	r, _, err := s.Load(t.Context(), record)
	require.NoError(t, err)
	assert.Equal(t, strconv.Itoa(workers*increments), string(r))
}

func TestAKilledWriterLeavesAWholeRecord(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	for round := range 12 {
		c := process(t, "rewrite", dir)
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		lines := bufio.NewReader(out)
		for range 2 + round%3 { // the first record has been written by then
			_, err := lines.ReadString('\n')
			require.NoError(t, err)
		}
		time.Sleep(time.Duration(rand.N(3000)) * time.Microsecond) // any moment of the next write
		require.NoError(t, c.Process.Kill())                       // SIGKILL
		require.Error(t, c.Wait(), "it did not end by itself")
		r, _, err := s.Load(t.Context(), record)
		require.NoError(t, err)
		require.Len(t, r, 1<<20)
		require.Equal(t, len(r), bytes.Count(r, r[:1]), "one record's bytes, not two's")
	}
}

// If a disk accepts half a record, the old record stays, nothing of the new one is left,
// and the next write succeeds.
func TestAHalfWrittenRecordIsNone(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	v, err := s.CompareAndSwap(t.Context(), record, "", authhooks.Record("whole"), time.Hour)
	require.NoError(t, err)
	out, err := process(t, "overrun", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	r, seen, err := s.Load(t.Context(), record)
	require.NoError(t, err)
	assert.Equal(t, "whole", string(r))
	assert.Equal(t, v, seen)
	left, err := filepath.Glob(filepath.Join(dir, ".new-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
	_, err = s.CompareAndSwap(t.Context(), record, v, authhooks.Record("next"), time.Hour)
	require.NoError(t, err)
}

func TestAKilledHolderFreesItsLock(t *testing.T) {
	t.Parallel()
	s, dir := newStore(t)
	c := process(t, "hold", dir)
	in, err := c.StdinPipe()
	require.NoError(t, err)
	defer func() { _ = in.Close() }()
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "held\n", line)

	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = s.Lock(short, record, time.Hour)
	require.ErrorIs(t, err, context.DeadlineExceeded, "the other process holds it")

	require.NoError(t, c.Process.Kill()) // SIGKILL
	long, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	unlock, err := s.Lock(long, record, time.Hour)
	require.NoError(t, err)
	require.NoError(t, unlock(t.Context()))
	require.Error(t, c.Wait(), "it did not end by itself")
}

// A umask belongs to a process, so another process tries it.
func TestModesDoNotDependOnTheUmask(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "parent", "store")
	out, err := process(t, "umask", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, d := range []string{dir, filepath.Dir(dir)} {
		info, err := os.Lstat(d)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 3, "a record, its lock, the writers' lock")
	for _, e := range entries {
		info, err := e.Info()
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode(), e.Name())
	}
}
