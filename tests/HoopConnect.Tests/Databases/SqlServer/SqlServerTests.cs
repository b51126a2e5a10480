using System.Globalization;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>What the tests of SQL Server share: the endpoint with a master login, and settings for it.</summary>
public abstract class SqlServerTests
{
    protected const string MasterPassword = "Master-Password*1";

    protected SqlServerTests() => RequireDriver();

    internal SqlServerEngine Engine { get; } = new();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected static TdsServer Start(TdsServerOptions? options = null)
    {
        var server = new TdsServer(options);
        server.Accounts["admin"] = MasterPassword;
        return server;
    }

    /// <summary>Skips the test where the driver cannot run.</summary>
    internal static void RequireDriver() =>
        Assert.SkipWhen(IsInvariant(), "The driver of SQL Server needs ICU, which this machine or process does not have.");

    protected static ConnectionSettings Settings(TdsServer server, string password = MasterPassword) =>
        new(server.Host, server.Port, new DatabaseLogin("admin", Secret.From(password))) { CaFile = server.CaFile,
            Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>The password as text, and as LOGIN7 disguises it.</summary>
    protected static void AssertNotIn(byte[] bytes, string password)
    {
        var clear = Encoding.Unicode.GetBytes(password);
        var disguised = clear.Select(value => (byte)(((value << 4) | (value >> 4)) ^ 0xA5)).ToArray();
        foreach (var form in new[] { clear, disguised, Encoding.UTF8.GetBytes(password) })
            Assert.Equal(-1, bytes.AsSpan().IndexOf(form));
    }

    private static bool IsInvariant()
    {
        if (AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant)
            return true;
        try
        {
            return CultureInfo.GetCultureInfo("en-US").EnglishName.Contains("Invariant", StringComparison.Ordinal);
        }
        catch (CultureNotFoundException)
        {
            return true;
        }
    }
}
