// SCNet: a signature or a password logs in, a token renews itself; codes are strings.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/scnet.js";

type Failure = components["schemas"]["Failure"];
type ClusterToken = { clusterId: string; clusterName: string; token: string | null };

const headers = { "Content-Type": "application/json" }; // on an empty body, as the page wants it

function fail(reply: Failure | undefined): never {
  throw new Error(`scnet: ${reply?.code} ${reply?.msg}`);
}

export async function createTokensByKey(
  baseUrl: string, user: string, accessKey: string, secretKey: string, now: number = Date.now(),
): Promise<ClusterToken[]> {
  const timestamp = Math.floor(now / 1000).toString();
  const signature = await hmac(secretKey, JSON.stringify({ accessKey, timestamp, user })); // in this order
  const { data } = await createClient<paths>({ baseUrl }).POST("/api/user/v3/tokens", {
    params: { header: { user: inHeader(user), accessKey, timestamp, signature } }, headers,
  });
  return regions(data);
}

async function hmac(secret: string, text: string): Promise<string> {
  const key = await crypto.subtle.importKey("raw", utf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text)));
  return Array.from(signature, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const utf8 = (text: string) => new TextEncoder().encode(text);

// fetch takes a header's bytes as characters.
const inHeader = (text: string) => String.fromCharCode(...utf8(text));

export async function createTokens(
  baseUrl: string, user: string, password: string, orgId: string,
): Promise<ClusterToken[]> {
  const { data } = await createClient<paths>({ baseUrl }).POST("/ac/openapi/v2/tokens", {
    params: { header: { user: inHeader(user), password, orgId } }, headers,
  });
  return regions(data);
}

function regions(data: components["schemas"]["TokensReply"] | undefined): ClusterToken[] {
  if (data === undefined || !("data" in data)) return fail(data);
  return data.data.map(({ clusterId, clusterName = "", token }) => ({ clusterId, clusterName, token }));
}

// The URLs of the token's region for one service, those in use only. A plain text in place
// of the list says nothing of its use.
export async function center(
  baseUrl: string, token: string, service: "hpcUrls" | "efileUrls" | "aiUrls" | "eshellUrls" | "ingressUrls",
): Promise<string[]> {
  const { data } = await createClient<paths>({ baseUrl }).GET("/ac/openapi/v2/center", { headers: { token } });
  if (data === undefined || !("data" in data)) return fail(data);
  const urls = data.data[service] ?? [];
  return typeof urls === "string" ? [] : urls.filter(({ enable }) => String(enable) === "true").map(({ url }) => url);
}

export async function renewToken(baseUrl: string, token: string): Promise<string> {
  const { data } = await createClient<paths>({ baseUrl }).POST("/ac/openapi/v2/tokens/next", { params: { header: { token } }, headers });
  if (data === undefined || !("data" in data)) return fail(data);
  const renewed = typeof data.data === "string" ? data.data : data.data[0]?.token;
  return renewed ?? fail(data);
}

export async function checkToken(baseUrl: string, token: string): Promise<boolean> {
  const { data } = await createClient<paths>({ baseUrl }).GET("/ac/openapi/v2/tokens/state", { params: { header: { token } } });
  return data?.code === "0";
}

// @ts-expect-error: the spec knows no such field; without this error the types would prove nothing
export type Unknown = components["schemas"]["ClusterToken"]["cluster_id"];
