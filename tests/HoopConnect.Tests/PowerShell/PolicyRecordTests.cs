using System.Collections;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.PowerShell;

public class PolicyRecordTests
{
    [Fact]
    public void What_was_serialised_is_the_same_policy_again()
    {
        // As Import-Clixml gives it: lists of objects, a time span as it was.
        var policy = Read(
            new()
            {
                ["Expiration"] = TimeSpan.FromMinutes(90),
                ["File"] = "/policies/a.hcl",
                ["Line"] = 3,
                ["UserName"] = "forged",
                ["Scopes"] = new ArrayList { "forged" },
            });
        Assert.Equal(("p", "postgres", "entry"), (policy.Name, policy.Engine, policy.PluginConfigEntry));
        Assert.Equal(TimeSpan.FromMinutes(90), policy.Expiration);
        Assert.Equal(SessionUserName.Of(["dellstore", "testdb"], ["SELECT"]), policy.UserName);
        Assert.Equal(["dellstore", "testdb"], policy.Scopes.Select(scope => scope.Database));
        Assert.Equal(("/policies/a.hcl", 3), (policy.File, policy.Line));
    }

    [Fact]
    public void A_time_span_is_read_in_all_the_forms_it_can_have_come_to()
    {
        // JSON makes an object of it with all its parts; people write a duration.
        Assert.Equal(
            TimeSpan.FromHours(2),
            Read(
                new()
                {
                    ["Expiration"] = new Dictionary<string, object?> { ["Ticks"] = TimeSpan.FromHours(2).Ticks, ["Days"] = 0L },
                }
            ).Expiration);
        Assert.Equal(TimeSpan.FromHours(2), Read(new() { ["Expiration"] = "02:00:00" }).Expiration);
        Assert.Equal(TimeSpan.FromHours(2), Read(new() { ["Expiration"] = "2h" }).Expiration);
        Assert.Equal(SessionPolicy.DefaultExpiration, Read([]).Expiration);
    }

    [Theory]
    [InlineData("Name", "", "NotAPolicy")]
    [InlineData("Engine", null, "NotAPolicy")]
    [InlineData("Engine", "oracle", "UnknownEngine")]
    [InlineData("PluginConfigEntry", "postgres://u:p@h", "InvalidEntry")]
    [InlineData("Expiration", "1000h", "InvalidExpiration")]
    [InlineData("Expiration", "soon", "InvalidDuration")]
    [InlineData("Instances", "", "EmptyList")]
    [InlineData("Instances", ".x", "InvalidInstance")]
    [InlineData("GrantPrivileges", "ALL", "UnknownPrivilege")]
    public void An_object_is_held_to_the_rules_of_the_file(string field, string? value, string reason) =>
        Assert.Equal("Policy." + reason, Assert.Throws<HoopException>(() => Read(new() { [field] = value })).ErrorId);

    [Fact]
    public async Task A_name_needs_a_file_and_a_policy_does_not()
    {
        var policy = Read([]);
        Assert.Same(policy, await new PolicyChoice(policy).ResolveAsync(null, TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            new PolicyChoice("p").ResolveAsync(null, TestContext.Current.CancellationToken));
        Assert.Equal(("Policy.NoFile", "p"), (refused.ErrorId, refused.Target));
    }

    private static SessionPolicy Read(Dictionary<string, object?> fields)
    {
        var all = new Dictionary<string, object?>
        {
            ["Name"] = "p",
            ["Engine"] = "postgres",
            ["PluginConfigEntry"] = "entry",
            ["Instances"] = new ArrayList { "dellstore", "testdb" },
            ["GrantPrivileges"] = new object[] { "SELECT" },
        };
        foreach (var (name, value) in fields)
            all[name] = value;
        return new PolicyRecord(all.GetValueOrDefault).ToPolicy();
    }
}
