// Package soak lets many callers work on the vendors in trouble for a long time: `make soak`.
package soak
