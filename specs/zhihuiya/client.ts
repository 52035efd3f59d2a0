// Zhihuiya: Basic and a form; the token comes bare or in an envelope. An API key needs no token.
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

// A business call with an API key. Business calls have no operations in the spec, only their answer.
export async function getWithKey(baseUrl: string, key: string, path: string): Promise<unknown> {
  const response = await fetch(baseUrl + path, { headers: { Authorization: "Bearer " + key }, redirect: "error" });
  const answer: components["schemas"]["BusinessAnswer"] = await response.json();
  if (answer.error_code !== 0) throw new Error(`zhihuiya: ${answer.error_code} ${answer.error_msg}`);
  return answer.data;
}

// @ts-expect-error: the spec knows no such field; without this error the types would prove nothing
export type Unknown = Token["access_token"];
