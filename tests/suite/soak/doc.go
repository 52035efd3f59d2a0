// Package soak lets many callers work on five vendors in trouble for a long time: `make soak`.
package soak
