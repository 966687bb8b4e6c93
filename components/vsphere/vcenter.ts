import { ProblemError } from "../../support/problem";
import { child, escapeXml, list, NoVcenter, Soap, text, type Element } from "./soap";

/** A managed object, such as `Datacenter:datacenter-2`. */
export interface Reference {
  readonly type: string;
  readonly value: string;
}

/** Properties of one object by their paths. */
export interface Properties {
  readonly object: Reference;
  readonly values: Readonly<Record<string, Element>>;
}

/**
 * The small part of vCenter's API that the provider has no function for: whether a login works, which objects exist, and the
 * settings of port groups. It only reads.
 */
export class VCenter {
  private constructor(
    private readonly soap: Soap,
    private readonly content: Element,
  ) {}

  /** @throws SoapFault for a rejected login, NoVcenter for another server, or the network's error */
  static async login(
    { server, user, allowUnverifiedSsl }: { server: string; user: string; allowUnverifiedSsl: boolean },
    password: string,
  ): Promise<VCenter> {
    const soap = new Soap(server, allowUnverifiedSsl);
    try {
      const content = await soap.call(
        "RetrieveServiceContent",
        `<_this type="ServiceInstance">ServiceInstance</_this>`,
      );
      if (text(child(child(content, "about"), "apiType")) === "HostAgent") {
        const message = `${server} is an ESXi host: name the vCenter that manages it`;
        throw new ProblemError({ path: "vsphere.server", message });
      }
      // Only a vCenter gets the password.
      if (reference(child(content, "sessionManager")).value === "") throw new NoVcenter("no session manager");
      const credentials = `<userName>${escapeXml(user)}</userName><password>${escapeXml(password)}</password>`;
      await soap.call("Login", `${self(content, "sessionManager")}${credentials}`);
      return new VCenter(soap, content);
    } catch (error) {
      await soap.close();
      throw error;
    }
  }

  /** Ends the session. It would expire anyway, so a failure here does not matter. */
  async logout(): Promise<void> {
    await this.soap.call("Logout", self(this.content, "sessionManager")).catch(() => undefined);
    await this.soap.close();
  }

  /** All objects of a type below a container (default: everywhere) with some of their properties. */
  async all(type: string, paths: readonly string[], below?: Reference): Promise<Properties[]> {
    const root = below ?? reference(child(this.content, "rootFolder"));
    const view = await this.soap.call(
      "CreateContainerView",
      `${self(this.content, "viewManager")}${pointer("container", root)}<type>${type}</type><recursive>true</recursive>`,
    );
    const step = `<selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path><skip>false</skip></selectSet>`;
    return this.retrieve(type, paths, `${pointer("obj", reference(view))}<skip>true</skip>${step}`);
  }

  /** Some properties of one object. */
  async of(object: Reference, paths: readonly string[]): Promise<Properties["values"]> {
    const [found] = await this.retrieve(object.type, paths, pointer("obj", object));
    return found?.values ?? {};
  }

  /** Customisation specifications by name. */
  async specifications(): Promise<string[]> {
    const { info } = await this.of(reference(child(this.content, "customizationSpecManager")), ["info"]);
    return list(child(info, "CustomizationSpecInfo")).map((each) => text(child(each, "name")));
  }

  private async retrieve(type: string, paths: readonly string[], from: string): Promise<Properties[]> {
    const wanted = paths.map((path) => `<pathSet>${path}</pathSet>`).join("");
    const spec = `<specSet xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><propSet><type>${type}</type>${wanted}</propSet><objectSet>${from}</objectSet></specSet>`;
    const collector = self(this.content, "propertyCollector");
    const found: Properties[] = [];
    let page = await this.soap.call("RetrievePropertiesEx", `${collector}${spec}<options/>`);
    for (;;) {
      found.push(...list(child(page, "objects")).map(properties));
      const token = text(child(page, "token"));
      if (token === "") return found;
      page = await this.soap.call("ContinueRetrievePropertiesEx", `${collector}<token>${token}</token>`);
    }
  }
}

function properties(element: Element): Properties {
  const values = list(child(element, "propSet")).map((set) => [text(child(set, "name")), child(set, "val")] as const);
  return { object: reference(child(element, "obj")), values: Object.fromEntries(values) };
}

/** The name of an object. vCenter escapes exactly three characters in names. */
export function nameOf({ values }: Properties): string {
  return text(values["name"]).replace(/%(25|2f|5c)/gi, decodeURIComponent);
}

export function reference(element: Element): Reference {
  return { type: text(child(element, "@type")), value: text(element) };
}

function self(content: Element, manager: string): string {
  return pointer("_this", reference(child(content, manager)));
}

function pointer(tag: string, { type, value }: Reference): string {
  return `<${tag} type="${escapeXml(type)}">${escapeXml(value)}</${tag}>`;
}
