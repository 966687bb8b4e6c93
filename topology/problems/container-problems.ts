import type { Problem } from "../../support/problem";
import type { FabricConfiguration } from "../schema/fabric-schema";
import { findAttachmentProblems } from "./attachment-problems";
import { findGatewayProblems } from "./gateway-problems";
import { findMountProblems } from "./mount-problems";
import { findUnknownName } from "./unknown-name";

export function findContainerProblems(configuration: FabricConfiguration): Problem[] {
  const { hosts, images, bridges } = configuration;
  return Object.entries(configuration.containers).flatMap(([name, container]) => {
    const path = `containers.${name}`;
    return [
      ...findUnknownName(`${path}.host`, "host", container.host, hosts),
      ...findUnknownName(`${path}.image`, "image", container.image, images),
      ...Object.keys(container.attach).flatMap((segment) =>
        findAttachmentProblems(path, segment, container, configuration),
      ),
      ...Object.keys(container.bridges).flatMap((bridge) =>
        findUnknownName(`${path}.bridges.${bridge}`, "bridge", bridge, bridges),
      ),
      ...findMountProblems(path, container),
      ...findGatewayProblems(`${path}.defaultGateway`, container, configuration),
    ];
  });
}
