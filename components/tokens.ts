/**
 * Type tokens of the components. Changing one changes the identity of the component and of everything below it in every
 * existing stack. They are kept apart from the classes so that the policy pack can name them without loading the providers.
 */
export const TOKENS = {
  fabric: "macvlan-fabric:index:Fabric",
  bridgedVm: "macvlan-fabric:index:BridgedVm",
  hostIdentity: "macvlan-fabric:index:HostIdentity",
  vsphereSite: "macvlan-fabric:index:VsphereSite",
  trunkPortGroup: "macvlan-fabric:index:TrunkPortGroup",
  dockerHost: "macvlan-fabric:index:DockerHost",
  vlanSubinterface: "macvlan-fabric:index:VlanSubinterface",
  hostShim: "macvlan-fabric:index:HostShim",
  router: "macvlan-fabric:index:Router",
  segmentNetwork: "macvlan-fabric:index:SegmentNetwork",
  bridgeNetwork: "macvlan-fabric:index:BridgeNetwork",
  privateRegistry: "macvlan-fabric:index:PrivateRegistry",
  publishedImage: "macvlan-fabric:index:PublishedImage",
  fabricContainer: "macvlan-fabric:index:FabricContainer",
} as const;
