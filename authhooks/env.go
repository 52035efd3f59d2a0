package authhooks

import (
	"os"
	"strings"
)

// EnvValue reads an environment variable and drops one trailing line break,
// which files and secret mounts like to add.
func EnvValue(name string) string {
	v := strings.TrimSuffix(os.Getenv(name), "\n")
	return strings.TrimSuffix(v, "\r")
}

// Env reads required environment variables in order. Its KindInvalidRequest
// error names every one that is missing or empty.
func Env(vendor string, names ...string) ([]string, error) {
	values := make([]string, len(names))
	var missing []string
	for i, name := range names {
		if values[i] = EnvValue(name); values[i] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, MissingEnv(vendor, strings.Join(missing, " and "))
	}
	return values, nil
}

// MissingEnv is the error of a CredentialsFromEnv that lacks what.
func MissingEnv(vendor, what string) error {
	err := requestError("credentialsFromEnv", "not set in the environment: "+what)
	err.Vendor = vendor
	return err
}
