using HoopConnect.Aws;
using HoopConnect.Aws.Sessions;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Aws;

public sealed class SessionSettingsTests : IDisposable
{
    private static readonly AwsSessionOptions Keys = new() { AccessKey = "KEY", SecretKey = Secret.From("example") };
    private readonly TestEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task The_region_comes_from_the_parameter_then_the_named_profile_then_the_environment_then_the_default_profile()
    {
        _environment.WriteProfiles(
            "[default]\nregion = eu-north-1\n[team]\nregion = eu-south-1\naws_access_key_id = KEY\naws_secret_access_key = example\n");
        Assert.Equal("eu-north-1", await RegionAsync(Keys));
        _environment["AWS_DEFAULT_REGION"] = "eu-west-3";
        Assert.Equal("eu-west-3", await RegionAsync(Keys));
        _environment["AWS_REGION"] = "eu-west-2";
        Assert.Equal("eu-west-2", await RegionAsync(Keys));
        Assert.Equal("eu-south-1", await RegionAsync(Keys with { ProfileName = "team" }));
        Assert.Equal("eu-west-1", await RegionAsync(Keys with { ProfileName = "team", Region = "eu-west-1" }));
    }

    [Fact]
    public async Task No_region_anywhere_is_an_error() =>
        Assert.Equal("Aws.NoRegion", (await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(Keys))).ErrorId);

    [Fact]
    public async Task An_unknown_region_is_refused_wherever_it_comes_from()
    {
        _environment["AWS_REGION"] = "eu-west";

        Assert.Equal("Aws.UnknownRegion", (await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(Keys))).ErrorId);
        Assert.Equal(
            "Aws.UnknownRegion",
            (await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(Keys with { Region = "mars-1" }))).ErrorId);
    }

    [Fact]
    public async Task A_region_that_may_be_mistyped_is_warned_of()
    {
        using var session = await _environment.OpenAsync(Keys with { Region = "eu-wst-1" });

        Assert.Contains(_environment.Host.Everything, line => line.Contains("did you mean 'eu-west-1'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://aws.example.com", "https://aws.example.com/")]
    [InlineData("https://aws.example.com:8443/", "https://aws.example.com:8443/")]
    [InlineData("http://127.0.0.1:4566", "http://127.0.0.1:4566/")]
    [InlineData("http://[::1]:4566", "http://[::1]:4566/")]
    [InlineData("http://localhost:4566", "http://localhost:4566/")]
    public void An_endpoint_is_https_or_on_loopback(string text, string url) => Assert.Equal(url, SessionEndpoint.Parse(text)!.ToString());

    [Theory]
    [InlineData("http://aws.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("aws.example.com")]
    [InlineData("/aws")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://aws.example.com/path")]
    public async Task Another_endpoint_is_refused_with_its_value_from_parameter_and_environment(string text)
    {
        _environment["AWS_ENDPOINT_URL"] = text;

        foreach (var options in new[] { Keys with { Region = "eu-west-1" }, Keys with { Region = "eu-west-1", EndpointUrl = text } })
        {
            var error = await Assert.ThrowsAsync<HoopException>(() => _environment.OpenAsync(options));
            Assert.Equal("Aws.InvalidEndpoint", error.ErrorId);
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("true", null, true)]
    [InlineData("True", "false", true)]
    [InlineData("false", "true", false)]
    [InlineData(null, "true", true)]
    public void FIPS_endpoints_are_asked_for_by_the_environment_or_else_by_the_profile(string? variable, string? profile, bool expected)
    {
        _environment.WriteProfiles(profile is null ? "" : $"[default]\nuse_fips_endpoint = {profile}\n");
        if (variable is not null)
            _environment["AWS_USE_FIPS_ENDPOINT"] = variable;

        Assert.Equal(expected, SessionEndpoint.UseFips(new ProfileFiles(Keys, _environment.Get), _environment.Get));
    }

    [Fact]
    public void A_password_in_an_endpoint_is_refused_and_not_repeated()
    {
        var error = Assert.Throws<HoopException>(() => SessionEndpoint.Parse("https://me:hush-hush@aws.example.com"));

        Assert.Equal("Aws.InvalidEndpoint", error.ErrorId);
        Assert.DoesNotContain("hush", error.Message + error.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_a_session_with_keys_says_where_they_came_from_and_nothing_of_them()
    {
        using var session = await _environment.OpenAsync(
            new AwsSessionOptions
            {
                AccessKey = "KEY",
                SecretKey = Secret.From("hush-hush"),
                SessionToken = Secret.From("hush-token"),
                Region = "eu-west-1",
            });

        Assert.Equal("the keys given", session.CredentialSource);
        Assert.Contains(_environment.Host.Everything, line => line.Contains("the keys given", StringComparison.Ordinal));
        Assert.DoesNotContain(_environment.Host.Everything, line => line.Contains("hush", StringComparison.Ordinal));
    }

    private async Task<string> RegionAsync(AwsSessionOptions options)
    {
        using var session = await _environment.OpenAsync(options);
        return session.DefaultRegion;
    }
}
