// Hummingbird: JSON login, the refresh token is part of a path.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/hummingbird.js";

type Reply = components["schemas"]["SessionReply"];
type Session = components["schemas"]["Session"];

function session(reply: Reply | undefined): Session {
  if (reply === undefined || !("result" in reply)) throw new Error(`hummingbird: ${reply?.code} ${reply?.msg}`);
  const { access_token, expire, refresh_token } = reply.result;
  const ends: number = expire;
  return { access_token, expire: ends, refresh_token };
}

export async function login(baseUrl: string, username: string, password: string): Promise<Session> {
  const { data } = await createClient<paths>({ baseUrl }).POST("/v1.0/openapi/auth/login", { body: { username, password } });
  return session(data);
}

export async function refreshToken(baseUrl: string, refreshToken: string): Promise<Session> {
  const { data } = await createClient<paths>({ baseUrl }).POST("/v1.0/openapi/token/{refreshToken}", {
    params: { path: { refreshToken } },
  });
  return session(data);
}

// @ts-expect-error: the spec knows no such field; without this error the types would prove nothing
export type Unknown = Session["expires_in"];
