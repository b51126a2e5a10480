// The sandbox program; see README.md.
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Servers;

return args is [FolderKeeper.Verb, var folder, .. var rest]
    ? await FolderKeeper.RunAsync(folder, rest.FirstOrDefault())
    : await SandboxProgram.RunAsync(args);
