using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Aws;
using HoopConnect.IamAuthentication;
using HoopConnect.Secrets;

namespace HoopConnect.Bench;

/// <summary>Authentication tokens, one after the other on one thread.</summary>
internal static class TokensBench
{
    private const string Work = "authentication tokens";
    private const int Tokens = 50_000;
    private const string Host = "pgtest.abc123.us-west-2.rds.amazonaws.com";

    // The keys of AWS's own documentation examples.
    private const string AccessKey = "AKIDEXAMPLE";
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    // Its package of botocore is for this one only, whichever comes first on PATH.
    private const string DebiansPython = "/usr/bin/python3";

    private const string Python = """
        import sys, time, botocore, botocore.session
        client = botocore.session.get_session().create_client(
            'rds', region_name='us-west-2', aws_access_key_id=sys.argv[1], aws_secret_access_key=sys.argv[2])
        make = lambda: client.generate_db_auth_token('pgtest.abc123.us-west-2.rds.amazonaws.com', 5432, 'db_user')
        for _ in range(200): make()
        start = time.perf_counter()
        for _ in range(2000): make()
        print((time.perf_counter() - start) / 2000, botocore.__version__)
        """;

    /// <summary>Against hashing the same bytes: SHA-256 of the canonical request, HMAC of the string to sign.</summary>
    public static async Task<Row> AgainstHashingAsync(CancellationToken cancellationToken)
    {
        var token = new AuthTokenGenerator().Generate(Credentials, Request).Token.Reveal();
        var query = token[(token.IndexOf('?', StringComparison.Ordinal) + 1)..token.IndexOf("&X-Amz-Signature", StringComparison.Ordinal)];
        var canonicalRequest = Encoding.UTF8.GetBytes(
            $"GET\n/\n{query}\nhost:{Host}:5432\n\nhost\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        var stringToSign = Encoding.UTF8.GetBytes(
            $"AWS4-HMAC-SHA256\n20250102T030405Z\n20250102/us-west-2/rds-db/aws4_request\n{new string('0', 64)}");
        var key = new byte[32];
        var runs = await Interleaved.RunAsync(
            15, () => Task.FromResult(OurSeconds()), () => Task.FromResult(Hash(canonicalRequest, stringToSign, key)));
        return new Row(Work, "bare hashing of the same bytes", runs.Ratio, 2, Detail(runs));
    }

    /// <summary>Against botocore's generator, which times itself.</summary>
    public static async Task<Row> AgainstBotocoreAsync(CancellationToken cancellationToken)
    {
        const string botocore = "botocore's generator";
        if (!Programs.IsThere("python3") && !File.Exists(DebiansPython))
            return Row.WithoutMeasure(Work, botocore, "there is no python3 on PATH");
        var version = "";
        try
        {
            await AskAsync();
        }
        catch (InvalidOperationException)
        {
            return Row.WithoutMeasure(Work, botocore, "python3 has no botocore");
        }

        var runs = await Interleaved.RunAsync(5, () => Task.FromResult(OurSeconds()), AskAsync);
        return new Row(Work, $"{botocore} ({version})", runs.Ratio, 1 / 25.0, Detail(runs));

        async Task<double> AskAsync()
        {
            var answer = (
                await Programs.RunAsync(
                    File.Exists(DebiansPython) ? DebiansPython : "python3",
                    ["-c", Python, AccessKey, SecretKey],
                    new Dictionary<string, string>(),
                    "",
                    cancellationToken)
            ).Split();
            version = answer[1];
            return double.Parse(answer[0], CultureInfo.InvariantCulture) * Tokens;
        }
    }

    private static SigningCredentials Credentials { get; } = new(AccessKey, Secret.From(SecretKey));

    private static AuthTokenRequest Request { get; } = AuthTokenRequest.Create(Host, 5432, "db_user");

    private static double OurSeconds()
    {
        var generator = new AuthTokenGenerator();
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < Tokens; number++)
            generator.Generate(Credentials, Request);
        return clock.Elapsed.TotalSeconds;
    }

    private static double Hash(byte[] canonicalRequest, byte[] stringToSign, byte[] key)
    {
        Span<byte> hash = stackalloc byte[32];
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < Tokens; number++)
        {
            SHA256.HashData(canonicalRequest, hash);
            HMACSHA256.HashData(key, stringToSign, hash);
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static string Detail(Interleaved runs) => string.Create(CultureInfo.InvariantCulture,
        $"[{Tokens / runs.OurSeconds:#,0} and {Tokens / runs.OtherSeconds:#,0} a second; {Tokens} each, {runs}]");
}
