//go:build !linux && !darwin

package filestore

import "os"

const (
	supported   = false
	openFlags   = 0
	createFlags = os.O_CREATE | os.O_RDONLY
)

func owned(os.FileInfo) bool { return false }

func isLink(error) bool { return false }

func isUnsupported(error) bool { return false }
