import { isMap } from "./raw";

/** Something that no Compose file says: what is written in its place, which `plan` refuses, and what takes it for a first check. */
export class Todo {
  constructor(
    readonly text: string,
    readonly comment: string,
    readonly standIn: string | number,
  ) {}
}

/** A value with everything filled in. */
export function fillIn(value: unknown): unknown {
  if (value instanceof Todo) return value.standIn;
  if (Array.isArray(value)) return value.map(fillIn);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillIn(each)]));
}

/** Everything that is to be filled in, with its path. */
export function findTodos(value: unknown, path = ""): { path: string; todo: Todo }[] {
  if (value instanceof Todo) return [{ path, todo: value }];
  if (!(value instanceof Object)) return [];
  return Object.entries(value).flatMap(([key, each]) => findTodos(each, path === "" ? key : `${path}.${key}`));
}
