// Zhihuiya: Basic and a form; the token comes bare or in an envelope.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/zhihuiya.js";

type Token = components["schemas"]["Token"];

export async function createToken(baseUrl: string, id: string, secret: string): Promise<Token> {
  const { data } = await createClient<paths>({ baseUrl }).POST("/oauth/token", {
    body: { grant_type: "client_credentials" },
    bodySerializer: (body) => new URLSearchParams(body),
    headers: { Authorization: "Basic " + btoa(id + ":" + secret), "Content-Type": "application/x-www-form-urlencoded" },
  });
  if (data === undefined) throw new Error("zhihuiya: no answer");
  if ("token" in data) return bare(data);
  if ("data" in data) return bare(data.data);
  throw new Error(`zhihuiya: ${data.error_code} ${data.error_msg}`);
}

function bare({ token, token_type = "", expires_in = 0, status = "", issued_at = "" }: Token): Token {
  const ends: number = expires_in;
  return { token, token_type, expires_in: ends, status, issued_at };
}

// @ts-expect-error: the spec knows no such field; without this error the types would prove nothing
export type Unknown = Token["access_token"];
