const UNITS = "bkmg";

/** A size as Compose writes it (`64m`, `1gb`, or a number of bytes), in bytes; undefined for anything else. */
export function parseSize(given: string | number): number | undefined {
  const [, count, unit = "b"] = /^(\d+(?:\.\d+)?)(?:([bkmg])b?)?$/i.exec(String(given)) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * 1024 ** UNITS.indexOf(unit.toLowerCase()));
}

export const MEBIBYTE = 1024 ** 2;
