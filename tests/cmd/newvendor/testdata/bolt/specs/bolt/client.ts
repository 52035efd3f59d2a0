// Bolt Cloud: a form for a session, JSON for the next one.
import createClient from "openapi-fetch";
import type { components, paths } from "./gen/bolt.js";

type Session = components["schemas"]["Session"];

export async function createSession(baseUrl: string, user: string, key: string): Promise<Session> {
  const { data, error } = await createClient<paths>({ baseUrl }).POST("/session", {
    body: { user, key }, bodySerializer: (body) => new URLSearchParams(body),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  if (data === undefined) throw new Error(`bolt: ${error?.problem.id}`);
  return data.session;
}

export async function refreshSession(baseUrl: string, refresh_key: string): Promise<Session> {
  const { data, error } = await createClient<paths>({ baseUrl }).POST("/session/refresh", { body: { refresh_key } });
  if (data === undefined) throw new Error(`bolt: ${error?.problem.id}`);
  return data.session;
}
