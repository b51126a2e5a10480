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
        var clock = new SettableClock { Now = Moment };
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
                        Assert.Equal(new AuthTokenGenerator(clock).Generate(credentials, request).Token, shared.Generate(credentials, request).Token);
                    }
                }
            }
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
        new AuthTokenGenerator(new SettableClock { Now = Moment }).Generate(credentials, request);

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
