using System.Globalization;

namespace HoopConnect.Bench.Roles;

/// <summary>
/// Processor time that the client (this process and the programs it ran) and the server took. It says what bounds a row, and hardly changes
/// with what else the machine does. From Linux's <c>/proc</c>; zero elsewhere.
/// </summary>
/// <param name="Client">Seconds.</param>
/// <param name="Server">Seconds.</param>
internal readonly record struct ProcessorSeconds(double Client, double Server)
{
    private const double TicksPerSecond = 100;

    /// <summary>
    /// What was taken so far. The server's sessions must have ended: what a process takes counts when its parent has noticed its end.
    /// </summary>
    public static ProcessorSeconds Now(string serverFolder) => OperatingSystem.IsLinux()
        ? new ProcessorSeconds(Of("self"), Of(File.ReadLines(Path.Combine(serverFolder, "data", "postmaster.pid")).First()))
        : default;

    /// <summary>Seconds that this process and the programs it ran have taken so far.</summary>
    public static double OfThisProcess => OperatingSystem.IsLinux() ? Of("self") : 0;

    public static ProcessorSeconds operator -(ProcessorSeconds one, ProcessorSeconds other) =>
        new(one.Client - other.Client, one.Server - other.Server);

    public static ProcessorSeconds operator +(ProcessorSeconds one, ProcessorSeconds other) =>
        new(one.Client + other.Client, one.Server + other.Server);

    public static ProcessorSeconds operator /(ProcessorSeconds sum, int count) => new(sum.Client / count, sum.Server / count);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Client:0.0} s client and {Server:0.0} s server");

    /// <summary>utime, stime, cutime and cstime, which come after the name in parentheses (proc(5)).</summary>
    private static double Of(string process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
