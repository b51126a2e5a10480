using System.Text;

namespace HoopConnect.Hosting;

/// <summary>
/// Environment variables that this process has until it is disposed; then each is what it was before. The environment belongs to the whole
/// process, so there is one at a time: a second one (nested, of another thread or runspace) is refused, since it would hand its
/// credentials to the first one's programs.
/// </summary>
public sealed class TemporaryEnvironment : IDisposable
{
    // SetEnvironmentVariable (Microsoft Learn), with the NUL at the end: characters of the value. On Linux, where no program would start
    // with more, execve(2): bytes of NAME=value.
    private const int LongestValue = 32_767;
    private const int LongestPair = 131_072;

    private static int s_taken;

    private readonly List<KeyValuePair<string, string?>> _before = [];
    private int _disposed;

    private TemporaryEnvironment()
    {
    }

    /// <summary>Sets the variables; a null value takes a variable away.</summary>
    /// <exception cref="HoopException">
    /// <c>Session.Busy</c>: this process has one already. <c>Session.NotExpressible</c>: a value holds a NUL character, which ends an
    /// environment variable on every system, or is longer than one may be. In both cases nothing was set; the message never holds a value.
    /// </exception>
    public static TemporaryEnvironment Set(IReadOnlyCollection<KeyValuePair<string, string?>> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (var (name, value) in variables)
        {
            if (value?.Contains('\0', StringComparison.Ordinal) == true)
                throw SessionErrors.NotExpressible.Error($"The value for the environment variable {name} holds a NUL character.", name);
            if (value is not null && IsTooLong(name, value))
            {
                throw SessionErrors.NotExpressible.Error(
                    $"The value for the environment variable {name} is too long for one: it has {value.Length} characters.", name);
            }
        }

        if (Interlocked.CompareExchange(ref s_taken, 1, 0) != 0)
        {
            throw SessionErrors.Busy.Error(
                "Another session of this process has its credentials in the environment, and the environment belongs to the whole " +
                    "process.");
        }

        var environment = new TemporaryEnvironment();
        try
        {
            foreach (var (name, value) in variables)
                environment.SetOne(name, value);
            return environment;
        }
        catch
        {
            environment.Dispose();
            throw;
        }
    }

    /// <summary>Puts every variable back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        // Backwards: a name that came twice gets its oldest value last.
        for (var i = _before.Count - 1; i >= 0; i--)
            Environment.SetEnvironmentVariable(_before[i].Key, _before[i].Value);
        Volatile.Write(ref s_taken, 0);
    }

    /// <summary>Whether a value is longer than a variable of this name may be.</summary>
    internal static bool IsTooLong(string name, string value) => IsTooLong(name, value, OperatingSystem.IsWindows());

    /// <summary>The same by the rules of Windows, or of Linux.</summary>
    internal static bool IsTooLong(string name, string value, bool isWindows) =>
        isWindows
            ? value.Length >= LongestValue : Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2 > LongestPair;

    private void SetOne(string name, string? value)
    {
        var before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
        _before.Add(new(name, before));
    }
}
