import { Document, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from "yaml";
import { FABRIC_KEY } from "../../topology/schema/parse-configuration";
import { isMap, type Raw } from "./raw";
import { Todo } from "./todo";

/** How many characters of a map or list stand in one line. */
const WIDTH = 110;

/** The text of a stack file. @param heading lines of comment */
export function writeStack(stack: Raw, heading: readonly string[]): string {
  // Pulumi reads YAML 1.1, where more words are truths and numbers.
  const document = new Document(undefined, { schema: "yaml-1.1", version: "1.2" });
  document.contents = toNode({ config: { [FABRIC_KEY]: stack } }, 0);
  const comment = heading.map((line) => `# ${line}\n`).join("");
  return comment + document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function toNode(value: unknown, depth: number): Node {
  if (value instanceof Todo) {
    const scalar = new Scalar(value.text);
    scalar.comment = ` TODO: ${value.comment}`;
    return scalar;
  }
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    list.items = value.map((each) => toNode(each, depth + 1));
    list.flow = !value.some((each) => each instanceof Object);
    return list;
  }
  if (!isMap(value)) return new Scalar(value);
  const map = new YAMLMap();
  map.items = Object.entries(value).map(([key, each]) => new Pair(new Scalar(key), toNode(each, depth + 1)));
  map.flow =
    isShort(value) && (depth > 3 || (depth === 3 && !Object.values(value).some((each) => each instanceof Object)));
  return map;
}

/** Whether a value fits into a line; what is to be filled in has a line of its own, for its comment. */
function isShort(value: unknown): boolean {
  return !holdsTodo(value) && JSON.stringify(value).length <= WIDTH;
}

function holdsTodo(value: unknown): boolean {
  return value instanceof Todo || (value instanceof Object && Object.values(value).some(holdsTodo));
}
