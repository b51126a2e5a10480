// The sandbox program; see README.md.
return await HoopConnect.Sandbox.SandboxProgram.RunAsync(args);
