// SCNet: three headers log in, a token renews itself; codes are strings.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/scnet.js";

type Failure = components["schemas"]["Failure"];

function fail(reply: Failure | undefined): never {
  throw new Error(`scnet: ${reply?.code} ${reply?.msg}`);
}

export async function createTokens(
  baseUrl: string, user: string, password: string, orgId: string,
): Promise<{ clusterId: string; clusterName: string; token: string | null }[]> {
  const { data } = await createClient<paths>({ baseUrl }).POST("/ac/openapi/v2/tokens", {
    params: { header: { user, password, orgId } },
  });
  if (data === undefined || !("data" in data)) return fail(data);
  return data.data.map(({ clusterId, clusterName = "", token }) => ({ clusterId, clusterName, token }));
}

export async function renewToken(baseUrl: string, token: string): Promise<string> {
  const { data } = await createClient<paths>({ baseUrl }).POST("/ac/openapi/v2/tokens/next", { params: { header: { token } } });
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
