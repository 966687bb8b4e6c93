// Pulumi's SDK captures a stack trace for each promise, and renders it: about half of a program's time at 1,000 resources.
// One frame still says where an error was thrown. MACVLAN_FABRIC_DEBUG=1 keeps all of them.
if (!process.env["MACVLAN_FABRIC_DEBUG"]) Error.stackTraceLimit = 1;
