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

// isUnsupported reports whether a file system has no fsync for what it was asked
// to sync: CIFS, 9p, vboxsf and FUSE say EINVAL of folders, others say that it is
// not supported or not implemented, and macOS ENOTTY, for its fsync is an ioctl.
func isUnsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTTY)
}
