// AMSU: a form both ways, refresh by PUT, or by POST where PUT is blocked.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/amsu.js";

type Token = components["schemas"]["Token"];
type Failure = components["schemas"]["Failure"];

const form = (body: Record<string, string>) => new URLSearchParams(body);
const headers = { "Content-Type": "application/x-www-form-urlencoded" };

function token(data: Token | undefined, error: Failure | undefined): Token {
  if (data === undefined) throw new Error(`amsu: ${error?.error.code} ${error?.error.msg}`);
  const { access_token, token_type, expires_in, refresh_token } = data;
  const seconds: number = expires_in;
  return { access_token, token_type, expires_in: seconds, ...(refresh_token === undefined ? {} : { refresh_token }) };
}

export async function createToken(baseUrl: string, client_id: string, client_secret: string): Promise<Token> {
  const { data, error } = await createClient<paths>({ baseUrl }).POST("/amsu-analysis/v2/token", {
    body: { client_id, client_secret }, bodySerializer: form, headers,
  });
  return token(data, error);
}

export async function refreshToken(baseUrl: string, refresh_token: string): Promise<Token> {
  const { data, error } = await createClient<paths>({ baseUrl }).PUT("/amsu-analysis/v2/token", {
    body: { refresh_token }, bodySerializer: form, headers,
  });
  return token(data, error);
}

export async function refreshTokenByPost(baseUrl: string, refresh_token: string): Promise<Token> {
  const { data, error } = await createClient<paths>({ baseUrl }).POST("/amsu-analysis/v2/token/refreshment", {
    body: { refresh_token }, bodySerializer: form, headers,
  });
  return token(data, error);
}

// @ts-expect-error: the spec knows no such field; without this error the types would prove nothing
export type Unknown = Token["accessToken"];
