package scnet

import "github.com/vendorauth/vendorauth-go/authhooks"

// Credentials holds a token, or a login, or both. A login is a user with an access key and
// its secret key, as the vendor recommends, or a user with password and organisation. If
// there are both, the access key logs in. If there is a token too, the client uses it as
// long as the vendor accepts or renews it, and logs in after that.
type Credentials struct {
	// Token is a region's token from elsewhere.
	Token authhooks.Secret
	// User, Password and OrgID log in.
	User, OrgID string
	// ClusterID chooses the region. It may be empty if exactly one region has a token.
	ClusterID string
	Password  authhooks.Secret
	// User, AccessKey and SecretKey log in with a signature. The secret key is never sent.
	AccessKey string
	SecretKey authhooks.Secret
}

// CredentialsFromEnv reads SCNET_USER with SCNET_ACCESS_KEY and SCNET_SECRET_KEY, or with
// SCNET_PASSWORD and SCNET_ORG_ID, or SCNET_TOKEN, and SCNET_CLUSTER_ID. Its error
// (KindInvalidRequest) names each variable that is missing, holds an invisible character,
// or begins or ends with a space.
func CredentialsFromEnv() (Credentials, error) {
	v, err := authhooks.OptionalEnv(name, "SCNET_TOKEN", "SCNET_CLUSTER_ID",
		"SCNET_USER", "SCNET_PASSWORD", "SCNET_ORG_ID", "SCNET_ACCESS_KEY", "SCNET_SECRET_KEY")
	if err != nil {
		return Credentials{}, err
	}
	cr := Credentials{
		Token: authhooks.NewSecret(v[0]), ClusterID: v[1],
		User: v[2], Password: authhooks.NewSecret(v[3]), OrgID: v[4],
		AccessKey: v[5], SecretKey: authhooks.NewSecret(v[6]),
	}
	switch {
	case cr.hasKey(): // an incomplete login is a mistake
		_, err = authhooks.Env(name, "SCNET_USER", "SCNET_ACCESS_KEY", "SCNET_SECRET_KEY")
	case cr.hasLogin() || cr.OrgID != "":
		_, err = authhooks.Env(name, "SCNET_USER", "SCNET_PASSWORD", "SCNET_ORG_ID")
	case cr.Token.IsZero():
		err = authhooks.MissingEnv(name, "SCNET_TOKEN, or SCNET_USER and SCNET_PASSWORD and SCNET_ORG_ID, or SCNET_USER and SCNET_ACCESS_KEY and SCNET_SECRET_KEY")
	}
	if err != nil {
		return Credentials{}, err
	}
	return cr, nil
}

// BaseURLFromEnv reads SCNET_BASE_URL. It returns "" if the variable is not set.
func BaseURLFromEnv() string { return authhooks.EnvValue("SCNET_BASE_URL") }

// hasKey reports whether a part of an access key is set, hasLogin a part of any login.
func (cr Credentials) hasKey() bool { return cr.AccessKey != "" || !cr.SecretKey.IsZero() }

func (cr Credentials) hasLogin() bool {
	return cr.hasKey() || cr.User != "" || !cr.Password.IsZero()
}

func (cr Credentials) check() error {
	key := cr.hasKey()
	password := cr.hasLogin() && !key
	secret := authhooks.NewSecret
	return authhooks.CheckCredentials(name,
		authhooks.Credential{
			Name: "Token", Env: "SCNET_TOKEN (or SCNET_USER with an access key or a password)",
			Value: cr.Token, Token: true, Optional: key || password,
		},
		authhooks.Credential{Name: "User", Env: "SCNET_USER", Value: secret(cr.User), Optional: !key && !password},
		authhooks.Credential{Name: "AccessKey", Env: "SCNET_ACCESS_KEY", Value: secret(cr.AccessKey), Optional: !key},
		authhooks.Credential{Name: "SecretKey", Env: "SCNET_SECRET_KEY", Value: cr.SecretKey, Optional: !key},
		authhooks.Credential{Name: "Password", Env: "SCNET_PASSWORD (or SCNET_ACCESS_KEY and SCNET_SECRET_KEY)", Value: cr.Password, Optional: !password},
		authhooks.Credential{Name: "OrgID", Env: "SCNET_ORG_ID", Value: secret(cr.OrgID), Optional: !password},
		authhooks.Credential{Name: "ClusterID", Env: "SCNET_CLUSTER_ID", Value: secret(cr.ClusterID), Optional: true})
}

// account returns these credentials as the core knows them. They are the store's key.
func (cr *dated) account() authhooks.Account {
	a := authhooks.Account{
		ID: cr.User, Secret: cr.Password, Credentials: cr,
		Scope: []string{cr.OrgID, cr.ClusterID}, Secrets: []authhooks.Secret{cr.Token, cr.Password},
	}
	if cr.hasKey() {
		a.Secret, a.Secrets = cr.SecretKey, append(a.Secrets, authhooks.NewSecret(cr.AccessKey))
	}
	if a.Secret.IsZero() {
		a.Secret = cr.Token
	}
	return a
}
