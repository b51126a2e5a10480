using HoopConnect.Hosting;
using static HoopConnect.SessionUsers.Hcl.HclCharacters;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>The engines a policy can be for.</summary>
internal static class PolicyEngine
{
    public const string PostgreSql = "postgres";

    public static IReadOnlyList<string> All { get; } = [PostgreSql, "mysql", "mariadb"];

    /// <summary>True where the engine's schemas lie in databases; on MySQL and MariaDB they are the databases.</summary>
    public static bool HasSchemas(string engine) => engine == PostgreSql;

    /// <exception cref="HoopException"><c>Policy.UnknownEngine</c>.</exception>
    public static string Parse(string text) =>
        All.Contains(text, StringComparer.Ordinal)
            ? text
            : throw PolicyErrors.UnknownEngine.Error(
                $"The engine '{Shown(text)}' is not served for session users.", text, $"Served are: {string.Join(", ", All)}.");
}
