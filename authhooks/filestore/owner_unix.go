//go:build linux || darwin

package filestore

import (
	"errors"
	"os"
	"syscall"
)

const (
	supported = true
	// No link is followed, and no pipe waited for.
	openFlags   = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
	createFlags = os.O_CREATE | os.O_RDONLY | openFlags
)

// owned reports whether a file is this process's user's.
func owned(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// isLink reports whether a file was not opened because it is a link.
func isLink(err error) bool { return errors.Is(err, syscall.ELOOP) }
