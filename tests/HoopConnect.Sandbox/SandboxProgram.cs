namespace HoopConnect.Sandbox;

internal static class SandboxProgram
{
    public static int Run(string[] args)
    {
        System.Console.Error.WriteLine("The sandbox's services are not wired yet.");
        return 2;
    }
}
