using System.Diagnostics;
using System.Text.Json;

namespace HoopConnect.Tests.IamAuthentication;

/// <summary>AWS's own Python SDK, whose tokens ours have to equal. It works offline, with its clock set by us.</summary>
internal static class Botocore
{
    private const string Script = """
        import datetime, json, sys
        import botocore.auth, botocore.session

        class Clock(datetime.datetime):
            now_is = None
            @classmethod
            def utcnow(cls): return cls.now_is

        # The name it reads the time by, in the releases before and after 1.41.
        botocore.auth.datetime = type('datetime', (), {'datetime': Clock, 'timezone': datetime.timezone})
        botocore.auth.get_current_datetime = lambda remove_tzinfo=True: Clock.now_is
        session, clients, tokens = botocore.session.Session(), {}, []
        for row in json.load(sys.stdin):
            keys = (row['AccessKey'], row['SecretKey'], row['SessionToken'])
            if keys not in clients:
                clients[keys] = session.create_client(
                    'rds', region_name='us-east-1',
                    aws_access_key_id=keys[0], aws_secret_access_key=keys[1], aws_session_token=keys[2])
            Clock.now_is = datetime.datetime.strptime(row['Time'], '%Y%m%dT%H%M%SZ')
            tokens.append(clients[keys].generate_db_auth_token(row['Host'], row['Port'], row['UserName'], Region=row['Region']))
        json.dump(tokens, sys.stdout)
        """;

    /// <summary>The Python that has it; null where there is none. Debian's package is only in Debian's own Python.</summary>
    public static string? Python { get; } = Array.Find(["/usr/bin/python3", "python3"], HasBotocore);

    public static async Task<IReadOnlyList<string>> TokensAsync(IReadOnlyList<BotocoreRow> rows, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Command(Script))!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(rows).AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<string[]>(await output)!;
    }

    private static bool HasBotocore(string python)
    {
        try
        {
            using var process = Process.Start(Command("import botocore", python))!;
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static ProcessStartInfo Command(string script, string? python = null)
    {
        var start = new ProcessStartInfo(python ?? Python!, ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // No profile or endpoint of whoever runs the tests.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent";
        return start;
    }
}

/// <summary>One token to make.</summary>
internal sealed record BotocoreRow(
    string AccessKey, string SecretKey, string? SessionToken, string Region, string Host, int Port, string UserName, string Time);
