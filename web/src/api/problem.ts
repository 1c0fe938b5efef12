import type { Problem } from './generated.ts';

/** A call that the server refused, or that never reached it; `problem` says what happened and what to do, in the reader's language. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** The problem inside anything thrown. */
export function problemOf(thrown: unknown, unreachable: { detail: string; remedy: string }): Problem {
  if (thrown instanceof ApiProblem) return thrown.problem;
  return {
    type: '',
    title: '',
    status: 0,
    code: 'unreachable',
    errors: [],
    requestId: '',
    ...unreachable,
  };
}

/** Reads the problem document of a refused answer; a proxy's page instead of one becomes a problem of its own. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body)
    return new ApiProblem({ errors: [], remedy: '', ...body } as unknown as Problem);
  return new ApiProblem({
    type: '',
    title: response.statusText,
    status: response.status,
    code: `http_${response.status}`,
    detail: `${response.status} ${response.statusText}`.trim(),
    remedy: '',
    errors: [],
    requestId: '',
  });
}
