import { XMLParser } from "fast-xml-parser";
import type { Dispatcher } from "undici";
import { connectionTo } from "./connection";

/** A parsed element: text, children by name, or several of one name. */
export type Element = string | ElementMap | readonly Element[] | undefined;
export interface ElementMap {
  readonly [name: string]: Element;
}

/** A fault that vCenter answered instead of a result; `fault` is its type. */
export class SoapFault extends Error {
  constructor(
    readonly fault: string,
    message: string,
  ) {
    super(message);
  }
}

/** The server is not a vCenter, or still starting; the message is the beginning of its answer. */
export class NoVcenter extends Error {}

/** Milliseconds that one call may take. */
const PATIENCE = 20_000;

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  removeNSPrefix: true,
  parseTagValue: false,
  // Without it, numeric character references are left undecoded.
  htmlEntities: true,
});

/** One conversation with vCenter's SOAP interface, held together by its session cookie. */
export class Soap {
  private cookie = "";
  private readonly connection: Promise<Dispatcher>;

  constructor(
    private readonly server: string,
    acceptAnyCertificate: boolean,
  ) {
    this.connection = connectionTo(server, acceptAnyCertificate);
  }

  /** Calls a method with its parameters as XML; resolves to its `returnval`. @throws SoapFault, NoVcenter, or the network's error */
  async call(method: string, parameters: string): Promise<Element> {
    const answer = await this.post(
      `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><${method} xmlns="urn:vim25">${parameters}</${method}></Body></Envelope>`,
    );
    const body = child(child(parsed(answer), "Envelope"), "Body");
    const fault = child(body, "Fault");
    if (fault !== undefined) {
      const kinds = Object.keys((child(fault, "detail") ?? {}) as ElementMap);
      throw new SoapFault(kinds[0] ?? "", text(child(fault, "faultstring")));
    }
    const response = child(body, `${method}Response`);
    if (response === undefined) throw new NoVcenter(answer.replace(/\s+/g, " ").trim().slice(0, 80));
    return child(response, "returnval");
  }

  /** Ends the connection; pending calls fail. */
  async close(): Promise<void> {
    await (await this.connection).destroy();
  }

  private async post(content: string): Promise<string> {
    const connection = await this.connection;
    const { headers, body } = await connection.request({
      origin: `https://${this.server}`,
      path: "/sdk",
      method: "POST",
      headers: { "content-type": "text/xml; charset=utf-8", soapaction: "urn:vim25/7.0", cookie: this.cookie },
      body: content,
      signal: AbortSignal.timeout(PATIENCE),
    });
    const [cookie] = [headers["set-cookie"] ?? []].flat();
    if (cookie !== undefined) this.cookie = cookie.split(";")[0] ?? "";
    return body.text();
  }
}

function parsed(answer: string): Element {
  try {
    return PARSER.parse(answer) as Element;
  } catch {
    return undefined;
  }
}

export function child(element: Element, name: string): Element {
  if (typeof element !== "object" || Array.isArray(element)) return undefined;
  return (element as ElementMap)[name];
}

export function list(element: Element): readonly Element[] {
  if (element === undefined || element === "") return [];
  return Array.isArray(element) ? (element as readonly Element[]) : [element];
}

/** The text of an element, with attributes or without. */
export function text(element: Element): string {
  if (typeof element === "string") return element;
  const inner = child(element, "#text");
  return typeof inner === "string" ? inner : "";
}

export function escapeXml(value: string): string {
  return value.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
