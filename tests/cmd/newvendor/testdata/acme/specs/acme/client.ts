// Acme: a JSON login, failures inside HTTP 200.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/acme.js";

type Token = components["schemas"]["Token"];

export async function login(baseUrl: string, app: string, secret: string): Promise<Token> {
  const { data, error } = await createClient<paths>({ baseUrl }).POST("/v2/login", {
    body: { app, secret },
  });
  if (data === undefined || "error" in data) throw new Error(`acme: ${(data ?? error)?.error}`);
  return data;
}
