using System.Globalization;
using HoopConnect.Aws;
using HoopConnect.IamAuthentication;
using HoopConnect.Secrets;
using HoopConnect.Tests.Oracles;

namespace HoopConnect.Tests.IamAuthentication;

/// <summary>Our tokens against those of AWS's own SDKs: for JavaScript parameter by parameter, for Python character by character.</summary>
public class BotocoreTokenTests
{
    // The keys of AWS's own documentation examples.
    private const string AccessKey = "AKIDEXAMPLE";
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Moment = "20250102T030405Z";

    private static readonly string?[] SessionTokens =
    [
        null,
        "FAKE/TOKEN+==",
        "a b&c=d?e%25f~é漢😀",
        "IQoJb3JpZ2luX2VjEXAMPLE//" + new string('x', 4000) + "==",
    ];

    private static readonly (string Region, string Host)[] Endpoints =
    [
        ("us-west-2", "pgtest.abc123.us-west-2.rds.amazonaws.com"),
        ("us-east-1", "payments.cluster-abc123.us-east-1.rds.amazonaws.com"),
        ("eu-central-1", "payments.cluster-ro-abc123.eu-central-1.rds.amazonaws.com"),
        ("ap-southeast-5", "payments.cluster-custom-abc123.ap-southeast-5.rds.amazonaws.com"),
        ("il-central-1", "orders.proxy-abc123.il-central-1.rds.amazonaws.com"),
        ("us-gov-west-1", "orders.abc123.us-gov-west-1.rds.amazonaws.com"),
        ("us-gov-east-1", "orders.proxy-abc123.us-gov-east-1.rds.amazonaws.com"),
        ("cn-north-1", "orders.abc123.rds.cn-north-1.amazonaws.com.cn"),
        ("cn-northwest-1", "orders.cluster-abc123.rds.cn-northwest-1.amazonaws.com.cn"),
        ("us-iso-east-1", "orders.abc123.us-iso-east-1.rds.c2s.ic.gov"),
        ("us-isob-east-1", "orders.abc123.us-isob-east-1.rds.sc2s.sgov.gov"),
        ("eu-isoe-west-1", "orders.abc123.eu-isoe-west-1.rds.cloud.adc-e.uk"),
        ("us-isof-south-1", "orders.abc123.us-isof-south-1.rds.csp.hci.ic.gov"),
        ("eusc-de-east-1", "orders.abc123.eusc-de-east-1.rds.amazonaws.eu"),
        ("eu-west-1", "127.0.0.1"),
    ];

    // 443 is the scheme's own port, which signers leave out of the host.
    private static readonly int[] Ports = [5432, 3306, 443, 80, 1, 65535];

    private static readonly string[] UserNames =
    [
        "db_user",
        "DbUser",
        "a",
        "jane.doe@example.com",
        "with space",
        " leading",
        "trailing ",
        "per%cent",
        "per%25cent",
        "plus+plus",
        "a&b=c",
        "a/b?c#d",
        "quo'te",
        "double\"quote",
        "back\\slash",
        "semi;colon",
        "co:lon",
        "tilde~-._",
        "stars*!'()",
        "umläut",
        "漢字",
        "e\u0301",
        "😀",
        "tab\there",
        "new\nline",
        "<tag>",
        "$dollar",
        "`tick`",
        "{a}[b]|^",
        new('u', 63),
        "X-Amz-Date=20200101T000000Z&DBUser=admin",
    ];

    [Fact]
    public async Task The_vectors_of_the_design_are_botocores()
    {
        await HoldAgainstSdksAsync(
            [Row("us-west-2", Endpoints[0].Host, 5432, "db_user"),
            Row("us-west-2", Endpoints[0].Host, 5432, "db_user") with { SessionToken = "FAKE/TOKEN+==" }]);
    }

    [Fact]
    public async Task Every_user_name_is_encoded_as_botocore_does()
    {
        await HoldAgainstSdksAsync(
            [.. from user in UserNames from session in SessionTokens select Row("us-west-2", Endpoints[0].Host, 5432,
            user) with { SessionToken = session }]);
    }

    [Fact]
    public async Task Endpoints_of_every_partition_at_every_port_are_signed_for_as_botocore_does()
    {
        await HoldAgainstSdksAsync(
            [.. from endpoint in Endpoints from port in Ports from session in SessionTokens select Row(endpoint.Region, endpoint.Host,
            port, "db_user") with { SessionToken = session }]);
    }

    [Fact]
    public async Task The_first_and_the_last_second_of_a_day_are_signed_with_its_key()
    {
        string[] times = ["20241231T235959Z", "20250101T000000Z", "20240229T120000Z", "20380119T031408Z", "19991231T235959Z"];
        await HoldAgainstSdksAsync(
            [.. times.Select(time => Row("eu-west-1", "db.abc.eu-west-1.rds.amazonaws.com", 5432, "db_user") with { Time = time })]);
    }

    [Fact]
    public async Task Any_mixture_is_signed_as_botocore_does()
    {
        var random = new Random(20250102);
        string[] secrets = [SecretKey, "another-secret-key-of-the-same-id", "k"];
        await HoldAgainstSdksAsync([.. Enumerable.Range(0, 400).Select(_ =>
        {
            var (region, host) = Pick(Endpoints);
            var time = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.NextInt64(400L * 24 * 3600));
                    return new BotocoreRow(
                        AccessKey, Pick(secrets), Pick(SessionTokens), region, host, random.Next(1, 65536), RandomName(), Text(time));
        })]);

        T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

        // Any character that a name can have but a half of a pair.
        string RandomName() => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => char.ConvertFromUtf32(
                            random.Next(4) switch
                            {
                                0 => random.Next(0x20, 0x7F),
                                1 => random.Next(0x80, 0x800),
                                2 => random.Next(0x4E00, 0x9FFF),
                                _ => random.Next(0x1F300, 0x1F5FF),
                            })));
    }

    private static BotocoreRow Row(string region, string host, int port, string userName) =>
        new(AccessKey, SecretKey, null, region, host, port, userName, Moment);

    private static async Task HoldAgainstSdksAsync(IReadOnlyList<BotocoreRow> rows)
    {
        var ours = Ours(rows);
        var ofJavaScript =
            await NodeOracle.AskAsync<string[]>("rds.cjs", "@aws-sdk/rds-signer", rows, TestContext.Current.CancellationToken);
        // It gives the same parameters in the order of their names. At port 443 AWS's own two differ: it signs the port, botocore does not.
        var compared = Enumerable.Range(0, rows.Count).Where(index => rows[index].Port != 443).ToList();
        Compare([.. compared.Select(index => rows[index])], [.. compared.Select(index => Ordered(ofJavaScript[index]))],
            [.. compared.Select(index => Ordered(ours[index]))]);

        Assert.SkipWhen(
            Botocore.Python
                is null, "There is no botocore on this machine. Run tests/HoopConnect.Sandbox/iam/restore.sh as root on Debian, or " +
                "install it.");
        Compare(rows, await Botocore.TokensAsync(rows, TestContext.Current.CancellationToken), ours);
    }

    private static List<string> Ours(IReadOnlyList<BotocoreRow> rows)
    {
        var clock = new FakeClock();
        var generator = new AuthTokenGenerator(clock);
        return rows.Select(row =>
        {
            clock.Now = DateTimeOffset.ParseExact(
                row.Time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var credentials = new SigningCredentials(
                row.AccessKey, Secret.From(row.SecretKey), row.SessionToken is null ? null : Secret.From(row.SessionToken));
            return generator.Generate(credentials, AuthTokenRequest.Create(row.Host, row.Port, row.UserName, row.Region)).Token.Reveal();
        }).ToList();
    }

    private static void Compare(IReadOnlyList<BotocoreRow> rows, IReadOnlyList<string> theirs, List<string> ours)
    {
        Assert.Equal(rows.Count, theirs.Count);
        for (var index = 0; index < rows.Count; index++)
            Assert.True(theirs[index] == ours[index], $"{rows[index]}\ntheirs: {theirs[index]}\nours:   {ours[index]}");
    }

    private static string Ordered(string token) =>
        token.Split('?') is [var endpoint, var query] ? endpoint + "?" + string.Join('&', query.Split('&').Order(StringComparer.Ordinal))
            : token;

    private static string Text(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
