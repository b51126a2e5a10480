namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// What a hook gets of the environment: all of it, the caller's AWS credentials too, but for passwords of databases and what is
/// HoopConnect's own.
/// </summary>
internal static class HookEnvironment
{
    // Where its records are is no secret, and a hook may want to read them.
    private static readonly string[] s_known = ["HOOPCONNECT_STATE", "HOOPCONNECT_JOB_DAYS"];

    // The clients' own: psql, mysql, sqlcmd, redis-cli; and what Invoke-HoopSession sets for any program.
    private static readonly string[] s_passwords = ["PGPASSWORD", "MYSQL_PWD", "SQLCMDPASSWORD", "REDISCLI_AUTH", "PASS"];

    private static readonly string[] s_passwordEnds = ["PASSWORD", "PASSWD", "_PWD", "_PASS"];

    private static readonly string[] s_secretWords = ["SECRET", "TOKEN", "PASSPHRASE", "API_KEY", "APIKEY", "ACCESS_KEY"];

    private const int ShortestSecret = 8;

    /// <summary>Takes out of an environment what is not for the hook.</summary>
    public static void Strip(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsNotForHooks).ToList())
            environment.Remove(name);
    }

    /// <summary>The values of an environment that nobody should read in the output of who has it.</summary>
    public static IReadOnlyList<string> Secrets(IDictionary<string, string?> environment) =>
        [.. environment.Where(pair => IsSecret(pair.Key)).Select(pair => pair.Value ?? "").Where(value => value.Length >= ShortestSecret)];

    internal static bool IsNotForHooks(string name) =>
        (Begins(name, "HOOPCONNECT_") && !s_known.Contains(name, StringComparer.OrdinalIgnoreCase))
        || s_passwords.Contains(name, StringComparer.OrdinalIgnoreCase)
        || s_passwordEnds.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    internal static bool IsSecret(string name) =>
        IsNotForHooks(name)
        || (s_secretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            && !name.EndsWith("_ID", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase));

    private static bool Begins(string name, string start) => name.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
