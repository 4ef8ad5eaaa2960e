interface ProblemBody {
  title?: string;
  detail?: string;
  field?: string;
  remedy?: string;
}

/** What the server answers instead of a result (application/problem+json), or status 0: it did not answer. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string | null = null,
    readonly remedy: string | null = null,
    readonly field: string | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(title);
  }

  static async of(response: Response): Promise<Problem> {
    const body = await readBody(response);
    return new Problem(
      response.status,
      body.title ?? `${response.status} ${response.statusText}`.trim(),
      body.detail ?? null,
      body.remedy ?? null,
      body.field ?? null,
      readSeconds(response.headers.get('Retry-After')),
    );
  }

  static from(failure: unknown): Problem {
    return failure instanceof Problem ? failure : new Problem(0, String(failure));
  }
}

async function readBody(response: Response): Promise<ProblemBody> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return {};
  try {
    return (await response.json()) as ProblemBody;
  } catch {
    return {}; // Cut off on its way: the status still says what happened.
  }
}

function readSeconds(header: string | null): number | null {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) ? seconds : null;
}
