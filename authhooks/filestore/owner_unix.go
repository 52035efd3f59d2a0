//go:build linux || darwin

package filestore

import (
	"errors"
	"os"
	"syscall"
)

const (
	supported = true
	// The flags follow no link and wait for no pipe.
	openFlags   = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
	createFlags = os.O_CREATE | os.O_RDONLY | openFlags
)

// owned reports whether a file belongs to this process's user.
func owned(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// isLink reports whether a file was not opened because it is a link.
func isLink(err error) bool { return errors.Is(err, syscall.ELOOP) }

// isUnsupported reports whether a file system has no fsync for a file or folder. For
// folders CIFS, 9p, vboxsf and FUSE return EINVAL, and others return ENOTSUP or
// ENOSYS. macOS returns ENOTTY, because its fsync is an ioctl.
func isUnsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTTY)
}
