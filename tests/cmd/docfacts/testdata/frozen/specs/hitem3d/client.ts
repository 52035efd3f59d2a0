// Hitem3D: Basic, an empty JSON body, success told by the code inside HTTP 200.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/hitem3d.js";

type Reply = components["schemas"]["TokenReply"];
type Answer = components["schemas"]["TokenAnswer"];

const succeeded = (r: Reply): r is Answer => String(r.code) === "200";

export async function createToken(baseUrl: string, id: string, secret: string): Promise<components["schemas"]["Token"]> {
  const client = createClient<paths>({ baseUrl });
  const { data } = await client.POST("/open-api/v1/auth/token", {
    headers: { Authorization: "Basic " + btoa(id + ":" + secret) },
  });
  if (data === undefined || !succeeded(data)) throw new Error(`hitem3d: ${data?.code} ${data?.msg ?? data?.message}`);
  const { accessToken, tokenType = "Bearer", nonce = "" } = data.data;
  return { accessToken, tokenType, nonce };
}

// @ts-expect-error: the spec knows no such field; without this error the types would prove nothing
export type Unknown = components["schemas"]["Token"]["access_token"];
