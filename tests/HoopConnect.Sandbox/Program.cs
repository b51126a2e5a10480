// The sandbox program: started by ./build.sh sandbox; see README.md.
return HoopConnect.Sandbox.SandboxProgram.Run(args);
