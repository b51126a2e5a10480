using System.Security.Cryptography;
using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.IamAuthentication;

public class AuthTokenGeneratorTests
{
    private const string Host = "pgtest.abc123.us-west-2.rds.amazonaws.com";
    private static readonly DateTimeOffset Moment = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // The keys of AWS's own documentation examples.
    private static readonly SigningCredentials Keys = new("AKIDEXAMPLE", Secret.From("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));

    [Fact]
    public void A_token_is_byte_for_byte_what_the_SDKs_make()
    {
        var token = Generate(Keys, AuthTokenRequest.Create(Host, 5432, "db_user"));
        Assert.Equal(
            Host + ":5432/?Action=connect&DBUser=db_user&X-Amz-Algorithm=AWS4-HMAC-SHA256" +
            "&X-Amz-Credential=AKIDEXAMPLE%2F20250102%2Fus-west-2%2Frds-db%2Faws4_request&X-Amz-Date=20250102T030405Z&X-Amz-Expires=900" +
            "&X-Amz-SignedHeaders=host&X-Amz-Signature=8ff8aca44b2249beb8fd05903704d6fb895bfc9c5610d49362625db46767826d",
            token.Token.Reveal());
    }

    [Fact]
    public void A_session_token_is_signed_and_sent()
    {
        var token = Generate(Keys with { SessionToken = Secret.From("FAKE/TOKEN+==") }, AuthTokenRequest.Create(Host, 5432, "db_user"));
        Assert.EndsWith(
            "&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FAKE%2FTOKEN%2B%3D%3D" +
            "&X-Amz-Signature=69e62b7d82d6a6ebf530fd0947e5d3199b03efbddecc6aaa310d715c457fba70",
            token.Token.Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_expires_after_15_minutes_or_with_the_credentials_whichever_is_first()
    {
        var request = AuthTokenRequest.Create(Host, 5432, "db_user");
        Assert.Equal(Moment.UtcDateTime.AddMinutes(15), Generate(Keys, request).Expires);
        Assert.Equal(Moment.UtcDateTime.AddMinutes(3), Generate(Keys with { Expires = Moment.UtcDateTime.AddMinutes(3) }, request).Expires);
        Assert.Equal(Moment.UtcDateTime.AddMinutes(15), Generate(Keys with { Expires = Moment.UtcDateTime.AddHours(1) }, request).Expires);
    }

    [Fact]
    public void One_generator_signs_for_many_credentials_regions_and_days_without_mixing_them_up()
    {
        var clock = new FakeClock(Moment);
        var shared = new AuthTokenGenerator(clock);
        var other = new SigningCredentials("AKIDEXAMPLE", Secret.From("another-secret-key-of-the-same-id"));
        for (var round = 0; round < 2; round++)
        {
            foreach (var credentials in (SigningCredentials[])[Keys, other])
            {
                foreach (var region in (string[])["us-west-2", "eu-west-1"])
                {
                    foreach (var days in (int[])[0, 1, 400])
                    {
                        clock.Now = Moment.AddDays(days);
                        var request = AuthTokenRequest.Create(Host, 5432, "db_user", region);
                        Assert.Equal(
                            new AuthTokenGenerator(clock).Generate(credentials, request).Token,
                            shared.Generate(credentials, request).Token);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Many_threads_that_sign_at_once_with_one_generator_get_what_each_would_get_alone()
    {
        const int threads = 16;
        string[] regions = ["us-west-2", "eu-west-1", "cn-north-1"];
        // Long and short, so that a buffer or a half-read hash of another thread would show.
        SigningCredentials[] credentials = [.. Enumerable.Range(0, 6).Select(number => new SigningCredentials(
                    "AKIDEXAMPLE",
                    Secret.From($"secret-key-{number}"),
                    number % 2 == 0 ? null : Secret.From(new string((char)('a' + number), number * 700)))),
        ];
        var clock = new FakeClock(Moment);
        var expected = (
            from each in credentials
            from region in regions
            select new AuthTokenGenerator(clock).Generate(each, Request(region)).Token
        ).ToArray();
        var shared = new AuthTokenGenerator(clock);
        using var start = new Barrier(threads);
        var wrong = await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(thread, 2_000).Select(number => number % expected.Length)
                                .Count(index =>
                                    !expected[index]
                                        .Equals(
                                            shared
                                                .Generate(credentials[index / regions.Length], Request(regions[index % regions.Length]))
                                                .Token));
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(0, wrong.Sum());

        static AuthTokenRequest Request(string region) => AuthTokenRequest.Create(Host, 5432, "db_user", region);
    }

    [Fact]
    public async Task One_key_that_many_threads_sign_with_at_once_gives_the_hash_of_each_text()
    {
        const int threads = 16;
        var secret = Enumerable.Range(0, 32).Select(number => (byte)number).ToArray();
        var key = new SigningKey(secret);
        using var start = new Barrier(threads);
        var wrong = await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                var signature = new byte[32];
                return Enumerable.Range(0, 5_000).Count(number =>
                {
                    var text = BitConverter.GetBytes((long)thread << 32 | (uint)number);
                    key.Sign(text, signature);
                    return !signature.AsSpan().SequenceEqual(HMACSHA256.HashData(secret, text));
                });
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(0, wrong.Sum());
    }

    [Fact]
    public async Task Threads_of_two_days_do_not_get_each_others_keys()
    {
        // Two clocks on one cache: around midnight one thread has read yesterday's date, another today's.
        var keys = new SigningKeyCache();
        string[] days = ["20250101", "20250102"];
        var expected = days.Select(day => Signed(new SigningKeyCache().Get(Keys, day, "us-west-2"))).ToArray();
        var wrong = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(thread =>
                    Task.Run(() =>
                        Enumerable
                            .Range(thread, 3_000)
                            .Count(number => !Signed(keys.Get(Keys, days[number % 2], "us-west-2")).SequenceEqual(expected[number % 2])))));
        Assert.Equal(0, wrong.Sum());

        static byte[] Signed(SigningKey key)
        {
            var signature = new byte[32];
            key.Sign("text"u8, signature);
            return signature;
        }
    }

    [Theory]
    [InlineData("db.abc.us-east-2.rds.amazonaws.com", "us-east-2")]
    [InlineData("DB.ABC.US-EAST-2.RDS.AMAZONAWS.COM.", "us-east-2")]
    [InlineData("my.cluster-ro-abc.eu-central-1.rds.amazonaws.com", "eu-central-1")]
    [InlineData("p.proxy-abc.us-gov-west-1.rds.amazonaws.com", "us-gov-west-1")]
    [InlineData("db.abc.rds.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("db.abc.us-iso-east-1.rds.c2s.ic.gov", "us-iso-east-1")]
    public void The_region_is_read_from_an_endpoint_of_any_partition(string host, string region) =>
        Assert.Equal(region, RdsEndpointName.Region(host));

    [Theory]
    [InlineData("db.example.com")]
    [InlineData("10.0.0.5")]
    [InlineData("localhost")]
    [InlineData("rds.amazonaws.com")]
    [InlineData("g.global-abc.global.rds.amazonaws.com")]
    [InlineData("db.us-east-2.example.com")]
    public void A_name_that_tells_no_region_is_refused_and_named(string host)
    {
        var error = Assert.Throws<HoopException>(() => AuthTokenRequest.Create(host, 5432, "db_user"));
        Assert.Equal("IamAuthentication.NoRegion", error.ErrorId);
        Assert.Contains($"'{host}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("eu-west-1", AuthTokenRequest.Create(host, 5432, "db_user", "eu-west-1").Region);
    }

    [Theory]
    [InlineData("host name", 5432, "u", "IamAuthentication.InvalidEndpoint")]
    [InlineData(Host, 0, "u", "IamAuthentication.InvalidEndpoint")]
    [InlineData(Host, 70000, "u", "IamAuthentication.InvalidEndpoint")]
    [InlineData(Host, 5432, "", "IamAuthentication.NoUserName")]
    public void What_no_token_can_be_made_for_is_refused(string host, int port, string user, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<HoopException>(() => AuthTokenRequest.Create(host, port, user, "us-west-2")).ErrorId);

    [Fact]
    public void A_token_never_prints() =>
        Assert.DoesNotContain("X-Amz", Generate(Keys, AuthTokenRequest.Create(Host, 5432, "db_user")).ToString(), StringComparison.Ordinal);

    private static AuthToken Generate(SigningCredentials credentials, AuthTokenRequest request) =>
        new AuthTokenGenerator(new FakeClock(Moment)).Generate(credentials, request);
}
