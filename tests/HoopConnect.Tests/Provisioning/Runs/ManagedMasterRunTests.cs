using HoopConnect.Databases.Roles;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Sandbox.Faults;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>The whole run on a database whose master credential RDS keeps in Secrets Manager.</summary>
public class ManagedMasterRunTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_provisioned_with_the_login_of_its_secret_which_goes_into_no_vault_and_no_record()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "vaulted");
        var request = await scenario.RequestAsync("vaulted") with { AllowMasterReset = false };
        var result = Assert.Single(await scenario.ApplyAsync(request));

        Assert.Equal((ProvisioningState.Completed, null), (result.State, result.ErrorId));
        Assert.All(result.Roles, role => Assert.Equal(RoleState.Created, role.State));
        await using (await scenario.LogInAsync("prod-ro"))
        {
        }

        var master = scenario.Servers["vaulted"].MasterLogin.Password;
        Assert.DoesNotContain(master, (await scenario.PasswordsAsync()).Values);
        Assert.All(
            Directory.GetFiles(scenario.JobFolder), file =>
                Assert.DoesNotContain(master, File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(scenario.Host.Everything, line => Assert.DoesNotContain(master, line, StringComparison.Ordinal));
        Assert.DoesNotContain(
            scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"), call => call.Parameters.ContainsKey("MasterUserPassword"));

        // It rotates; the next run has nothing to do and says so.
        await scenario.Servers["vaulted"].SetPasswordByVerifierAsync("postgres", "rotated-by-rds", Cancellation);
        lock (scenario.Sandbox.Organisation.Gate)
            scenario.Sandbox.Organisation.Secret(scenario.Sandbox.Organisation.Database("vaulted").MasterUserSecretArn!).Put(
                "rotated-by-rds");
        var again = Assert.Single(await scenario.ApplyAsync(request));
        Assert.Equal((ProvisioningState.Completed, false), (again.State, again.Changed));
    }

    [Fact]
    public async Task Where_the_secret_may_not_be_read_it_fails_before_anything_is_changed_and_names_the_action()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "vaulted");
        scenario.Sandbox.Faults.Add(new Fault(FaultKind.Denied) { Service = "secretsmanager", Times = 100 });
        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("vaulted")));
        Assert.Equal((ProvisioningState.Failed, "HoopConnect.MasterCredential.SecretNotReadable"), (result.State, result.ErrorId));
        Assert.Contains("secretsmanager:GetSecretValue", result.Message, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.Empty(scenario.Sandbox.Requests.Of("ec2:CreateSecurityGroup"));
        Assert.Empty(await scenario.PasswordsAsync());
    }
}
