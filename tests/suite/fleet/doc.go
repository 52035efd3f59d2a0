// Package fleet lets many processes share one account: `make fleet`.
package fleet
