using HoopConnect.Aws.SsoAdmin;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.AccessControl;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.IdentityCenter.Directory;

namespace HoopConnect.Tests.IdentityCenter.AccessControl;

public sealed class NameAttributeTests(SandboxFixture fixture) : IDisposable
{
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task It_is_switched_on_added_to_what_there_is_and_then_there_is_nothing_to_do()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var instance = sandbox.Organisation.IdentityCenters[0];
        var attribute = NameAttribute.Of(session, null, NameAttribute.DefaultKey);
        var step = Assert.Single((await attribute.PlanAsync(Stop)).Steps);
        Assert.Contains(
            "CreateInstanceAccessControlAttributeConfiguration name=${path:userName}", step.ToString(), StringComparison.Ordinal);
        Assert.Null(instance.Attributes);
        Assert.True(await attribute.ApplyAsync(Stop));
        Assert.Equal(["${path:userName}"], instance.Attributes!["name"]);
        Assert.True((await attribute.PlanAsync(Stop)).IsEmpty);
        Assert.False(await attribute.ApplyAsync(Stop));

        lock (sandbox.Organisation.Gate)
            instance.Attributes = new() { ["department"] = ["${path:enterprise.department}"], ["team"] = ["a", "b"] };
        Assert.Contains("2 other(s) stay", (await attribute.PlanAsync(Stop)).ToString(), StringComparison.Ordinal);
        Assert.True(await attribute.ApplyAsync(Stop));
        Assert.Equal(["department", "name", "team"], instance.Attributes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], instance.Attributes["team"]);
    }

    [Theory]
    [InlineData("name", "${path:username}", null)]
    [InlineData("Name", "${path:userName}", null)]
    [InlineData("name", "${path:displayName}", "IdentityCenter.AttributeTaken")]
    [InlineData("NAME", "${user:email}", "IdentityCenter.AttributeTaken")]
    public async Task Another_value_under_the_name_is_refused_and_another_case_is_the_same(string key, string source, string? error)
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        lock (sandbox.Organisation.Gate)
            sandbox.Organisation.IdentityCenters[0].Attributes = new() { [key] = [source] };
        var attribute = NameAttribute.Of(session, null, "name");
        if (error is null)
        {
            Assert.True((await attribute.PlanAsync(Stop)).IsEmpty);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<HoopException>(() => attribute.PlanAsync(Stop));
            Assert.Equal((error, key), (refused.ErrorId, refused.Target));
            Assert.Contains(source, refused.Message, StringComparison.Ordinal);
            Assert.Equal(error, (await Assert.ThrowsAsync<HoopException>(() => attribute.ApplyAsync(Stop))).ErrorId);
        }

        Assert.DoesNotContain(sandbox.Requests.All, request => request.Action.StartsWith("Update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_there_when_the_instance_shows_it()
    {
        var admin = new AdminDouble();
        AccessControlAttribute[] written = [new("name", ["${path:userName}"])];
        admin.Readings.Enqueue(null);
        admin.Readings.Enqueue(new AccessControlAttributes("CREATION_IN_PROGRESS", written));
        admin.Readings.Enqueue(new AccessControlAttributes("ENABLED", written));
        Assert.True(await new NameAttribute(admin, null, "name").ApplyAsync(Stop));
        Assert.Equal(["create name=${path:userName}"], admin.Written);

        var failing = new AdminDouble();
        failing.Readings.Enqueue(null);
        failing.Readings.Enqueue(new AccessControlAttributes("CREATION_FAILED", []));
        var failure = await Assert.ThrowsAsync<HoopException>(() => new NameAttribute(failing, null, "name").ApplyAsync(Stop));
        Assert.Equal("IdentityCenter.AttributesNotInPlace", failure.ErrorId);
    }
}
