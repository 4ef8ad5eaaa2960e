import { Problem } from './problem';
import { csrfToken, onUnauthorized } from './session';

const base = '/api/v1';

export const liveUrl = `${base}/live`;

/** For what the browser opens by itself: a stream, a download. */
export const traceLiveUrl = (id: string) => `${base}/traces/live?id=${encodeURIComponent(id)}`;
export const traceDownloadUrl = (id: string) => `${base}/traces/download?id=${encodeURIComponent(id)}`;

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { signal });
}

export function post<T = void>(path: string, body: object = {}): Promise<T> {
  return send<T>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken() },
    body: JSON.stringify(body),
  });
}

async function send<T>(path: string, request: RequestInit): Promise<T> {
  const response = await reach(path, request);
  if (response.status === 401 && path !== '/login') onUnauthorized();
  if (!response.ok) throw await Problem.of(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(base + path, { ...request, credentials: 'same-origin', cache: 'no-store' });
  } catch (failure) {
    if (request.signal?.aborted) throw failure;
    throw new Problem(0, 'unreachable');
  }
}
